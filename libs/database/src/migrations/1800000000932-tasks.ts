/** Tasks on a ticket for a colleague or another team; the ticket itself does not move. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Tasks1800000000932 implements MigrationInterface {
  name = 'Tasks1800000000932';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE record.task (
         id uuid NOT NULL,
         ticket_id uuid NOT NULL,
         text text NOT NULL,
         queue_id uuid,
         agent_id uuid,
         due_at timestamptz,
         state text NOT NULL DEFAULT 'open',
         made_by uuid NOT NULL,
         made_at timestamptz NOT NULL DEFAULT now(),
         ended_at timestamptz,
         result text,
         CONSTRAINT task_pk PRIMARY KEY (id),
         CONSTRAINT task_state CHECK (state IN ('open', 'taken', 'done', 'dropped')),
         CONSTRAINT task_somebodys CHECK (queue_id IS NOT NULL OR agent_id IS NOT NULL),
         CONSTRAINT task_taken CHECK (state <> 'taken' OR agent_id IS NOT NULL)
       )`,
    );
    await runner.query(`CREATE INDEX task_ticket ON record.task (ticket_id, made_at)`);
    await runner.query(`CREATE INDEX task_team ON record.task (queue_id) WHERE state = 'open'`);
    await runner.query(`CREATE INDEX task_agent ON record.task (agent_id) WHERE state = 'taken'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE record.task`);
  }
}
