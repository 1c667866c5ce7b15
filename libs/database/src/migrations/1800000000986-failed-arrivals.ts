/** Arrivals that could not be taken in are few among millions, and an administrator's page asks for them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FailedArrivals1800000000986 implements MigrationInterface {
  readonly name = 'FailedArrivals1800000000986';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX inbox_failed ON bus.inbox (received_at) WHERE state = 'failed'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX bus.inbox_failed`);
  }
}
