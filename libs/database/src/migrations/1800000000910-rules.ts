/** Rules, what each did, who changed them, and the automatic mails they sent; the acknowledgements the house comes with. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { acknowledgements } from './acknowledgements.js';

const tables = [
  `CREATE SCHEMA IF NOT EXISTS rules`,
  `CREATE TABLE rules.rule (
        id uuid NOT NULL,
        place integer NOT NULL,
        name text NOT NULL,
        active boolean NOT NULL,
        built_in boolean NOT NULL DEFAULT false,
        trigger jsonb NOT NULL,
        conditions jsonb NOT NULL,
        actions jsonb NOT NULL,
        edited_by uuid,
        edited_at timestamptz NOT NULL DEFAULT now(),
        archived_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT rule_pk PRIMARY KEY (id)
      )`,
  `CREATE TABLE rules.rule_change (
        id uuid NOT NULL,
        rule_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        by_id uuid NOT NULL,
        what text NOT NULL,
        before jsonb,
        after jsonb,
        CONSTRAINT rule_change_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX rule_change_rule ON rules.rule_change (rule_id, at)`,
  `CREATE TABLE rules.run (
        id uuid NOT NULL,
        rule_id uuid NOT NULL,
        rule_name text NOT NULL,
        acts_for uuid,
        event_key text NOT NULL,
        ticket_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        state text NOT NULL,
        stop text,
        trigger jsonb NOT NULL,
        because jsonb NOT NULL DEFAULT '[]',
        actions jsonb NOT NULL DEFAULT '[]',
        outcomes jsonb NOT NULL DEFAULT '[]',
        chain jsonb NOT NULL DEFAULT '[]',
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz,
        CONSTRAINT run_state CHECK (state IN ('due', 'done', 'stopped')),
        CONSTRAINT run_stop CHECK (stop IN ('own-effect', 'too-deep', 'too-often', 'mail-loop')),
        CONSTRAINT run_once UNIQUE (rule_id, event_key),
        CONSTRAINT run_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX run_due ON rules.run (at, id) WHERE state = 'due'`,
  `CREATE INDEX run_unseen ON rules.run (at) WHERE state = 'stopped' AND seen_at IS NULL`,
  `CREATE INDEX run_at ON rules.run (at)`,
  `CREATE INDEX run_rule ON rules.run (rule_id, at)`,
  `CREATE INDEX run_ticket ON rules.run (ticket_id, rule_id, at)`,
  `CREATE TABLE rules.automatic_mail (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        sender text NOT NULL,
        mailbox text NOT NULL,
        subject_hash text NOT NULL,
        acknowledges boolean NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT automatic_mail_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX automatic_mail_sender ON rules.automatic_mail (sender, at)`,
  `CREATE INDEX automatic_mail_ticket ON rules.automatic_mail (ticket_id) WHERE acknowledges`,
  `CREATE INDEX automatic_mail_at ON rules.automatic_mail (at)`,
];

export class Rules1800000000910 implements MigrationInterface {
  name = 'Rules1800000000910';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
    for (const [place, { id, name, conditions, texts }] of acknowledgements.entries())
      await runner.query(
        `INSERT INTO rules.rule (id, place, name, active, built_in, trigger, conditions, actions)
         VALUES ($1, $2, $3, true, true, '{"on": "ticket-opened"}', $4, $5)`,
        [id, place, name, JSON.stringify(conditions), JSON.stringify([{ do: 'acknowledge', texts }])],
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA rules CASCADE`);
  }
}
