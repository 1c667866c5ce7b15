/** Meetings that mails ask us to, each beside the message that brought it, and what we answered. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Invitations1800000001015 implements MigrationInterface {
  readonly name = 'Invitations1800000001015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE tickets.invitation (
         message_id uuid NOT NULL,
         uid text NOT NULL,
         recurrence_id text NOT NULL DEFAULT '',
         sequence integer NOT NULL,
         stamped_at timestamptz,
         by_organiser boolean NOT NULL,
         details jsonb NOT NULL,
         state text NOT NULL DEFAULT 'standing',
         answer text,
         answered_by uuid,
         answered_at timestamptz,
         CONSTRAINT invitation_pk PRIMARY KEY (message_id),
         CONSTRAINT invitation_state CHECK (state IN ('standing', 'replaced', 'cancelled')),
         CONSTRAINT invitation_answer CHECK (answer IN ('accepted', 'tentative', 'declined'))
       )`,
    );
    await runner.query(`CREATE INDEX invitation_uid ON tickets.invitation (uid)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tickets.invitation`);
  }
}
