/** Whom work is held for before its queue is asked, and for how long: the owner, their stand-in, who helped this customer last. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StepsBeforeTheQueue1800000000851 implements MigrationInterface {
  name = 'StepsBeforeTheQueue1800000000851';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE routing.queue ADD COLUMN steps jsonb`);
    await runner.query(`
      ALTER TABLE routing.work_item ADD COLUMN stand_in_id uuid, ADD COLUMN stand_in_until timestamptz,
        ADD COLUMN last_agent_id uuid, ADD COLUMN last_agent_until timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE routing.work_item DROP COLUMN stand_in_id, DROP COLUMN stand_in_until,
        DROP COLUMN last_agent_id, DROP COLUMN last_agent_until`);
    await runner.query(`ALTER TABLE routing.queue DROP COLUMN steps`);
  }
}
