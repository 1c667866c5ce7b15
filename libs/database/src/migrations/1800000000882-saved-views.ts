/** Views over tickets that somebody saved, for themselves or for everybody of a role. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SavedViews1800000000882 implements MigrationInterface {
  name = 'SavedViews1800000000882';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS views`);
    await runner.query(
      `CREATE TABLE views.saved_view (
        id uuid NOT NULL,
        name text NOT NULL,
        owner_id uuid NOT NULL,
        shared_with text,
        conditions jsonb NOT NULL,
        sort text NOT NULL,
        columns jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT saved_view_shared CHECK (shared_with IN ('agent', 'supervisor', 'admin')),
        CONSTRAINT saved_view_pk PRIMARY KEY (id)
      )`,
    );
    await runner.query(`CREATE INDEX saved_view_owner ON views.saved_view (owner_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA views CASCADE`);
  }
}
