/** Every sort a list of tickets offers is a window served by an index: by status alone, within a queue, and of an owner. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const RANK = `array_position(ARRAY['low', 'normal', 'high', 'urgent'], priority)`;

export class ListWindows1800000000880 implements MigrationInterface {
  name = 'ListWindows1800000000880';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP INDEX tickets.ticket_page, tickets.ticket_queue_page, tickets.ticket_owner`,
      // Each change of a ticket paid for this one; subjects are found in the search room's own table.
      `DROP INDEX tickets.ticket_subject_search`,
      ...windows('ticket_updated', 'updated_at'),
      ...windows('ticket_opened', 'opened_at'),
      ...windows('ticket_rank', `(${RANK})`),
      `CREATE INDEX ticket_stand_in ON tickets.ticket (stand_in_id) WHERE stand_in_id IS NOT NULL`,
      `CREATE INDEX interaction_agent ON tickets.interaction (agent_id, ticket_id) WHERE agent_id IS NOT NULL`,
      `CREATE INDEX hand_over_asked ON tickets.hand_over (to_agent_id, ticket_id)`,
      `CREATE INDEX hand_over_given ON tickets.hand_over (from_agent_id, ticket_id)`,
      `CREATE INDEX customer_name_search ON customers.customer USING gin (name public.gin_trgm_ops)`,
      `CREATE INDEX identity_value_search ON customers.identity USING gin (value public.gin_trgm_ops)`,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP INDEX customers.identity_value_search, customers.customer_name_search`,
      `DROP INDEX tickets.hand_over_given, tickets.hand_over_asked, tickets.interaction_agent, tickets.ticket_stand_in`,
      ...['ticket_updated', 'ticket_opened', 'ticket_rank'].map(
        (name) => `DROP INDEX tickets.${name}, tickets.${name}_queue, tickets.${name}_owner`,
      ),
      `CREATE INDEX ticket_subject_search ON tickets.ticket USING gin (subject public.gin_trgm_ops)`,
      `CREATE INDEX ticket_page ON tickets.ticket (status, updated_at DESC, id DESC)`,
      `CREATE INDEX ticket_queue_page ON tickets.ticket (queue_id, updated_at DESC, id DESC)`,
      `CREATE INDEX ticket_owner ON tickets.ticket (owner_id, status)`,
    ])
      await runner.query(statement);
  }
}

/** Read backwards they serve the other direction too. */
function windows(name: string, key: string): string[] {
  return [
    `CREATE INDEX ${name} ON tickets.ticket (status, ${key}, id)`,
    `CREATE INDEX ${name}_queue ON tickets.ticket (queue_id, status, ${key}, id) WHERE queue_id IS NOT NULL`,
    `CREATE INDEX ${name}_owner ON tickets.ticket (owner_id, status, ${key}, id) WHERE owner_id IS NOT NULL`,
  ];
}
