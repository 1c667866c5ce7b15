/** How many mails came from whom, and with which subject, in each five minutes: what tells a loop from a letter. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailPace1800000000977 implements MigrationInterface {
  name = 'MailPace1800000000977';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE email.pace (
         key text NOT NULL,
         slot timestamptz NOT NULL,
         count integer NOT NULL,
         CONSTRAINT pace_pk PRIMARY KEY (key, slot)
       ) WITH (fillfactor = 70)`,
    );
    await runner.query(`CREATE INDEX pace_slot ON email.pace (slot)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE email.pace`);
  }
}
