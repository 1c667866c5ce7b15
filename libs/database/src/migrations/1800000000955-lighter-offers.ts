/** An offer touches fewer indexes: those that another one serves as well, and those that every change of a state had to write anew. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LighterOffers1800000000955 implements MigrationInterface {
  name = 'LighterOffers1800000000955';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      // Told one way round it finds an agent's live offers too; those of an item are found by `offer_item`.
      `DROP INDEX routing.offer_agent, routing.offer_live`,
      `CREATE UNIQUE INDEX offer_live ON routing.offer (agent_id, work_item_id) WHERE state = 'made'`,
      // A condition on the state makes each change of it write every index; a ticket has few interactions to look through.
      `DROP INDEX tickets.interaction_live`,
      `ALTER TABLE tickets.interaction SET (fillfactor = 80)`,
      `ALTER TABLE routing.work_item SET (fillfactor = 80)`,
      // Only the hourly sweep asks for the age of events, and they are written in its order.
      `DROP INDEX bus.event_age`,
      `CREATE INDEX event_age ON bus.event USING brin (at) WITH (autosummarize = on)`,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP INDEX bus.event_age`,
      `CREATE INDEX event_age ON bus.event (at)`,
      `ALTER TABLE routing.work_item RESET (fillfactor)`,
      `ALTER TABLE tickets.interaction RESET (fillfactor)`,
      `CREATE INDEX interaction_live ON tickets.interaction (ticket_id, agent_id) WHERE state NOT IN ('ended', 'abandoned')`,
      `DROP INDEX routing.offer_live`,
      `CREATE UNIQUE INDEX offer_live ON routing.offer (work_item_id, agent_id) WHERE state = 'made'`,
      `CREATE INDEX offer_agent ON routing.offer (agent_id) WHERE state = 'made'`,
    ])
      await runner.query(statement);
  }
}
