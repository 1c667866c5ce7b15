/** Promises renewed and drafted for, their alarms, waits for suppliers, disruption, and the numbers that rule them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Promises1800000000890 implements MigrationInterface {
  name = 'Promises1800000000890';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...promise, ...tables]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['disruption', 'supplier_message', 'supplier_wait', 'setting', 'alarm'])
      await runner.query(`DROP TABLE clocks.${table}`);
    await runner.query(`DROP INDEX clocks.promise_open`);
    await runner.query(`ALTER TABLE clocks.promise DROP CONSTRAINT promise_one_end`);
    // A promise that gave way to another was taken back, as far as the older house can say.
    await runner.query(
      `UPDATE clocks.promise SET cancelled_at = renewed_at, cancel_reason = 'Renewed' WHERE renewed_at IS NOT NULL`,
    );
    await runner.query(
      `ALTER TABLE clocks.promise DROP COLUMN renewed_at, DROP COLUMN renewed_by_id, DROP COLUMN draft,
         DROP COLUMN draft_next_at, DROP COLUMN made_good_at`,
    );
    await runner.query(
      `ALTER TABLE clocks.promise ADD CONSTRAINT promise_one_end
         CHECK (num_nonnulls(kept_at, lapsed_at, cancelled_at) <= 1)`,
    );
  }
}

const promise = [
  `ALTER TABLE clocks.promise ADD COLUMN renewed_at timestamptz, ADD COLUMN renewed_by_id uuid, ADD COLUMN draft text,
     ADD COLUMN draft_next_at timestamptz, ADD COLUMN made_good_at timestamptz`,
  `ALTER TABLE clocks.promise DROP CONSTRAINT promise_one_end`,
  `ALTER TABLE clocks.promise ADD CONSTRAINT promise_one_end
     CHECK (num_nonnulls(kept_at, lapsed_at, cancelled_at, renewed_at) <= 1)`,
  `UPDATE clocks.promise SET made_good_at = lapsed_at WHERE lapsed_at IS NOT NULL`,
  `CREATE INDEX promise_open ON clocks.promise (ticket_id, due_at)
     WHERE num_nonnulls(kept_at, cancelled_at, renewed_at, made_good_at) = 0`,
];

const tables = [
  `CREATE TABLE clocks.alarm (
        id uuid NOT NULL,
        promise_id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        step text NOT NULL,
        agent_id uuid NOT NULL,
        raised_at timestamptz NOT NULL,
        seen_at timestamptz,
        CONSTRAINT alarm_step CHECK (step IN ('owner', 'stand-in', 'supervisors')),
        CONSTRAINT alarm_once UNIQUE (promise_id, agent_id),
        CONSTRAINT alarm_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX alarm_ticket ON clocks.alarm (ticket_id)`,
  `CREATE INDEX alarm_unseen ON clocks.alarm (agent_id) WHERE seen_at IS NULL`,
  `CREATE TABLE clocks.setting (
        id integer NOT NULL,
        promise_lead_ms bigint NOT NULL,
        stand_in_after_ms bigint NOT NULL,
        supervisors_after_ms bigint NOT NULL,
        next_news_ms bigint NOT NULL,
        hourly_cost_cents integer NOT NULL,
        currency text NOT NULL,
        CONSTRAINT setting_one CHECK (id = 1),
        CONSTRAINT setting_pk PRIMARY KEY (id)
      )`,
  // An hour before; the stand-in after fifteen minutes, the supervisors after thirty; news within four open hours.
  `INSERT INTO clocks.setting VALUES (1, 3600000, 900000, 1800000, 14400000, 4500, 'EUR')`,
  `CREATE TABLE clocks.supplier_wait (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        supplier text NOT NULL,
        asked text NOT NULL,
        asked_by uuid NOT NULL,
        asked_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        overdue_at timestamptz,
        ended_at timestamptz,
        outcome text,
        CONSTRAINT supplier_wait_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX supplier_wait_ticket ON clocks.supplier_wait (ticket_id, asked_at)`,
  `CREATE INDEX supplier_wait_open ON clocks.supplier_wait (due_at) WHERE ended_at IS NULL`,
  `CREATE TABLE clocks.supplier_message (
        id uuid NOT NULL,
        wait_id uuid NOT NULL,
        direction text NOT NULL,
        text text NOT NULL,
        author_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT supplier_message_direction CHECK (direction IN ('to', 'from')),
        CONSTRAINT supplier_message_wait_fk FOREIGN KEY (wait_id) REFERENCES clocks.supplier_wait (id),
        CONSTRAINT supplier_message_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX supplier_message_wait ON clocks.supplier_message (wait_id, at)`,
  `CREATE TABLE clocks.disruption (
        ticket_id uuid NOT NULL,
        people integer NOT NULL,
        blocked_percent integer NOT NULL,
        working_at timestamptz,
        changed_by uuid NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT disruption_share CHECK (people >= 0 AND blocked_percent BETWEEN 0 AND 100),
        CONSTRAINT disruption_pk PRIMARY KEY (ticket_id)
      )`,
];
