/** Tickets in relation to each other: links, merges and splits that can be undone, and who follows a ticket. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Relations1800000000860 implements MigrationInterface {
  name = 'Relations1800000000860';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...columns, ...tables, ...ways]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION tickets.absorbed_by(uuid), tickets.survivor_of(uuid)`);
    await runner.query(`DROP TABLE tickets.follower, tickets.moved_item, tickets.move, tickets.link`);
    await runner.query(`ALTER TABLE clocks.promise DROP COLUMN home_ticket_id`);
    await runner.query(`ALTER TABLE tickets.interaction DROP COLUMN home_ticket_id`);
    await runner.query(`DROP INDEX tickets.ticket_merged_into`);
    await runner.query(`ALTER TABLE tickets.ticket DROP COLUMN merged_into_id`);
  }
}

const columns = [
  `ALTER TABLE tickets.ticket ADD COLUMN merged_into_id uuid`,
  `CREATE INDEX ticket_merged_into ON tickets.ticket (merged_into_id) WHERE merged_into_id IS NOT NULL`,
  `ALTER TABLE tickets.interaction ADD COLUMN home_ticket_id uuid`,
  `ALTER TABLE clocks.promise ADD COLUMN home_ticket_id uuid`,
];

const tables = [
  `CREATE TABLE tickets.link (
        id uuid NOT NULL,
        kind text NOT NULL,
        from_ticket_id uuid NOT NULL,
        to_ticket_id uuid NOT NULL,
        made_by uuid NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT link_kind CHECK (kind IN ('child-of', 'duplicate-of', 'incident-of', 'follow-up-of')),
        CONSTRAINT link_two_tickets CHECK (from_ticket_id <> to_ticket_id),
        CONSTRAINT link_once UNIQUE (from_ticket_id, to_ticket_id, kind),
        CONSTRAINT link_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX link_to ON tickets.link (to_ticket_id)`,
  `CREATE TABLE tickets.move (
        id uuid NOT NULL,
        kind text NOT NULL,
        from_ticket_id uuid NOT NULL,
        to_ticket_id uuid NOT NULL,
        made_by uuid NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        before jsonb NOT NULL DEFAULT '{}',
        undone_by uuid,
        undone_at timestamptz,
        CONSTRAINT move_kind CHECK (kind IN ('merge', 'split')),
        CONSTRAINT move_pk PRIMARY KEY (id)
      )`,
  // A ticket is merged away once and born of one split, whatever races.
  `CREATE UNIQUE INDEX move_merged ON tickets.move (from_ticket_id) WHERE kind = 'merge' AND undone_at IS NULL`,
  `CREATE UNIQUE INDEX move_split ON tickets.move (to_ticket_id) WHERE kind = 'split' AND undone_at IS NULL`,
  `CREATE INDEX move_from ON tickets.move (from_ticket_id)`,
  `CREATE INDEX move_to ON tickets.move (to_ticket_id)`,
  `CREATE TABLE tickets.moved_item (
        move_id uuid NOT NULL,
        item_id uuid NOT NULL,
        placeholder_id uuid NOT NULL,
        interaction_id uuid,
        led_to uuid,
        CONSTRAINT moved_item_pk PRIMARY KEY (move_id, item_id)
      )`,
  `CREATE TABLE tickets.follower (
        ticket_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        added_by uuid NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        read_seq integer NOT NULL DEFAULT 0,
        mention_seq integer NOT NULL DEFAULT 0,
        move_id uuid,
        CONSTRAINT follower_pk PRIMARY KEY (ticket_id, agent_id)
      )`,
  `CREATE INDEX follower_agent ON tickets.follower (agent_id)`,
];

/** A merged ticket may be merged on with its survivor: both ways are walked to their end. */
const ways = [
  `CREATE FUNCTION tickets.survivor_of(asked uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
     WITH RECURSIVE way AS (
       SELECT id, merged_into_id FROM tickets.ticket WHERE id = asked
       UNION SELECT ticket.id, ticket.merged_into_id FROM way JOIN tickets.ticket ON ticket.id = way.merged_into_id)
     SELECT id FROM way WHERE merged_into_id IS NULL $$`,
  `CREATE FUNCTION tickets.absorbed_by(asked uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
     WITH RECURSIVE absorbed AS (
       SELECT id FROM tickets.ticket WHERE merged_into_id = asked
       UNION SELECT ticket.id FROM absorbed JOIN tickets.ticket ON ticket.merged_into_id = absorbed.id)
     SELECT id FROM absorbed $$`,
];
