/** Calls that go on in a queue: one more thing the carrier may not have done. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CallsToQueues1800000001075 implements MigrationInterface {
  name = 'CallsToQueues1800000001075';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE voice.call DROP CONSTRAINT call_fault`);
    await runner.query(
      `ALTER TABLE voice.call ADD CONSTRAINT call_fault CHECK (fault IN ('hold', 'resume', 'invite', 'dismiss', 'to-queue'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE voice.call SET fault = NULL WHERE fault = 'to-queue'`);
    await runner.query(`ALTER TABLE voice.call DROP CONSTRAINT call_fault`);
    await runner.query(
      `ALTER TABLE voice.call ADD CONSTRAINT call_fault CHECK (fault IN ('hold', 'resume', 'invite', 'dismiss'))`,
    );
  }
}
