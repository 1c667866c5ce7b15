/**
 * What waits is taken in its order through an index that holds nothing else: by due time it had to be read whole and sorted, or, when
 * the planner had last looked while everything waited, all that was ever done had to be passed by.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ArrivalsByOrder1800000001000 implements MigrationInterface {
  readonly name = 'ArrivalsByOrder1800000001000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE INDEX raw_mail_stored ON email.raw_mail (id) WHERE state = 'stored'`,
      `CREATE INDEX raw_mail_suspect ON email.raw_mail (id) WHERE state = 'stored' AND claims >= 4`,
      `DROP INDEX email.raw_mail_due`,
      `CREATE INDEX inbox_waiting ON bus.inbox (channel, ordinal) WHERE state = 'received'`,
      `DROP INDEX bus.inbox_due`,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE INDEX inbox_due ON bus.inbox (next_at, ordinal) WHERE state = 'received'`,
      `DROP INDEX bus.inbox_waiting`,
      `CREATE INDEX raw_mail_due ON email.raw_mail (not_before, id) WHERE state = 'stored'`,
      `DROP INDEX email.raw_mail_suspect`,
      `DROP INDEX email.raw_mail_stored`,
    ])
      await runner.query(statement);
  }
}
