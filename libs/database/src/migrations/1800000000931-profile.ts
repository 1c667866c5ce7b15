/** What the house knows of a customer: entries that end and are never overwritten, so that what stood before can be read. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Profile1800000000931 implements MigrationInterface {
  name = 'Profile1800000000931';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE customers.profile_entry (
         id uuid NOT NULL,
         customer_id uuid NOT NULL,
         kind text NOT NULL,
         text text,
         by_id uuid NOT NULL,
         at timestamptz NOT NULL DEFAULT now(),
         ended_at timestamptz,
         ended_by uuid,
         CONSTRAINT profile_entry_pk PRIMARY KEY (id),
         CONSTRAINT profile_entry_kind
           CHECK (kind IN ('owns', 'role', 'language', 'channel', 'time', 'expertise', 'know')),
         CONSTRAINT profile_entry_forgotten CHECK (text IS NOT NULL OR ended_at IS NOT NULL)
       )`,
    );
    await runner.query(`CREATE INDEX profile_entry_customer ON customers.profile_entry (customer_id, at)`);
    await runner.query(
      `CREATE UNIQUE INDEX profile_entry_single ON customers.profile_entry (customer_id, kind)
       WHERE ended_at IS NULL AND kind NOT IN ('owns', 'know')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE customers.profile_entry`);
  }
}
