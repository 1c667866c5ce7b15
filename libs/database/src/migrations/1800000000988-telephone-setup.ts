/** What was changed at the carrier when a number was connected, so that it can be put back. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TelephoneSetup1800000000988 implements MigrationInterface {
  readonly name = 'TelephoneSetup1800000000988';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE voice.setup_change (
        id uuid NOT NULL,
        kind text NOT NULL,
        sid text NOT NULL,
        name text NOT NULL,
        before jsonb NOT NULL,
        after jsonb NOT NULL,
        state text NOT NULL,
        by_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT setup_change_pk PRIMARY KEY (id),
        CONSTRAINT setup_change_kind CHECK (kind IN ('number', 'application')),
        CONSTRAINT setup_change_state CHECK (state IN ('asked', 'done', 'refused', 'undone'))
      )`);
    await runner.query(`CREATE INDEX setup_change_at ON voice.setup_change (at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE voice.setup_change`);
  }
}
