/** Mailboxes as they are set up in the product: servers, login, how they do; who changed what; ways to a provider's page and back. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Mailboxes1800000000965 implements MigrationInterface {
  name = 'Mailboxes1800000000965';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE email.mailbox
        ADD COLUMN name text NOT NULL DEFAULT '',
        ADD COLUMN receiving jsonb,
        ADD COLUMN sending jsonb,
        ADD COLUMN login jsonb,
        ADD COLUMN authority text,
        ADD COLUMN sealed text,
        ADD COLUMN from_environment boolean NOT NULL DEFAULT false,
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD COLUMN removed_at timestamptz,
        ADD COLUMN fault text,
        ADD COLUMN retry_at timestamptz,
        ADD COLUMN retries_asked integer NOT NULL DEFAULT 0,
        ADD COLUMN last_mail_at timestamptz,
        ADD COLUMN to_fetch integer NOT NULL DEFAULT 0`);
    await runner.query(`
      CREATE TABLE email.mailbox_change (
        id uuid NOT NULL,
        mailbox_id uuid NOT NULL,
        what text NOT NULL,
        by_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        before jsonb NOT NULL,
        after jsonb NOT NULL,
        CONSTRAINT mailbox_change_what CHECK (what IN ('made', 'changed', 'archived', 'restored')),
        CONSTRAINT mailbox_change_pk PRIMARY KEY (id)
      )`);
    await runner.query(`CREATE INDEX mailbox_change_of ON email.mailbox_change (mailbox_id, at)`);
    await runner.query(`
      CREATE TABLE email.authorisation (
        state_hash text NOT NULL,
        mailbox_id uuid NOT NULL,
        agent_id uuid NOT NULL,
        sealed_verifier text NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT authorisation_pk PRIMARY KEY (state_hash)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE email.authorisation`);
    await runner.query(`DROP TABLE email.mailbox_change`);
    await runner.query(`
      ALTER TABLE email.mailbox DROP COLUMN to_fetch, DROP COLUMN last_mail_at, DROP COLUMN retries_asked,
        DROP COLUMN retry_at, DROP COLUMN fault, DROP COLUMN removed_at, DROP COLUMN version, DROP COLUMN from_environment,
        DROP COLUMN sealed, DROP COLUMN authority, DROP COLUMN login, DROP COLUMN sending, DROP COLUMN receiving, DROP COLUMN name`);
  }
}
