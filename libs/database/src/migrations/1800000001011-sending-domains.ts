/** Domains our mails leave from: keys that sign them, and what the name service said of them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SendingDomains1800000001011 implements MigrationInterface {
  name = 'SendingDomains1800000001011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE email.sending_domain (
         domain text NOT NULL,
         checked_at timestamptz,
         spf jsonb,
         dmarc jsonb,
         CONSTRAINT sending_domain_pk PRIMARY KEY (domain)
       )`,
    );
    await runner.query(
      `CREATE TABLE email.sending_key (
         id uuid NOT NULL,
         domain text NOT NULL,
         selector text NOT NULL,
         public_key text NOT NULL,
         sealed text NOT NULL,
         state text NOT NULL DEFAULT 'waiting',
         finding text,
         anyway boolean NOT NULL DEFAULT false,
         made_at timestamptz NOT NULL,
         made_by uuid NOT NULL,
         CONSTRAINT sending_key_pk PRIMARY KEY (id),
         CONSTRAINT sending_key_selector UNIQUE (domain, selector),
         CONSTRAINT sending_key_state CHECK (state IN ('waiting', 'signing', 'retired')),
         CONSTRAINT sending_key_finding CHECK (finding IN ('right', 'other', 'missing', 'no-answer'))
       )`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX sending_key_signing ON email.sending_key (domain) WHERE state = 'signing'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE email.sending_key`);
    await runner.query(`DROP TABLE email.sending_domain`);
  }
}
