/** What a virus scanner said of a file, and which administrator let an infected one be opened all the same, and why. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AttachmentScans1800000001044 implements MigrationInterface {
  name = 'AttachmentScans1800000001044';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE tickets.attachment ADD COLUMN scan_verdict text, ADD COLUMN scan_detail text,
         ADD COLUMN released_by uuid, ADD COLUMN released_at timestamptz,
         ADD CONSTRAINT attachment_scan CHECK (scan_verdict IN ('clean', 'infected', 'unscanned'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE tickets.attachment DROP CONSTRAINT attachment_scan, DROP COLUMN released_at, DROP COLUMN released_by,
         DROP COLUMN scan_detail, DROP COLUMN scan_verdict`,
    );
  }
}
