/** What mail systems said about each address, and the addresses that take no mail from us. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Undeliverable1800000000976 implements MigrationInterface {
  name = 'Undeliverable1800000000976';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE customers.address_report (
         id uuid NOT NULL,
         address text NOT NULL,
         kind text NOT NULL,
         status text,
         words text NOT NULL,
         at timestamptz NOT NULL,
         CONSTRAINT address_report_pk PRIMARY KEY (id),
         CONSTRAINT address_report_kind CHECK (kind IN ('hard', 'soft', 'policy', 'delayed', 'complaint', 'delivered'))
       )`,
    );
    await runner.query(`CREATE INDEX address_report_address ON customers.address_report (address, at)`);
    await runner.query(
      `CREATE TABLE customers.undeliverable (
         address text NOT NULL,
         why text NOT NULL,
         since timestamptz NOT NULL,
         status text,
         words text NOT NULL,
         raw_mail_id uuid,
         ticket_id uuid,
         by_id uuid,
         lifted_at timestamptz,
         lifted_by uuid,
         CONSTRAINT undeliverable_pk PRIMARY KEY (address),
         CONSTRAINT undeliverable_why CHECK (why IN ('hard', 'soft', 'complaint', 'manual'))
       )`,
    );
    await runner.query(
      `CREATE INDEX undeliverable_standing ON customers.undeliverable (since) WHERE lifted_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE customers.undeliverable, customers.address_report`);
  }
}
