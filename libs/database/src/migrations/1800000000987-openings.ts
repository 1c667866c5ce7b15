/** A ticket that was asked for twice with one key is opened once. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Openings1800000000987 implements MigrationInterface {
  readonly name = 'Openings1800000000987';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tickets.opening (
        agent_id uuid NOT NULL,
        idempotency_key text NOT NULL,
        request_hash text NOT NULL,
        ticket_id uuid NOT NULL,
        CONSTRAINT opening_pk PRIMARY KEY (agent_id, idempotency_key)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tickets.opening`);
  }
}
