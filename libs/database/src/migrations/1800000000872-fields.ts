/** Fields that admins add to tickets, and their values. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Fields1800000000872 implements MigrationInterface {
  name = 'Fields1800000000872';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE record.field (
        id uuid NOT NULL,
        place integer NOT NULL,
        kind text NOT NULL,
        audience text NOT NULL,
        label_fr text NOT NULL,
        label_en text NOT NULL,
        ticket_types jsonb NOT NULL DEFAULT '[]',
        required_to_resolve boolean NOT NULL DEFAULT false,
        choices jsonb NOT NULL DEFAULT '[]',
        archived_at timestamptz,
        CONSTRAINT field_pk PRIMARY KEY (id),
        CONSTRAINT field_kind CHECK (kind IN ('text', 'number', 'date', 'choice', 'choices', 'yes-no', 'link')),
        CONSTRAINT field_audience CHECK (audience IN ('inner', 'customer'))
      )`);
    await runner.query(`
      CREATE TABLE record.field_value (
        ticket_id uuid NOT NULL,
        field_id uuid NOT NULL,
        value jsonb NOT NULL,
        CONSTRAINT field_value_pk PRIMARY KEY (ticket_id, field_id),
        CONSTRAINT field_value_field_fk FOREIGN KEY (field_id) REFERENCES record.field (id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE record.field_value`);
    await runner.query(`DROP TABLE record.field`);
  }
}
