/** How far each mail's sender can be believed, and which forwarders a mailbox believes. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailTrust1800000001017 implements MigrationInterface {
  name = 'MailTrust1800000001017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE email.raw_mail ADD COLUMN trust jsonb`);
    await runner.query(
      `CREATE INDEX raw_mail_forged ON email.raw_mail (id) WHERE trust->>'verdict' = 'fail'`,
    );
    await runner.query(
      `CREATE TABLE email.mail_guard (
         mailbox_id uuid NOT NULL,
         arc_sealers jsonb NOT NULL DEFAULT '[]',
         version integer NOT NULL DEFAULT 1,
         CONSTRAINT mail_guard_pk PRIMARY KEY (mailbox_id),
         CONSTRAINT mail_guard_mailbox FOREIGN KEY (mailbox_id) REFERENCES email.mailbox (id) ON DELETE CASCADE
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE email.mail_guard`);
    await runner.query(`DROP INDEX email.raw_mail_forged`);
    await runner.query(`ALTER TABLE email.raw_mail DROP COLUMN trust`);
  }
}
