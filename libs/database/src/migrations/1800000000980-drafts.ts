/** What agents have begun to write, kept where every one of their windows finds it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Drafts1800000000980 implements MigrationInterface {
  name = 'Drafts1800000000980';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS delivery`);
    await runner.query(
      `CREATE TABLE delivery.draft (
         agent_id uuid NOT NULL,
         ticket_id uuid NOT NULL,
         channel text NOT NULL,
         version integer NOT NULL,
         text text NOT NULL,
         html text,
         to_addresses jsonb,
         cc_addresses jsonb,
         started_at timestamptz NOT NULL,
         saved_at timestamptz NOT NULL,
         CONSTRAINT draft_pk PRIMARY KEY (agent_id, ticket_id, channel),
         CONSTRAINT draft_channel CHECK (channel IN ('chat', 'email', 'note'))
       )`,
    );
    await runner.query(`CREATE INDEX draft_ticket ON delivery.draft (ticket_id, saved_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE delivery.draft`);
    await runner.query(`DROP SCHEMA delivery`);
  }
}
