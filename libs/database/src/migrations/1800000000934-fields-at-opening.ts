/** Fields without which a ticket of their types is not opened by an agent. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FieldsAtOpening1800000000934 implements MigrationInterface {
  name = 'FieldsAtOpening1800000000934';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE record.field ADD COLUMN required_to_open boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE record.field DROP COLUMN required_to_open`);
  }
}
