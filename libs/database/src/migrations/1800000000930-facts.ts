/** What a customer told and what was tried, so that nobody asks twice; answers to the questions of a ticket. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Facts1800000000930 implements MigrationInterface {
  name = 'Facts1800000000930';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE record.fact (
         id uuid NOT NULL,
         ticket_id uuid NOT NULL,
         kind text NOT NULL,
         text text NOT NULL,
         outcome text,
         by_id uuid NOT NULL,
         at timestamptz NOT NULL DEFAULT now(),
         repeats integer NOT NULL DEFAULT 0,
         CONSTRAINT fact_pk PRIMARY KEY (id),
         CONSTRAINT fact_kind CHECK (kind IN ('told', 'tried')),
         CONSTRAINT fact_outcome CHECK (outcome IN ('helped', 'did-not-help', 'not-known')),
         CONSTRAINT fact_tried CHECK ((kind = 'tried') = (outcome IS NOT NULL))
       )`,
    );
    await runner.query(`CREATE INDEX fact_ticket ON record.fact (ticket_id, at)`);
    await runner.query(`ALTER TABLE record.checklist_item ADD COLUMN answer text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE record.checklist_item DROP COLUMN answer`);
    await runner.query(`DROP TABLE record.fact`);
  }
}
