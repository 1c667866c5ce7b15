/** Mails that colleagues passed on without it being clear whose they are, each beside the note that asks. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ForwardedMails1800000001014 implements MigrationInterface {
  readonly name = 'ForwardedMails1800000001014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE tickets.forwarded_mail (
         note_id uuid NOT NULL,
         agent_id uuid NOT NULL,
         customer_id uuid NOT NULL,
         why text NOT NULL,
         state text NOT NULL DEFAULT 'waiting',
         candidates jsonb NOT NULL,
         inbound jsonb NOT NULL,
         address text,
         decided_by uuid,
         decided_at timestamptz,
         CONSTRAINT forwarded_mail_pk PRIMARY KEY (note_id),
         CONSTRAINT forwarded_mail_why CHECK (why IN ('nobody-named', 'several', 'ours')),
         CONSTRAINT forwarded_mail_state CHECK (state IN ('waiting', 'named', 'own-words'))
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tickets.forwarded_mail`);
  }
}
