/** Queues as administrators set them: their level, their aim, their end; and a record of what was set, by whom, from what to what. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class QueueSettings1800000000925 implements MigrationInterface {
  name = 'QueueSettings1800000000925';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE routing.queue ADD COLUMN level integer NOT NULL DEFAULT 1,
        ADD COLUMN answer_within_seconds integer NOT NULL DEFAULT 20,
        ADD COLUMN archived_at timestamptz,
        ADD COLUMN archived_members jsonb NOT NULL DEFAULT '[]',
        ADD CONSTRAINT queue_level CHECK (level BETWEEN 1 AND 3)`);
    await runner.query(
      `CREATE TABLE agents.settings_change (
         id uuid NOT NULL,
         of_kind text NOT NULL,
         of_id text NOT NULL,
         what text NOT NULL,
         by_id uuid NOT NULL,
         at timestamptz NOT NULL DEFAULT now(),
         before jsonb NOT NULL,
         after jsonb NOT NULL,
         CONSTRAINT settings_change_kind CHECK (of_kind IN ('queue', 'agent', 'house')),
         CONSTRAINT settings_change_what CHECK (what IN ('made', 'changed', 'archived', 'restored')),
         CONSTRAINT settings_change_pk PRIMARY KEY (id)
       )`,
    );
    await runner.query(`CREATE INDEX settings_change_of ON agents.settings_change (of_kind, of_id, at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE agents.settings_change`);
    await runner.query(`
      ALTER TABLE routing.queue DROP CONSTRAINT queue_level, DROP COLUMN archived_members, DROP COLUMN archived_at,
        DROP COLUMN answer_within_seconds, DROP COLUMN level`);
  }
}
