/** Whether a mailbox asks its readers' programs to say that a mail was shown. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReadReceipts1800000001012 implements MigrationInterface {
  name = 'ReadReceipts1800000001012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE email.mail_writing ADD COLUMN asks_when_read boolean NOT NULL DEFAULT false`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE email.mail_writing DROP COLUMN asks_when_read`);
  }
}
