/** Answers that agents have written for later. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ScheduledAnswers1800000000982 implements MigrationInterface {
  name = 'ScheduledAnswers1800000000982';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE delivery.scheduled_answer (
         id uuid NOT NULL,
         ticket_id uuid NOT NULL,
         agent_id uuid NOT NULL,
         request jsonb NOT NULL,
         due_at timestamptz NOT NULL,
         seen_seq integer NOT NULL,
         state text NOT NULL DEFAULT 'waiting',
         refusal text,
         made_at timestamptz NOT NULL DEFAULT now(),
         CONSTRAINT scheduled_answer_pk PRIMARY KEY (id),
         CONSTRAINT scheduled_answer_state CHECK (state IN ('waiting', 'asking', 'refused'))
       )`,
    );
    await runner.query(
      `CREATE INDEX scheduled_answer_ticket ON delivery.scheduled_answer (ticket_id, due_at)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM bus.timer WHERE kind = 'scheduled-answer'`);
    await runner.query(`DROP TABLE delivery.scheduled_answer`);
  }
}
