/** Articles: as they are written and as they are published, their history, the pages customers may read, and whether those helped. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Knowledge1800000000960 implements MigrationInterface {
  readonly name = 'Knowledge1800000000960';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...indexes]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA knowledge CASCADE`);
  }
}

const tables = [
  `CREATE SCHEMA knowledge`,
  // `live` is what was published last; `texts` and what stands beside them are as they are being written.
  `CREATE TABLE knowledge.article (
     id uuid NOT NULL,
     number bigserial NOT NULL,
     state text NOT NULL DEFAULT 'draft',
     visibility text NOT NULL,
     texts jsonb NOT NULL,
     tags jsonb NOT NULL DEFAULT '[]',
     review_on date,
     author_id uuid NOT NULL,
     credit_id uuid,
     source_ticket_id uuid,
     live jsonb,
     live_at timestamptz,
     changed_by uuid NOT NULL,
     changed_at timestamptz NOT NULL DEFAULT now(),
     created_at timestamptz NOT NULL DEFAULT now(),
     version integer NOT NULL DEFAULT 1,
     CONSTRAINT article_pk PRIMARY KEY (id),
     CONSTRAINT article_number UNIQUE (number),
     CONSTRAINT article_state CHECK (state IN ('draft', 'published', 'archived')),
     CONSTRAINT article_visibility CHECK (visibility IN ('internal', 'public')),
     CONSTRAINT article_live CHECK ((state = 'published') = (live IS NOT NULL))
   )`,
  // Only ever added to; each row is the whole article after that change.
  `CREATE TABLE knowledge.revision (
     article_id uuid NOT NULL,
     version integer NOT NULL,
     what text NOT NULL,
     by_id uuid NOT NULL,
     at timestamptz NOT NULL DEFAULT now(),
     whole jsonb NOT NULL,
     CONSTRAINT revision_pk PRIMARY KEY (article_id, version),
     CONSTRAINT revision_what CHECK (what IN ('created', 'changed', 'published', 'archived', 'restored')),
     CONSTRAINT revision_article_fk FOREIGN KEY (article_id) REFERENCES knowledge.article (id)
   )`,
  // What customers may read, and nothing else: no way out of the house reads any other table of this room.
  `CREATE TABLE knowledge.public_page (
     article_id uuid NOT NULL,
     locale text NOT NULL,
     number bigint NOT NULL,
     title text NOT NULL,
     body text NOT NULL,
     words tsvector NOT NULL,
     plain_title text NOT NULL,
     published_at timestamptz NOT NULL,
     CONSTRAINT public_page_pk PRIMARY KEY (article_id, locale),
     CONSTRAINT public_page_number UNIQUE (number, locale),
     CONSTRAINT public_page_locale CHECK (locale IN ('fr', 'en')),
     CONSTRAINT public_page_article_fk FOREIGN KEY (article_id) REFERENCES knowledge.article (id)
   )`,
  `CREATE TABLE knowledge.answer (
     article_id uuid NOT NULL,
     locale text NOT NULL,
     visitor text NOT NULL,
     helped boolean NOT NULL,
     at timestamptz NOT NULL DEFAULT now(),
     CONSTRAINT answer_pk PRIMARY KEY (article_id, locale, visitor),
     CONSTRAINT answer_locale CHECK (locale IN ('fr', 'en')),
     CONSTRAINT answer_article_fk FOREIGN KEY (article_id) REFERENCES knowledge.article (id)
   )`,
];

const indexes = [
  `CREATE INDEX article_newest ON knowledge.article (changed_at, id)`,
  `CREATE INDEX article_author ON knowledge.article (author_id, changed_at, id)`,
  `CREATE INDEX article_review ON knowledge.article (review_on) WHERE state = 'published'`,
  `CREATE INDEX article_unpublished ON knowledge.article (changed_at, id) WHERE state = 'draft'`,
  ...['fr', 'en'].flatMap((locale) => [
    `CREATE INDEX public_page_newest_${locale} ON knowledge.public_page (published_at, article_id) WHERE locale = '${locale}'`,
    `CREATE INDEX public_page_words_${locale} ON knowledge.public_page USING gin (words) WHERE locale = '${locale}'`,
    `CREATE INDEX public_page_title_${locale} ON knowledge.public_page USING gin (plain_title public.gin_trgm_ops) WHERE locale = '${locale}'`,
  ]),
  `CREATE INDEX answer_visitor ON knowledge.answer (visitor, at)`,
];
