/** Business calendars, service-level policies, the clocks of tickets and the promises made to customers. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Clocks1800000000810 implements MigrationInterface {
  name = 'Clocks1800000000810';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS clocks`);
    for (const statement of [...tables, ...defaults]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA clocks CASCADE`);
  }
}

const tables = [
  `CREATE TABLE clocks.calendar (
        id text NOT NULL,
        name text NOT NULL,
        time_zone text NOT NULL,
        week jsonb NOT NULL,
        holidays jsonb NOT NULL DEFAULT '[]',
        CONSTRAINT calendar_pk PRIMARY KEY (id)
      )`,
  `CREATE TABLE clocks.policy (
        id uuid NOT NULL,
        place integer NOT NULL,
        name text NOT NULL,
        ticket_type text,
        priority text,
        customer_id uuid,
        calendar_id text NOT NULL,
        first_answer_ms bigint,
        next_answer_ms bigint,
        resolution_ms bigint,
        warn_percent integer NOT NULL DEFAULT 80,
        CONSTRAINT policy_pk PRIMARY KEY (id),
        CONSTRAINT policy_calendar_fk FOREIGN KEY (calendar_id) REFERENCES clocks.calendar (id)
      )`,
  `CREATE TABLE clocks.clock (
        ticket_id uuid NOT NULL,
        kind text NOT NULL,
        policy_id uuid,
        target_ms bigint,
        started_at timestamptz NOT NULL,
        due_at timestamptz,
        warn_at timestamptz,
        warned_at timestamptz,
        met_at timestamptz,
        breached_at timestamptz,
        paused_at timestamptz,
        spent_ms bigint NOT NULL DEFAULT 0,
        CONSTRAINT clock_kind CHECK (kind IN ('customer', 'first-answer', 'next-answer', 'resolution')),
        CONSTRAINT clock_pk PRIMARY KEY (ticket_id, kind)
      )`,
  `CREATE INDEX clock_due ON clocks.clock (due_at) WHERE met_at IS NULL AND due_at IS NOT NULL`,
  `CREATE TABLE clocks.status_change (
        event_id bigint NOT NULL,
        ticket_id uuid NOT NULL,
        status text NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT status_change_pk PRIMARY KEY (event_id)
      )`,
  `CREATE INDEX status_change_ticket ON clocks.status_change (ticket_id, at)`,
  `CREATE TABLE clocks.promise (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        text text NOT NULL,
        made_by uuid NOT NULL,
        made_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        due_soon_at timestamptz,
        kept_at timestamptz,
        lapsed_at timestamptz,
        cancelled_at timestamptz,
        cancel_reason text,
        CONSTRAINT promise_one_end CHECK (num_nonnulls(kept_at, lapsed_at, cancelled_at) <= 1),
        CONSTRAINT promise_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX promise_ticket ON clocks.promise (ticket_id, made_at)`,
];

const officeDay = `[{"from": "09:00", "to": "18:00"}]`;

/** Until an administrator says otherwise: office hours of Paris, an answer within four of them, the matter settled within twenty-seven. */
const defaults = [
  `INSERT INTO clocks.calendar (id, name, time_zone, week) VALUES ('default', 'Office hours', 'Europe/Paris',
     '{"mon": ${officeDay}, "tue": ${officeDay}, "wed": ${officeDay}, "thu": ${officeDay}, "fri": ${officeDay}, "sat": [], "sun": []}')`,
  `INSERT INTO clocks.policy (id, place, name, calendar_id, first_answer_ms, next_answer_ms, resolution_ms)
   VALUES ('01a20427-0000-7000-8000-000000000810', 0, 'Everything', 'default', 14400000, 14400000, 97200000)`,
];
