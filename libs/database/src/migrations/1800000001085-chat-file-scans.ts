/** What a virus scanner said of a file in a chat, kept from its upload to the line that names it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ChatFileScans1800000001085 implements MigrationInterface {
  name = 'ChatFileScans1800000001085';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE chat.attachment ADD COLUMN scan_verdict text, ADD COLUMN scan_detail text,
         ADD CONSTRAINT attachment_scan CHECK (scan_verdict IN ('clean', 'infected', 'unscanned'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE chat.attachment DROP CONSTRAINT attachment_scan, DROP COLUMN scan_detail, DROP COLUMN scan_verdict`,
    );
  }
}
