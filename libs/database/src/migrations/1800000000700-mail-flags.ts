/** The mails that still want their flag on the server are found without walking those that are still to be read or long done. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailFlags1800000000700 implements MigrationInterface {
  name = 'MailFlags1800000000700';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX email.raw_mail_unflagged`);
    await runner.query(
      `CREATE INDEX raw_mail_unflagged ON email.raw_mail (mailbox_id, uidvalidity, uid)
       WHERE door = 'imap' AND flagged_at IS NULL AND state IN ('processed', 'duplicate', 'suppressed')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX email.raw_mail_unflagged`);
    await runner.query(
      `CREATE INDEX raw_mail_unflagged ON email.raw_mail (mailbox_id, uidvalidity) WHERE door = 'imap' AND flagged_at IS NULL`,
    );
  }
}
