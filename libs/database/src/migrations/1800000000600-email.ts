/** Mailboxes, every raw mail with what became of it, the index of message ids, and what was sent. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Email1800000000600 implements MigrationInterface {
  name = 'Email1800000000600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS email`);
    await runner.query(`
      CREATE TABLE email.mailbox (
        id uuid NOT NULL,
        address text NOT NULL,
        aliases jsonb NOT NULL,
        trusted_server text,
        uidvalidity bigint,
        last_uid bigint,
        state text NOT NULL,
        state_detail text,
        state_since timestamptz NOT NULL,
        last_ok_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT mailbox_pk PRIMARY KEY (id),
        CONSTRAINT mailbox_address UNIQUE (address),
        CONSTRAINT mailbox_state CHECK (state IN ('idle', 'ok', 'backoff', 'auth-failed'))
      )`);
    await runner.query(`
      CREATE TABLE email.raw_mail (
        id uuid NOT NULL,
        mailbox_id uuid,
        door text NOT NULL,
        uidvalidity bigint,
        uid bigint,
        sha256 text NOT NULL,
        size bigint NOT NULL,
        envelope jsonb NOT NULL,
        received_at timestamptz NOT NULL,
        state text NOT NULL,
        claims integer NOT NULL,
        attempts integer NOT NULL,
        not_before timestamptz NOT NULL,
        error text,
        message_id text,
        addresses jsonb NOT NULL,
        content_key text,
        duplicate_of uuid,
        inbox_id uuid,
        parsed jsonb,
        verdict jsonb,
        reports jsonb,
        processed_at timestamptz,
        flagged_at timestamptz,
        CONSTRAINT raw_mail_pk PRIMARY KEY (id),
        CONSTRAINT raw_mail_once UNIQUE (mailbox_id, uidvalidity, uid),
        CONSTRAINT raw_mail_mailbox FOREIGN KEY (mailbox_id) REFERENCES email.mailbox (id),
        CONSTRAINT raw_mail_door CHECK (door IN ('imap', 'smtp', 'upload')),
        CONSTRAINT raw_mail_state CHECK (state IN ('stored', 'processed', 'duplicate', 'suppressed', 'quarantined'))
      ) WITH (fillfactor = 80)`);
    await runner.query(`CREATE INDEX raw_mail_due ON email.raw_mail (not_before, id) WHERE state = 'stored'`);
    await runner.query(
      `CREATE INDEX raw_mail_unflagged ON email.raw_mail (mailbox_id, uidvalidity) WHERE door = 'imap' AND flagged_at IS NULL`,
    );
    await runner.query(`CREATE INDEX raw_mail_quarantine ON email.raw_mail (id) WHERE state = 'quarantined'`);
    await runner.query(`CREATE INDEX raw_mail_message_id ON email.raw_mail (message_id)`);
    await runner.query(
      `CREATE INDEX raw_mail_addresses ON email.raw_mail USING gin (addresses jsonb_path_ops)`,
    );
    await runner.query(`
      CREATE TABLE email.mail_key (
        content_key text NOT NULL,
        raw_mail_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT mail_key_pk PRIMARY KEY (content_key)
      )`);
    await runner.query(`
      CREATE TABLE email.mail_ref (
        message_id text NOT NULL,
        thread_root text NOT NULL,
        direction text NOT NULL,
        of_id uuid NOT NULL,
        CONSTRAINT mail_ref_pk PRIMARY KEY (message_id),
        CONSTRAINT mail_ref_direction CHECK (direction IN ('in', 'out'))
      )`);
    await runner.query(`
      CREATE TABLE email.outgoing (
        message_id uuid NOT NULL,
        mail_id text NOT NULL,
        ticket_number text NOT NULL,
        mailbox text NOT NULL,
        envelope_from text NOT NULL,
        recipients jsonb NOT NULL,
        sha256 text NOT NULL,
        size bigint NOT NULL,
        built_at timestamptz NOT NULL,
        data_begun integer NOT NULL,
        smtp_response text,
        sent_at timestamptz,
        bounced_at timestamptz,
        CONSTRAINT outgoing_pk PRIMARY KEY (message_id),
        CONSTRAINT outgoing_mail_id UNIQUE (mail_id)
      )`);
    await runner.query(`CREATE INDEX outgoing_suffix ON email.outgoing (right(message_id::text, 12))`);
    await runner.query(`
      CREATE TABLE email.sandbox_mail (
        message_id uuid NOT NULL,
        sha256 text NOT NULL,
        from_address text NOT NULL,
        recipients jsonb NOT NULL,
        subject text NOT NULL,
        text text NOT NULL,
        html text,
        headers jsonb NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT sandbox_mail_pk PRIMARY KEY (message_id)
      )`);
    await runner.query(`CREATE INDEX sandbox_mail_newest ON email.sandbox_mail (at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA email CASCADE`);
  }
}
