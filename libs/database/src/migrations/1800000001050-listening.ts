/** Who listened to whose call, when and why: written once, never changed and never removed; and hands raised for help. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Listening1800000001050 implements MigrationInterface {
  name = 'Listening1800000001050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA supervision`);
    await runner.query(
      `CREATE TABLE supervision.listening (
         id uuid NOT NULL,
         interaction_id uuid NOT NULL,
         ticket_id uuid NOT NULL,
         supervisor_id uuid NOT NULL,
         agent_id uuid NOT NULL,
         purpose text NOT NULL,
         words text,
         asked_at timestamptz NOT NULL DEFAULT now(),
         CONSTRAINT listening_pk PRIMARY KEY (id),
         CONSTRAINT listening_purpose CHECK (purpose IN ('help-asked', 'training', 'complaint', 'quality'))
       )`,
    );
    await runner.query(`CREATE INDEX listening_interaction ON supervision.listening (interaction_id)`);
    await runner.query(`CREATE INDEX listening_agent ON supervision.listening (agent_id, id)`);
    await runner.query(`CREATE INDEX listening_supervisor ON supervision.listening (supervisor_id, id)`);
    await runner.query(
      `CREATE TABLE supervision.listening_step (
         listening_id uuid NOT NULL,
         seq integer NOT NULL,
         step text NOT NULL,
         reason text,
         at timestamptz NOT NULL DEFAULT now(),
         CONSTRAINT listening_step_pk PRIMARY KEY (listening_id, seq),
         CONSTRAINT listening_step_step CHECK (step IN ('here', 'listen', 'whisper', 'barge', 'refused', 'failed', 'left'))
       )`,
    );
    // An ending is written once, whoever heard of it first.
    await runner.query(
      `CREATE UNIQUE INDEX listening_step_end ON supervision.listening_step (listening_id) WHERE step IN ('failed', 'left')`,
    );
    await runner.query(
      `CREATE FUNCTION supervision.keep() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'what was listened to is kept as it was written'; END $$`,
    );
    for (const table of ['listening', 'listening_step'])
      await runner.query(
        `CREATE TRIGGER ${table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON supervision.${table}
         FOR EACH STATEMENT EXECUTE FUNCTION supervision.keep()`,
      );
    await runner.query(
      `CREATE VIEW supervision.listening_now AS
       SELECT listening.*,
         (SELECT at FROM supervision.listening_step AS step WHERE listening_id = listening.id AND step.step = 'here'
          ORDER BY seq LIMIT 1) AS here_at,
         (SELECT at FROM supervision.listening_step AS step WHERE listening_id = listening.id AND step.step IN ('failed', 'left')
          LIMIT 1) AS ended_at,
         coalesce((SELECT step.step FROM supervision.listening_step AS step WHERE listening_id = listening.id
           AND step.step IN ('listen', 'whisper', 'barge') ORDER BY seq DESC LIMIT 1), 'listen') AS mode,
         (SELECT CASE WHEN step.step = 'refused' THEN step.reason END FROM supervision.listening_step AS step
          WHERE listening_id = listening.id ORDER BY seq DESC LIMIT 1) AS refusal
       FROM supervision.listening`,
    );
    await runner.query(
      `CREATE TABLE supervision.raised_hand (
         id uuid NOT NULL,
         interaction_id uuid NOT NULL,
         agent_id uuid NOT NULL,
         words text,
         raised_at timestamptz NOT NULL DEFAULT now(),
         answer text,
         answered_by uuid,
         answered_at timestamptz,
         lowered_at timestamptz,
         CONSTRAINT raised_hand_pk PRIMARY KEY (id)
       )`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX raised_hand_up ON supervision.raised_hand (interaction_id) WHERE lowered_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA supervision CASCADE`);
  }
}
