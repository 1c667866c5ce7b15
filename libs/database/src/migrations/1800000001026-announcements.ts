/** What every caller is told for a while, and who set it and took it back. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Announcements1800000001026 implements MigrationInterface {
  name = 'Announcements1800000001026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE voice.announcement (
        id uuid NOT NULL,
        words jsonb NOT NULL,
        until timestamptz NOT NULL,
        set_at timestamptz NOT NULL,
        set_by uuid NOT NULL,
        ended_at timestamptz,
        ended_by uuid,
        CONSTRAINT announcement_pk PRIMARY KEY (id)
      )`);
    // One at a time: the new one ends the old one in the same statement.
    await runner.query(
      `CREATE UNIQUE INDEX announcement_current ON voice.announcement ((ended_at IS NULL)) WHERE ended_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE voice.announcement`);
  }
}
