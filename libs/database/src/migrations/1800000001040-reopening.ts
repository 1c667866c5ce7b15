/** For how long an answer reopens a settled ticket, by queue; and links that the mail itself made, of no agent. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Reopening1800000001040 implements MigrationInterface {
  name = 'Reopening1800000001040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE routing.queue ADD COLUMN reopen_days integer NOT NULL DEFAULT 14,
         ADD CONSTRAINT queue_reopen_days CHECK (reopen_days BETWEEN 0 AND 365)`,
    );
    await runner.query(`ALTER TABLE tickets.link ALTER COLUMN made_by DROP NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM tickets.link WHERE made_by IS NULL`);
    await runner.query(`ALTER TABLE tickets.link ALTER COLUMN made_by SET NOT NULL`);
    await runner.query(
      `ALTER TABLE routing.queue DROP CONSTRAINT queue_reopen_days, DROP COLUMN reopen_days`,
    );
  }
}
