/** Today's arrivals are found without reading the years before them: one small index that follows the order of arrival. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Arrivals1800000000926 implements MigrationInterface {
  name = 'Arrivals1800000000926';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX work_item_arrived ON routing.work_item USING brin (enqueued_at) WITH (pages_per_range = 16, autosummarize = on)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX routing.work_item_arrived`);
  }
}
