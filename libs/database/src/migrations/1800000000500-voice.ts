/** Calls, their legs and conferences, the webhooks that told of them, and what the carrier is asked for. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Voice1800000000500 implements MigrationInterface {
  name = 'Voice1800000000500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS voice`);
    await runner.query(`
      CREATE TABLE voice.call (
        id uuid NOT NULL,
        call_sid text NOT NULL,
        direction text NOT NULL,
        from_kind text NOT NULL,
        from_value text NOT NULL,
        to_value text NOT NULL,
        locale text NOT NULL,
        phase text NOT NULL,
        interaction_id uuid,
        ticket_number text,
        agent_id uuid,
        offer_id uuid,
        agent_call_sid text,
        conference_sid text,
        state jsonb NOT NULL,
        started_at timestamptz NOT NULL,
        answered_at timestamptz,
        ended_at timestamptz,
        ended_by text,
        heard_at timestamptz NOT NULL,
        version integer NOT NULL,
        CONSTRAINT call_pkey PRIMARY KEY (id),
        CONSTRAINT call_sid_key UNIQUE (call_sid),
        CONSTRAINT call_direction CHECK (direction IN ('inbound', 'client')),
        CONSTRAINT call_from_kind CHECK (from_kind IN ('phone', 'client')),
        CONSTRAINT call_phase CHECK (phase IN ('waiting', 'connecting', 'joining', 'talking', 'ended'))
      )`);
    await runner.query(`CREATE INDEX call_by_interaction ON voice.call (interaction_id)`);
    await runner.query(`CREATE INDEX call_live ON voice.call (heard_at) WHERE ended_at IS NULL`);
    await runner.query(`
      CREATE TABLE voice.leg (
        call_sid text NOT NULL,
        call_id uuid NOT NULL,
        role text NOT NULL,
        agent_id uuid,
        offer_id uuid,
        status text NOT NULL,
        answered_at timestamptz,
        joined_at timestamptz,
        left_at timestamptz,
        ended_at timestamptz,
        duration_seconds integer,
        CONSTRAINT leg_pkey PRIMARY KEY (call_sid),
        CONSTRAINT leg_call_fkey FOREIGN KEY (call_id) REFERENCES voice.call (id),
        CONSTRAINT leg_role CHECK (role IN ('customer', 'agent'))
      )`);
    await runner.query(`CREATE INDEX leg_by_call ON voice.leg (call_id)`);
    await runner.query(`
      CREATE TABLE voice.conference_event (
        id uuid NOT NULL,
        conference_sid text NOT NULL,
        interaction_id uuid,
        event text NOT NULL,
        call_sid text,
        label text,
        sequence integer,
        at timestamptz NOT NULL,
        CONSTRAINT conference_event_pkey PRIMARY KEY (id)
      )`);
    await runner.query(
      `CREATE INDEX conference_event_order ON voice.conference_event (conference_sid, sequence)`,
    );
    await runner.query(`
      CREATE TABLE voice.webhook_inbox (
        id uuid NOT NULL,
        dedupe_key text NOT NULL,
        route text NOT NULL,
        call_sid text,
        query jsonb NOT NULL,
        body jsonb NOT NULL,
        answer text,
        received_at timestamptz NOT NULL,
        applied_at timestamptz,
        attempts integer NOT NULL,
        next_at timestamptz NOT NULL,
        error text,
        parked_at timestamptz,
        CONSTRAINT webhook_inbox_pkey PRIMARY KEY (id),
        CONSTRAINT webhook_inbox_key UNIQUE (dedupe_key)
      )`);
    await runner.query(
      `CREATE INDEX webhook_inbox_due ON voice.webhook_inbox (next_at, id) WHERE applied_at IS NULL AND parked_at IS NULL`,
    );
    await runner.query(`CREATE INDEX webhook_inbox_age ON voice.webhook_inbox (received_at)`);
    await runner.query(`
      CREATE TABLE voice.job (
        id uuid NOT NULL,
        key text NOT NULL,
        ask jsonb NOT NULL,
        attempts integer NOT NULL,
        next_at timestamptz NOT NULL,
        error text,
        created_at timestamptz NOT NULL,
        done_at timestamptz,
        CONSTRAINT job_pkey PRIMARY KEY (id),
        CONSTRAINT job_key UNIQUE (key)
      )`);
    await runner.query(`CREATE INDEX job_due ON voice.job (next_at, id) WHERE done_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE voice.job, voice.webhook_inbox, voice.conference_event, voice.leg, voice.call`,
    );
    await runner.query(`DROP SCHEMA voice`);
  }
}
