/** Mails that name a ticket their sender is not part of, each beside the note that shows it; and what followed a closed ticket. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StrangerMails1800000000975 implements MigrationInterface {
  name = 'StrangerMails1800000000975';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE tickets.stranger_mail (
         note_id uuid NOT NULL,
         why text NOT NULL,
         state text NOT NULL DEFAULT 'waiting',
         customer_id uuid NOT NULL,
         identity_id uuid NOT NULL,
         proof text NOT NULL,
         inbound jsonb NOT NULL,
         decided_by uuid,
         decided_at timestamptz,
         ticket_id uuid,
         CONSTRAINT stranger_mail_pk PRIMARY KEY (note_id),
         CONSTRAINT stranger_mail_why CHECK (why IN ('not-on-ticket', 'token-of-another', 'agent-address')),
         CONSTRAINT stranger_mail_state CHECK (state IN ('waiting', 'added', 'split', 'spam'))
       )`,
    );
    await runner.query(
      `CREATE INDEX ticket_follows ON tickets.ticket (follows_ticket_id) WHERE follows_ticket_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX tickets.ticket_follows`);
    await runner.query(`DROP TABLE tickets.stranger_mail`);
  }
}
