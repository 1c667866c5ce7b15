/** Senders whose pictures from outside an agent is shown at once. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WelcomeSenders1800000001013 implements MigrationInterface {
  name = 'WelcomeSenders1800000001013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE tickets.welcome_sender (
         agent_id uuid NOT NULL,
         address text NOT NULL,
         at timestamptz NOT NULL DEFAULT now(),
         CONSTRAINT welcome_sender_pk PRIMARY KEY (agent_id, address)
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tickets.welcome_sender`);
  }
}
