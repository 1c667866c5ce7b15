/** When a visitor was last on the page: a chat whose visitor has left for good must not hold an agent. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ChatPresence1800000000985 implements MigrationInterface {
  readonly name = 'ChatPresence1800000000985';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE chat.conversation ADD COLUMN visitor_seen_at timestamptz NOT NULL DEFAULT now()`,
    );
    await runner.query(
      `CREATE INDEX conversation_open_seen ON chat.conversation (visitor_seen_at) WHERE state = 'open'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX chat.conversation_open_seen`);
    await runner.query(`ALTER TABLE chat.conversation DROP COLUMN visitor_seen_at`);
  }
}
