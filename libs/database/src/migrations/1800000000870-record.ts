/** What is written on a ticket: the priority table, plan steps in two wordings, tags, macros and their uses. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const up = [
  `CREATE TABLE tickets.priority_cell (
        impact text NOT NULL,
        urgency text NOT NULL,
        priority text NOT NULL,
        CONSTRAINT priority_cell_pk PRIMARY KEY (impact, urgency),
        CONSTRAINT priority_cell_impact CHECK (impact IN ('low', 'medium', 'high')),
        CONSTRAINT priority_cell_urgency CHECK (urgency IN ('low', 'medium', 'high')),
        CONSTRAINT priority_cell_priority CHECK (priority IN ('low', 'normal', 'high', 'urgent'))
      )`,
  `INSERT INTO tickets.priority_cell (impact, urgency, priority) VALUES
        ('low', 'low', 'low'), ('low', 'medium', 'normal'), ('low', 'high', 'normal'),
        ('medium', 'low', 'normal'), ('medium', 'medium', 'normal'), ('medium', 'high', 'high'),
        ('high', 'low', 'normal'), ('high', 'medium', 'high'), ('high', 'high', 'urgent')`,
  `CREATE SCHEMA IF NOT EXISTS record`,
  `CREATE TABLE record.plan_step (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        place integer NOT NULL,
        inner_wording text NOT NULL,
        customer_wording text,
        owner_id uuid,
        due_at timestamptz,
        state text NOT NULL DEFAULT 'planned',
        done_at timestamptz,
        done_by uuid,
        CONSTRAINT plan_step_pk PRIMARY KEY (id),
        CONSTRAINT plan_step_state CHECK (state IN ('planned', 'doing', 'done', 'dropped'))
      )`,
  `CREATE INDEX plan_step_ticket ON record.plan_step (ticket_id, place)`,
  `CREATE TABLE record.ticket_tag (
        ticket_id uuid NOT NULL,
        tag text NOT NULL,
        CONSTRAINT ticket_tag_pk PRIMARY KEY (ticket_id, tag)
      )`,
  `CREATE INDEX ticket_tag_tag ON record.ticket_tag (tag)`,
  `CREATE TABLE record.macro (
        id uuid NOT NULL,
        name text NOT NULL,
        owner_id uuid,
        texts jsonb NOT NULL,
        changes jsonb NOT NULL DEFAULT '{}',
        edited_by uuid NOT NULL,
        edited_at timestamptz NOT NULL DEFAULT now(),
        archived_at timestamptz,
        CONSTRAINT macro_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX macro_owner ON record.macro (owner_id)`,
  `CREATE TABLE record.macro_use (
        id uuid NOT NULL,
        macro_id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        used_at timestamptz NOT NULL DEFAULT now(),
        before jsonb NOT NULL,
        after jsonb NOT NULL,
        tags jsonb NOT NULL DEFAULT '[]',
        undone_at timestamptz,
        CONSTRAINT macro_use_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX macro_use_ticket ON record.macro_use (ticket_id)`,
];

export class Record1800000000870 implements MigrationInterface {
  name = 'Record1800000000870';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA record CASCADE`);
    await runner.query(`DROP TABLE tickets.priority_cell`);
  }
}
