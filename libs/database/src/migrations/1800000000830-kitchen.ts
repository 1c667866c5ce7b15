/** The lists of inner words, filled with those a new house begins with. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { defaultInnerWords } from './kitchen-words.js';

export class Kitchen1800000000830 implements MigrationInterface {
  name = 'Kitchen1800000000830';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS kitchen`);
    await runner.query(`
      CREATE TABLE kitchen.inner_words (
        id uuid NOT NULL,
        kind text NOT NULL,
        locale text NOT NULL,
        words text NOT NULL,
        replacement text,
        why text NOT NULL,
        active boolean NOT NULL DEFAULT true,
        edited_by uuid,
        edited_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT inner_words_pk PRIMARY KEY (id),
        CONSTRAINT inner_words_once UNIQUE (locale, words),
        CONSTRAINT inner_words_kind CHECK (kind IN ('sla', 'supplier', 'team', 'tier', 'queue', 'refusal', 'empty-apology', 'jargon')),
        CONSTRAINT inner_words_locale CHECK (locale IN ('fr', 'en'))
      )`);
    await runner.query(
      `INSERT INTO kitchen.inner_words (id, kind, locale, words, replacement, why)
       SELECT gen_random_uuid(), kind, locale, words, replacement, why
       FROM jsonb_to_recordset($1::jsonb) AS listed (kind text, locale text, words text, replacement text, why text)`,
      [JSON.stringify(defaultInnerWords)],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE kitchen.inner_words`);
    await runner.query(`DROP SCHEMA kitchen`);
  }
}
