/** How each mailbox writes: its sender's name and address, what stands under its answers; and each agent's own last line. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailWriting1800000001010 implements MigrationInterface {
  name = 'MailWriting1800000001010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE email.mail_writing (
         mailbox_id uuid NOT NULL,
         display_address text,
         name_template text NOT NULL,
         team text NOT NULL,
         phone text NOT NULL,
         signature jsonb NOT NULL,
         version integer NOT NULL DEFAULT 1,
         CONSTRAINT mail_writing_pk PRIMARY KEY (mailbox_id),
         CONSTRAINT mail_writing_mailbox FOREIGN KEY (mailbox_id) REFERENCES email.mailbox (id)
       )`,
    );
    await runner.query(
      `CREATE TABLE delivery.own_line (
         agent_id uuid NOT NULL,
         fr text NOT NULL,
         en text NOT NULL,
         CONSTRAINT own_line_pk PRIMARY KEY (agent_id)
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE delivery.own_line`);
    await runner.query(`DROP TABLE email.mail_writing`);
  }
}
