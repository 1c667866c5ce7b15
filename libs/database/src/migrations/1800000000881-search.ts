/** The index of everything that can be found: one entry per ticket, message, note and customer, and what waits to be read again. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Search1800000000881 implements MigrationInterface {
  name = 'Search1800000000881';

  async up(runner: QueryRunner): Promise<void> {
    await extension(runner);
    for (const statement of [...configurations, ...functions, ...tables, ...triggers, firstFill])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM bus.timer WHERE kind = 'search-rebuild'`);
    await runner.query(`DROP SCHEMA search CASCADE`);
  }
}

/** A managed server may keep extensions for its administrator: say so in words instead of a code. */
async function extension(runner: QueryRunner): Promise<void> {
  try {
    await runner.query(`CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public`);
  } catch (cause) {
    throw new Error(
      'PostgreSQL refuses the extension "unaccent", which search needs. Ask its administrator to run, in this database: ' +
        'CREATE EXTENSION unaccent WITH SCHEMA public;',
      { cause },
    );
  }
}

const wordTokens = 'asciiword, word, hword, asciihword, hword_part, hword_asciipart';
const configuration = (name: string, from: string, dictionary: string): string[] => [
  `CREATE TEXT SEARCH CONFIGURATION search.${name} (COPY = pg_catalog.${from})`,
  `ALTER TEXT SEARCH CONFIGURATION search.${name} ALTER MAPPING FOR ${wordTokens} WITH public.unaccent, pg_catalog.${dictionary}`,
];
const configurations = [
  `CREATE SCHEMA IF NOT EXISTS search`,
  ...configuration('fr', 'french', 'french_stem'),
  ...configuration('en', 'english', 'english_stem'),
  ...configuration('words', 'simple', 'simple'),
];

const functions = [
  `CREATE FUNCTION search.plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
     $$ SELECT lower(public.unaccent('public.unaccent', $1)) $$`,
  // The parser takes "CMD-12345" for a word and a negative number.
  `CREATE FUNCTION search.readable(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
     $$ SELECT regexp_replace(left($1, 60000), '[-_/](?=[0-9])', ' ', 'g') $$`,
  `CREATE FUNCTION search.language(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
     SELECT CASE WHEN fr > en THEN 'fr' WHEN en > fr THEN 'en' ELSE 'both' END
     FROM (SELECT
       regexp_count(left($1, 2000), '\\m(le|la|les|des|du|de|et|est|vous|je|nous|pas|pour|une|que|mon|votre|bonjour|merci)\\M', 1, 'i') AS fr,
       regexp_count(left($1, 2000), '\\m(the|and|is|are|to|of|you|i|we|not|for|it|my|your|hello|thanks|please)\\M', 1, 'i') AS en) AS counted $$`,
  `CREATE FUNCTION search.vector(language text, words text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
     SELECT CASE language WHEN 'fr' THEN to_tsvector('search.fr', words) WHEN 'en' THEN to_tsvector('search.en', words)
       ELSE to_tsvector('search.fr', words) || to_tsvector('search.en', words) END $$`,
  `CREATE FUNCTION search.note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     INSERT INTO search.waiting (kind, subject_id) VALUES (TG_ARGV[0], CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END);
     RETURN NULL;
   END $$`,
  `CREATE FUNCTION search.note_address() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF TG_OP <> 'INSERT' THEN INSERT INTO search.waiting (kind, subject_id) VALUES ('customer', OLD.customer_id); END IF;
     IF TG_OP <> 'DELETE' THEN INSERT INTO search.waiting (kind, subject_id) VALUES ('customer', NEW.customer_id); END IF;
     RETURN NULL;
   END $$`,
];

const tables = [
  `CREATE TABLE search.entry (
        kind text NOT NULL,
        id uuid NOT NULL,
        ticket_id uuid,
        customer_id uuid NOT NULL,
        at timestamptz NOT NULL,
        language text NOT NULL,
        words tsvector NOT NULL,
        plain text,
        CONSTRAINT entry_kind CHECK (kind IN ('ticket', 'message', 'note', 'customer')),
        CONSTRAINT entry_pk PRIMARY KEY (kind, id)
      )`,
  `CREATE INDEX entry_newest ON search.entry (kind, at, id)`,
  ...['ticket', 'message', 'note', 'customer'].map(
    (kind) => `CREATE INDEX entry_words_${kind} ON search.entry USING gin (words) WHERE kind = '${kind}'`,
  ),
  `CREATE INDEX entry_plain_ticket ON search.entry USING gin (plain public.gin_trgm_ops) WHERE kind = 'ticket'`,
  `CREATE INDEX entry_plain_customer ON search.entry USING gin (plain public.gin_trgm_ops) WHERE kind = 'customer'`,
  `CREATE TABLE search.waiting (
        id bigserial NOT NULL,
        kind text NOT NULL,
        subject_id uuid NOT NULL,
        CONSTRAINT waiting_pk PRIMARY KEY (id)
      )`,
  `CREATE TABLE search.word (
        word text NOT NULL,
        CONSTRAINT word_pk PRIMARY KEY (word)
      )`,
  `CREATE INDEX word_beginning ON search.word (word text_pattern_ops)`,
  `CREATE INDEX word_alike ON search.word USING gin (word public.gin_trgm_ops)`,
];

/** Whoever writes, in whatever room: the change and the note that it is to be read again commit together. */
const triggers = [
  `CREATE TRIGGER search_message AFTER INSERT OR DELETE OR UPDATE OF text, reply_text, subject, ticket_id ON tickets.message
     FOR EACH ROW EXECUTE FUNCTION search.note_change('message')`,
  `CREATE TRIGGER search_note AFTER INSERT OR DELETE OR UPDATE OF text, ticket_id ON tickets.note
     FOR EACH ROW EXECUTE FUNCTION search.note_change('note')`,
  `CREATE TRIGGER search_ticket AFTER INSERT OR DELETE ON tickets.ticket
     FOR EACH ROW EXECUTE FUNCTION search.note_change('ticket')`,
  `CREATE TRIGGER search_ticket_change AFTER UPDATE OF subject, customer_id ON tickets.ticket
     FOR EACH ROW WHEN (OLD.subject <> NEW.subject OR OLD.customer_id <> NEW.customer_id)
     EXECUTE FUNCTION search.note_change('ticket')`,
  `CREATE TRIGGER search_customer AFTER INSERT OR DELETE OR UPDATE OF name, merged_into ON customers.customer
     FOR EACH ROW EXECUTE FUNCTION search.note_change('customer')`,
  `CREATE TRIGGER search_identity AFTER INSERT OR DELETE OR UPDATE OF value, customer_id ON customers.identity
     FOR EACH ROW EXECUTE FUNCTION search.note_address()`,
  `CREATE TRIGGER search_claim AFTER INSERT OR DELETE OR UPDATE OF value, customer_id ON customers.claim
     FOR EACH ROW EXECUTE FUNCTION search.note_address()`,
];

/** What is there already is read in parts, after the start. */
const firstFill = `INSERT INTO bus.timer (id, kind, key, due_at, payload)
  VALUES (gen_random_uuid(), 'search-rebuild', 'all', now(), '{}')`;
