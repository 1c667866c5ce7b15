/** Why a mail is in quarantine, in one word, so that all of one reason can be seen and tried again together. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Quarantine1800000001042 implements MigrationInterface {
  name = 'Quarantine1800000001042';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE email.raw_mail ADD COLUMN held_why text, ADD COLUMN retry_id uuid,
         ADD CONSTRAINT raw_mail_held_why CHECK (held_why IN ('spam', 'orphan-return', 'loop', 'unreadable'))`,
    );
    await runner.query(
      `UPDATE email.raw_mail SET held_why = CASE WHEN error LIKE 'looks like spam%' THEN 'spam'
         WHEN error LIKE 'orphan bounce%' THEN 'orphan-return' WHEN error LIKE 'went through % servers%' THEN 'loop' ELSE 'unreadable' END
       WHERE state = 'quarantined' OR (state = 'suppressed' AND said = 'spam')`,
    );
    await runner.query(
      `CREATE INDEX raw_mail_held ON email.raw_mail (held_why, id) WHERE state = 'quarantined'`,
    );
    await runner.query(`CREATE INDEX raw_mail_retry ON email.raw_mail (retry_id) WHERE retry_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX email.raw_mail_retry`);
    await runner.query(`DROP INDEX email.raw_mail_held`);
    await runner.query(
      `ALTER TABLE email.raw_mail DROP CONSTRAINT raw_mail_held_why, DROP COLUMN retry_id, DROP COLUMN held_why`,
    );
  }
}
