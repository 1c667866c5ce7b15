/** Recording of calls: what each queue records and since when, the recording of each call, and all that happened to it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CallRecordings1800000001055 implements MigrationInterface {
  name = 'CallRecordings1800000001055';

  async up(runner: QueryRunner): Promise<void> {
    // Versions are only ever added: who recorded what, and why, can be said of any day.
    await runner.query(`
      CREATE TABLE voice.recording_policy (
        queue_id uuid NOT NULL,
        version integer NOT NULL,
        enabled boolean NOT NULL,
        purpose text,
        legal_basis text,
        announcement jsonb NOT NULL,
        retention_days integer NOT NULL,
        objection_key text NOT NULL,
        keep_at_carrier boolean NOT NULL,
        set_at timestamptz NOT NULL,
        set_by uuid NOT NULL,
        CONSTRAINT recording_policy_pk PRIMARY KEY (queue_id, version),
        CONSTRAINT recording_policy_grounds CHECK (NOT enabled OR (purpose IS NOT NULL AND legal_basis IS NOT NULL
          AND announcement->>'fr' <> '' AND announcement->>'en' <> ''))
      )`);
    await runner.query(`
      CREATE TABLE voice.recording (
        id uuid NOT NULL,
        call_sid text NOT NULL,
        interaction_id uuid NOT NULL,
        queue_id uuid NOT NULL,
        policy_version integer NOT NULL,
        state text NOT NULL,
        changed_at timestamptz NOT NULL,
        announced_at timestamptz,
        started_at timestamptz,
        recording_sid text,
        ended_at timestamptz,
        seconds integer,
        sha256 text,
        size bigint,
        peaks jsonb,
        stored_at timestamptz,
        delete_at timestamptz,
        deleted_at timestamptz,
        deletion text,
        erase_at timestamptz,
        erase_tries integer NOT NULL DEFAULT 0,
        erased_at timestamptz,
        CONSTRAINT recording_pk PRIMARY KEY (id),
        CONSTRAINT recording_call_key UNIQUE (call_sid),
        CONSTRAINT recording_state CHECK (state IN ('none', 'announced', 'recording', 'paused', 'stopped', 'objected')),
        CONSTRAINT recording_deletion CHECK (deletion IN ('retention', 'objection', 'nothing-recorded')),
        CONSTRAINT recording_announced CHECK (started_at IS NULL OR (announced_at IS NOT NULL AND announced_at <= started_at)),
        CONSTRAINT recording_empty CHECK (deleted_at IS NULL OR (sha256 IS NULL AND size IS NULL AND peaks IS NULL))
      )`);
    await runner.query(`CREATE INDEX recording_by_interaction ON voice.recording (interaction_id)`);
    await runner.query(
      `CREATE INDEX recording_to_delete ON voice.recording (delete_at) WHERE deleted_at IS NULL`,
    );
    await runner.query(
      `CREATE INDEX recording_to_erase ON voice.recording (erase_at) WHERE erased_at IS NULL`,
    );
    await runner.query(
      `CREATE INDEX recording_to_fetch ON voice.recording (ended_at) WHERE stored_at IS NULL AND deleted_at IS NULL`,
    );
    await runner.query(`
      CREATE TABLE voice.recording_event (
        id uuid NOT NULL,
        recording_id uuid NOT NULL,
        what text NOT NULL,
        at timestamptz NOT NULL,
        by_id uuid,
        CONSTRAINT recording_event_pk PRIMARY KEY (id)
      )`);
    await runner.query(`CREATE INDEX recording_event_order ON voice.recording_event (recording_id, at, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['recording_event', 'recording', 'recording_policy'])
      await runner.query(`DROP TABLE voice.${table}`);
  }
}
