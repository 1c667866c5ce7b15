/** What looks like spam, who says so, the lists that people keep, and what they said of single mails. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailSpam1800000001018 implements MigrationInterface {
  name = 'MailSpam1800000001018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE email.raw_mail ADD COLUMN spam jsonb, ADD COLUMN threading jsonb, ADD COLUMN said text,
         ADD COLUMN said_by uuid, ADD COLUMN said_at timestamptz,
         ADD CONSTRAINT raw_mail_said CHECK (said IN ('spam', 'not-spam'))`,
    );
    await runner.query(
      `CREATE INDEX raw_mail_spam ON email.raw_mail (id) WHERE spam->>'verdict' IN ('flag', 'hold')`,
    );
    await runner.query(
      `ALTER TABLE email.mail_guard ADD COLUMN spam_headers text NOT NULL DEFAULT 'ignored',
         ADD COLUMN flag_at double precision NOT NULL DEFAULT 5, ADD COLUMN hold_at double precision NOT NULL DEFAULT 10,
         ADD CONSTRAINT mail_guard_spam_headers CHECK (spam_headers IN ('ignored', 'above', 'anywhere')),
         ADD CONSTRAINT mail_guard_lines CHECK (flag_at <= hold_at)`,
    );
    await runner.query(
      `CREATE TABLE email.sender_rule (
         id uuid NOT NULL,
         kind text NOT NULL,
         value text NOT NULL,
         says text NOT NULL,
         why text NOT NULL,
         by_id uuid NOT NULL,
         at timestamptz NOT NULL DEFAULT now(),
         raw_mail_id uuid,
         replaces uuid,
         removed_at timestamptz,
         removed_by uuid,
         CONSTRAINT sender_rule_pk PRIMARY KEY (id),
         CONSTRAINT sender_rule_kind CHECK (kind IN ('address', 'domain', 'words')),
         CONSTRAINT sender_rule_says CHECK (says IN ('block', 'allow'))
       )`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX sender_rule_standing ON email.sender_rule (kind, value) WHERE removed_at IS NULL`,
    );
    await runner.query(
      `CREATE INDEX sender_rule_of_mail ON email.sender_rule (raw_mail_id) WHERE raw_mail_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE email.sender_rule`);
    await runner.query(
      `ALTER TABLE email.mail_guard DROP CONSTRAINT mail_guard_lines, DROP CONSTRAINT mail_guard_spam_headers,
         DROP COLUMN hold_at, DROP COLUMN flag_at, DROP COLUMN spam_headers`,
    );
    await runner.query(`DROP INDEX email.raw_mail_spam`);
    await runner.query(
      `ALTER TABLE email.raw_mail DROP CONSTRAINT raw_mail_said, DROP COLUMN said_at, DROP COLUMN said_by, DROP COLUMN said,
         DROP COLUMN threading, DROP COLUMN spam`,
    );
  }
}
