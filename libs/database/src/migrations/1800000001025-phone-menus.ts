/** Phone menus in versions, whose numbers they answer, and where each caller stands in one. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PhoneMenus1800000001025 implements MigrationInterface {
  name = 'PhoneMenus1800000001025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE voice.menu (
        id uuid NOT NULL,
        name text NOT NULL,
        draft jsonb NOT NULL,
        live_version integer,
        version integer NOT NULL DEFAULT 1,
        changed_at timestamptz NOT NULL DEFAULT now(),
        changed_by uuid NOT NULL,
        removed_at timestamptz,
        CONSTRAINT menu_pk PRIMARY KEY (id)
      )`);
    await runner.query(`
      CREATE TABLE voice.menu_number (
        number text NOT NULL,
        menu_id uuid NOT NULL,
        CONSTRAINT menu_number_pk PRIMARY KEY (number)
      )`);
    await runner.query(`CREATE INDEX menu_number_of ON voice.menu_number (menu_id)`);
    await runner.query(`
      CREATE TABLE voice.menu_version (
        id uuid NOT NULL,
        menu_id uuid NOT NULL,
        number integer,
        flow jsonb NOT NULL,
        reason text NOT NULL,
        published_at timestamptz NOT NULL DEFAULT now(),
        by_id uuid NOT NULL,
        CONSTRAINT menu_version_pk PRIMARY KEY (id),
        CONSTRAINT menu_version_number UNIQUE (menu_id, number)
      )`);
    await runner.query(`
      CREATE TABLE voice.menu_trial (
        from_value text NOT NULL,
        version_id uuid NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT menu_trial_pk PRIMARY KEY (from_value)
      )`);
    await runner.query(`
      CREATE TABLE voice.menu_run (
        call_sid text NOT NULL,
        version_id uuid NOT NULL,
        caller_name text,
        visits jsonb NOT NULL DEFAULT '[]',
        keyed jsonb NOT NULL DEFAULT '[]',
        started_at timestamptz NOT NULL,
        placed_at timestamptz,
        CONSTRAINT menu_run_pk PRIMARY KEY (call_sid)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['menu_run', 'menu_trial', 'menu_version', 'menu_number', 'menu'])
      await runner.query(`DROP TABLE voice.${table}`);
  }
}
