/** What the rooms above may know of a call's recording: where it stands, what happened to it, never a word of it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RecordingsShown1800000001056 implements MigrationInterface {
  name = 'RecordingsShown1800000001056';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW bus.call_recording AS
      SELECT recording.id, recording.interaction_id, recording.call_sid, recording.state, recording.changed_at, recording.started_at,
        recording.seconds, recording.size, recording.peaks, recording.stored_at, recording.delete_at, recording.deleted_at,
        recording.deletion,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('what', event.what, 'at', event.at, 'byId', event.by_id)
           ORDER BY event.at, event.id), '[]')
         FROM voice.recording_event AS event WHERE event.recording_id = recording.id) AS events
      FROM voice.recording`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW bus.call_recording`);
  }
}
