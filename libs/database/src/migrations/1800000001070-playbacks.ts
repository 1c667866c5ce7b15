/** Who listened to which recording, when and how far, and what is kept past its time for a legal matter; shown to the rooms above. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const columns = `recording.id, recording.interaction_id, recording.call_sid, recording.state, recording.changed_at, recording.started_at,
  recording.seconds, recording.size, recording.peaks, recording.stored_at, recording.delete_at, recording.deleted_at,
  recording.deletion,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('what', event.what, 'at', event.at, 'byId', event.by_id)
     ORDER BY event.at, event.id), '[]')
   FROM voice.recording_event AS event WHERE event.recording_id = recording.id) AS events`;

export class Playbacks1800000001070 implements MigrationInterface {
  name = 'Playbacks1800000001070';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE delivery.playback (
        id uuid NOT NULL,
        recording_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        kind text NOT NULL,
        began_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        from_second integer,
        to_second integer,
        CONSTRAINT playback_pk PRIMARY KEY (id),
        CONSTRAINT playback_kind CHECK (kind IN ('listened', 'downloaded'))
      )`);
    await runner.query(
      `CREATE INDEX playback_by_recording ON delivery.playback (recording_id, began_at, id)`,
    );
    await runner.query(
      `CREATE FUNCTION delivery.keep_playback() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'who listened is kept'; END $$`,
    );
    await runner.query(
      `CREATE TRIGGER playback_kept BEFORE DELETE OR TRUNCATE ON delivery.playback
       FOR EACH STATEMENT EXECUTE FUNCTION delivery.keep_playback()`,
    );
    await runner.query(`
      CREATE TABLE voice.recording_hold (
        id uuid NOT NULL,
        recording_id uuid NOT NULL,
        reason text NOT NULL,
        placed_at timestamptz NOT NULL,
        placed_by uuid NOT NULL,
        lifted_reason text,
        lifted_at timestamptz,
        lifted_by uuid,
        CONSTRAINT recording_hold_pk PRIMARY KEY (id)
      )`);
    // Two administrators at once meet here: of one recording there is one hold.
    await runner.query(
      `CREATE UNIQUE INDEX recording_hold_in_force ON voice.recording_hold (recording_id) WHERE lifted_at IS NULL`,
    );
    await runner.query(`
      CREATE OR REPLACE VIEW bus.call_recording AS
      SELECT ${columns}, recording.sha256,
        (SELECT jsonb_build_object('reason', hold.reason, 'at', hold.placed_at, 'byId', hold.placed_by)
         FROM voice.recording_hold AS hold WHERE hold.recording_id = recording.id AND hold.lifted_at IS NULL) AS hold
      FROM voice.recording`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW bus.call_recording`);
    await runner.query(`CREATE VIEW bus.call_recording AS SELECT ${columns} FROM voice.recording`);
    await runner.query(`DROP TABLE voice.recording_hold`);
    await runner.query(`DROP TABLE delivery.playback`);
    await runner.query(`DROP FUNCTION delivery.keep_playback`);
  }
}
