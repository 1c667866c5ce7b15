/** Who was asked to look at a ticket now, and how they answered; one live seat per person and ticket. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Swarm1800000000933 implements MigrationInterface {
  name = 'Swarm1800000000933';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE tickets.swarm_seat (
         id uuid NOT NULL,
         ticket_id uuid NOT NULL,
         agent_id uuid NOT NULL,
         asked_by uuid NOT NULL,
         question text NOT NULL,
         state text NOT NULL DEFAULT 'invited',
         asked_at timestamptz NOT NULL DEFAULT now(),
         ended_at timestamptz,
         followed_before boolean NOT NULL,
         CONSTRAINT swarm_seat_pk PRIMARY KEY (id),
         CONSTRAINT swarm_seat_state CHECK (state IN ('invited', 'accepted', 'declined', 'left'))
       )`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX swarm_seat_live ON tickets.swarm_seat (ticket_id, agent_id)
       WHERE state IN ('invited', 'accepted')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tickets.swarm_seat`);
  }
}
