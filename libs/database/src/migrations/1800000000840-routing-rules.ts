/** How a queue chooses, what language a customer waits in, and why each offer went where it went. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RoutingRules1800000000840 implements MigrationInterface {
  name = 'RoutingRules1800000000840';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE routing.queue ADD COLUMN strategy text NOT NULL DEFAULT 'longest-idle',
        ADD COLUMN rings jsonb NOT NULL DEFAULT '[]',
        ADD CONSTRAINT queue_strategy CHECK (strategy IN ('longest-idle', 'least-loaded', 'round-robin'))`);
    await runner.query(`ALTER TABLE routing.work_item ADD COLUMN language text`);
    await runner.query(`ALTER TABLE routing.offer ADD COLUMN explanation jsonb`);
    await runner.query(`CREATE INDEX offer_asked ON routing.offer (agent_id, made_at)`);
    await runner.query(`CREATE INDEX offer_ticket ON routing.offer (ticket_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX routing.offer_ticket, routing.offer_asked`);
    await runner.query(`ALTER TABLE routing.offer DROP COLUMN explanation`);
    await runner.query(`ALTER TABLE routing.work_item DROP COLUMN language`);
    await runner.query(
      `ALTER TABLE routing.queue DROP CONSTRAINT queue_strategy, DROP COLUMN strategy, DROP COLUMN rings`,
    );
  }
}
