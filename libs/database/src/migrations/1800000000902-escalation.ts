/** Escalations as they were asked for: from which level to which, why, and which expert was brought to the ticket. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Escalation1800000000902 implements MigrationInterface {
  name = 'Escalation1800000000902';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE tickets.escalation (
         id uuid NOT NULL,
         ticket_id uuid NOT NULL,
         from_level integer NOT NULL,
         to_level integer NOT NULL,
         reason text NOT NULL,
         asked_by uuid NOT NULL,
         expert_id uuid NOT NULL,
         hand_over_id uuid NOT NULL,
         at timestamptz NOT NULL DEFAULT now(),
         CONSTRAINT escalation_up CHECK (from_level >= 1 AND to_level > from_level AND to_level <= 3),
         CONSTRAINT escalation_pk PRIMARY KEY (id)
       )`,
    );
    await runner.query(`CREATE INDEX escalation_ticket ON tickets.escalation (ticket_id, at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tickets.escalation`);
  }
}
