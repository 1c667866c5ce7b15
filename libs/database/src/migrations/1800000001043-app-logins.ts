/** Whose permission a mailbox's tokens stand for: a person's, as all of them did so far, or the application's own. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AppLogins1800000001043 implements MigrationInterface {
  name = 'AppLogins1800000001043';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `UPDATE email.mailbox SET login = login || '{"grant": "person", "tenant": null}' WHERE login->>'kind' = 'oauth2'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `UPDATE email.mailbox SET login = login - 'grant' - 'tenant' WHERE login->>'kind' = 'oauth2'`,
    );
  }
}
