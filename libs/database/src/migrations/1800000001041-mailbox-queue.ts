/** The queue that a mailbox feeds, set with the mailbox; what an entry point said of its address so far goes along. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailboxQueue1800000001041 implements MigrationInterface {
  name = 'MailboxQueue1800000001041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE email.mailbox ADD COLUMN queue_id uuid`);
    await runner.query(
      `UPDATE email.mailbox SET queue_id = entry.queue_id FROM routing.entry_point AS entry
       WHERE entry.channel = 'email' AND entry.address = mailbox.address`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE email.mailbox DROP COLUMN queue_id`);
  }
}
