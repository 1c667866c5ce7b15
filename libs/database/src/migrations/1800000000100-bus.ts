/** The bus: inbox, events with their deliveries, dispatches, timers. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Bus1800000000100 implements MigrationInterface {
  name = 'Bus1800000000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS bus`);
    await runner.query(`
      CREATE TABLE bus.inbox (
        id uuid NOT NULL,
        ordinal bigserial NOT NULL,
        channel text NOT NULL,
        external_id text NOT NULL,
        lane text NOT NULL,
        body jsonb NOT NULL,
        state text NOT NULL DEFAULT 'received',
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL DEFAULT now(),
        error text,
        received_at timestamptz NOT NULL DEFAULT now(),
        processed_at timestamptz,
        ticket_id uuid,
        interaction_id uuid,
        item_id uuid,
        CONSTRAINT inbox_pk PRIMARY KEY (id),
        CONSTRAINT inbox_once UNIQUE (channel, external_id),
        CONSTRAINT inbox_state CHECK (state IN ('received', 'processed', 'failed'))
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`);
    await runner.query(`CREATE INDEX inbox_due ON bus.inbox (next_at, ordinal) WHERE state = 'received'`);
    await runner.query(`CREATE INDEX inbox_lane ON bus.inbox (lane, ordinal) WHERE state = 'received'`);
    await runner.query(`
      CREATE TABLE bus.event (
        id bigserial NOT NULL,
        xid bigint NOT NULL,
        name text NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        actor jsonb NOT NULL,
        subject_type text NOT NULL,
        subject_id uuid NOT NULL,
        subject_version integer,
        data jsonb NOT NULL,
        CONSTRAINT event_pk PRIMARY KEY (id)
      ) WITH (fillfactor = 100, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`);
    await runner.query(`CREATE INDEX event_order ON bus.event (xid, id)`);
    await runner.query(`CREATE INDEX event_age ON bus.event (at)`);
    await runner.query(`
      CREATE TABLE bus.delivery (
        event_id bigint NOT NULL,
        listener text NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL DEFAULT now(),
        error text,
        parked_at timestamptz,
        CONSTRAINT delivery_pk PRIMARY KEY (event_id, listener)
      ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`);
    await runner.query(
      `CREATE INDEX delivery_due ON bus.delivery (listener, next_at, event_id) WHERE parked_at IS NULL`,
    );
    await runner.query(`
      CREATE TABLE bus.dispatch (
        id uuid NOT NULL,
        ordinal bigserial NOT NULL,
        channel text NOT NULL,
        lane text NOT NULL,
        key text NOT NULL,
        body jsonb NOT NULL,
        message_id uuid,
        state text NOT NULL DEFAULT 'waiting',
        not_before timestamptz NOT NULL DEFAULT now(),
        lease_until timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        checkpoint jsonb,
        provider_id text,
        detail text,
        created_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        CONSTRAINT dispatch_pk PRIMARY KEY (id),
        CONSTRAINT dispatch_once UNIQUE (key),
        CONSTRAINT dispatch_state CHECK (state IN ('waiting', 'leased', 'sent', 'failed', 'unsure', 'cancelled'))
      ) WITH (fillfactor = 80)`);
    await runner.query(
      `CREATE INDEX dispatch_due ON bus.dispatch (channel, not_before, ordinal) WHERE state IN ('waiting', 'leased')`,
    );
    await runner.query(
      `CREATE INDEX dispatch_lane ON bus.dispatch (lane, ordinal) WHERE state IN ('waiting', 'leased')`,
    );
    await runner.query(`CREATE INDEX dispatch_message ON bus.dispatch (message_id)`);
    await runner.query(`
      CREATE TABLE bus.timer (
        id uuid NOT NULL,
        kind text NOT NULL,
        key text NOT NULL,
        due_at timestamptz NOT NULL,
        payload jsonb NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        error text,
        parked_at timestamptz,
        CONSTRAINT timer_pk PRIMARY KEY (id),
        CONSTRAINT timer_once UNIQUE (kind, key)
      ) WITH (fillfactor = 80)`);
    await runner.query(`CREATE INDEX timer_due ON bus.timer (due_at) WHERE parked_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA bus CASCADE`);
  }
}
