/** A wrap-up per agent and interaction, what came of it, and what each queue asks for after a call or a chat. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WrapUps1800000001063 implements MigrationInterface {
  name = 'WrapUps1800000001063';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
    // One that goes on keeps the name of its timer, which was its interaction's.
    await runner.query(
      `INSERT INTO tickets.wrap_up (id, interaction_id, agent_id, queue_id, channel, began_at, until)
       SELECT id, id, agent_id, queue_id, channel, coalesce(ended_at, now()), coalesce(wrap_up_until, now())
       FROM tickets.interaction WHERE state = 'wrapping-up' AND agent_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['wrap_up', 'disposition', 'wrap_up_setting'])
      await runner.query(`DROP TABLE tickets.${table}`);
  }
}

const tables = [
  `CREATE TABLE tickets.wrap_up_setting (
    queue_id uuid NOT NULL,
    required boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT wrap_up_setting_pk PRIMARY KEY (queue_id)
  )`,
  `CREATE TABLE tickets.disposition (
    id uuid NOT NULL,
    queue_id uuid NOT NULL,
    place integer NOT NULL,
    label jsonb NOT NULL,
    active boolean NOT NULL DEFAULT true,
    reason_required boolean NOT NULL DEFAULT false,
    resolves boolean NOT NULL DEFAULT false,
    CONSTRAINT disposition_pk PRIMARY KEY (id)
  )`,
  `CREATE INDEX disposition_queue ON tickets.disposition (queue_id, place)`,
  `CREATE TABLE tickets.wrap_up (
    id uuid NOT NULL,
    interaction_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    queue_id uuid,
    channel text NOT NULL,
    began_at timestamptz NOT NULL DEFAULT now(),
    until timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by text,
    disposition_id uuid,
    disposition jsonb,
    reason text,
    CONSTRAINT wrap_up_ended_by CHECK (ended_by IN ('agent', 'supervisor', 'time')),
    CONSTRAINT wrap_up_pk PRIMARY KEY (id)
  )`,
  // Whoever comes back to a call they left goes on with the same one.
  `CREATE UNIQUE INDEX wrap_up_open ON tickets.wrap_up (interaction_id, agent_id) WHERE ended_at IS NULL`,
  `CREATE INDEX wrap_up_queue ON tickets.wrap_up (queue_id, began_at)`,
];
