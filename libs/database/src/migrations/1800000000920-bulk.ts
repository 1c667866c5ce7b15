/** Jobs on many tickets: what was asked, and what became of each ticket. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Bulk1800000000920 implements MigrationInterface {
  name = 'Bulk1800000000920';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE SCHEMA IF NOT EXISTS bulk`,
      `CREATE TABLE bulk.job (
        id uuid NOT NULL,
        started_by uuid NOT NULL,
        action jsonb NOT NULL,
        undoes uuid,
        idempotency_key text,
        request_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        stopped_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT job_pk PRIMARY KEY (id),
        CONSTRAINT job_idempotency UNIQUE (started_by, idempotency_key),
        CONSTRAINT job_undoes UNIQUE (undoes)
      )`,
      `CREATE INDEX job_running ON bulk.job (started_by) WHERE ended_at IS NULL`,
      `CREATE INDEX job_created ON bulk.job (created_at)`,
      `CREATE TABLE bulk.item (
        job_id uuid NOT NULL,
        place integer NOT NULL,
        ticket_id uuid NOT NULL,
        given jsonb,
        state text NOT NULL DEFAULT 'waiting',
        code text,
        undo jsonb,
        decided_at timestamptz,
        CONSTRAINT item_state CHECK (state IN ('waiting', 'done', 'unchanged', 'refused', 'stopped')),
        CONSTRAINT item_pk PRIMARY KEY (job_id, place)
      )`,
      `CREATE INDEX item_waiting ON bulk.item (place, job_id) WHERE state = 'waiting'`,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA bulk CASCADE`);
  }
}
