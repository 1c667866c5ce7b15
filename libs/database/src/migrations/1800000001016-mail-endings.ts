/** How each sender ends their mails: one row an address, its last endings and those that came twice. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailEndings1800000001016 implements MigrationInterface {
  readonly name = 'MailEndings1800000001016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE email.ending (
         address text NOT NULL,
         tails jsonb NOT NULL,
         learnt jsonb NOT NULL,
         heard_at timestamptz NOT NULL,
         CONSTRAINT ending_pk PRIMARY KEY (address)
       )`,
    );
    await runner.query(`CREATE INDEX ending_heard ON email.ending (heard_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE email.ending`);
  }
}
