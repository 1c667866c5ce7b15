/** Writes the entries of what has changed: reads the truth of a part of what waits, in two statements per kind. */
import { Injectable } from '@nestjs/common';
import { SearchKind } from '@lib/contracts';
import { Timers } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';
import { isSpelt, languageOf, wordsOf } from './read-words.js';

export const REBUILD = 'search-rebuild';
const PART = 200;
const REBUILD_PART = 2_000;
const BUSY_MS = 500;

/** Beyond this a text is an attachment. */
const MOST_READ = 60_000;

/** Each answers `id, ticket_id, customer_id, at, words_text, plain` of the ids in $1; what is no longer there is not answered. */
const sources: Record<SearchKind, string> = {
  ticket: `SELECT id, id AS ticket_id, customer_id, opened_at AS at, subject AS words_text, search.plain(subject) AS plain
    FROM tickets.ticket WHERE id = ANY($1)`,
  message: `SELECT message.id, message.ticket_id, ticket.customer_id, message.at, coalesce(message.reply_text, message.text) AS words_text, NULL AS plain
    FROM tickets.message JOIN tickets.ticket ON ticket.id = message.ticket_id WHERE message.id = ANY($1)`,
  note: `SELECT note.id, note.ticket_id, ticket.customer_id, note.at, note.text AS words_text, NULL AS plain
    FROM tickets.note JOIN tickets.ticket ON ticket.id = note.ticket_id WHERE note.id = ANY($1)`,
  customer: `SELECT customer.id, NULL::uuid AS ticket_id, customer.id AS customer_id, customer.created_at AS at, known.text AS words_text,
      search.plain(known.text) AS plain
    FROM customers.customer CROSS JOIN LATERAL (SELECT concat_ws(' ', customer.name, (
      SELECT string_agg(value, ' ') FROM (
        SELECT value FROM customers.identity WHERE identity.customer_id = customer.id AND kind <> 'visitor'
        UNION SELECT value FROM customers.claim WHERE claim.customer_id = customer.id) AS addresses)) AS text) AS known
    WHERE customer.id = ANY($1) AND customer.merged_into IS NULL`,
  // As it is read; a draft as it is written.
  article: `SELECT article.id, NULL::uuid AS ticket_id, NULL::uuid AS customer_id, coalesce(article.live_at, article.changed_at) AS at,
      concat_ws(E'\\n', shown #>> '{fr,title}', shown #>> '{en,title}', tags.text, shown #>> '{fr,body}', shown #>> '{en,body}') AS words_text,
      search.plain(concat_ws(' ', shown #>> '{fr,title}', shown #>> '{en,title}', tags.text)) AS plain
    FROM knowledge.article CROSS JOIN LATERAL (SELECT coalesce(article.live -> 'texts', article.texts) AS shown) AS text
      CROSS JOIN LATERAL (SELECT string_agg(tag, ' ') AS text FROM jsonb_array_elements_text(coalesce(article.live -> 'tags', article.tags)) AS tag) AS tags
    WHERE article.id = ANY($1) AND article.state <> 'archived'`,
};
const truths: Record<SearchKind, string> = {
  ticket: 'tickets.ticket',
  message: 'tickets.message',
  note: 'tickets.note',
  customer: 'customers.customer',
  article: 'knowledge.article',
};

const Payload = z.object({ kind: SearchKind, after: z.uuid().nullable() });

@Injectable()
export class SearchIndex {
  constructor(
    private readonly database: Database,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  /** One part of what waits; true while there may be more. Only one process at a time, so that an older reading never overwrites a newer. */
  async refreshPart(): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [lock] = await tx.query<{ held: boolean }>(
        `SELECT pg_try_advisory_xact_lock(hashtextextended('search:index', 0)) AS held`,
      );
      if (!lock?.held) return false;
      const waiting = await tx.query<{ kind: SearchKind; subject_id: string }>(
        `DELETE FROM search.waiting WHERE id IN (SELECT id FROM search.waiting ORDER BY id LIMIT ${PART} FOR UPDATE SKIP LOCKED)
         RETURNING kind, subject_id`,
      );
      for (const kind of SearchKind.options) {
        const ids = waiting.flatMap((row) => (row.kind === kind ? [row.subject_id] : []));
        if (ids.length > 0) await this.write(tx, kind, [...new Set(ids)]);
      }
      return waiting.length === PART;
    });
  }

  /** Everything is read again in parts, each of which sets the next: a restart goes on where it was. */
  async rebuild(principal: Principal): Promise<void> {
    requireRole(principal, 'admin');
    await this.database.transaction((tx) => this.next(tx, {}));
  }

  async rebuildPart(tx: Tx, payload: Record<string, unknown>): Promise<void> {
    const { kind, after } = Object.keys(payload).length
      ? Payload.parse(payload)
      : { kind: 'ticket' as const, after: null };
    if (await this.isBusy(tx)) return this.next(tx, { kind, after }, BUSY_MS);
    const [last] = await tx.query<{ id: string | null; count: number }>(
      `WITH part AS (
         SELECT id FROM (
           (SELECT id FROM ${truths[kind]} WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT ${REBUILD_PART})
           UNION (SELECT id FROM search.entry WHERE kind = '${kind}' AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT ${REBUILD_PART})) AS known
         ORDER BY id LIMIT ${REBUILD_PART}),
       put AS (INSERT INTO search.waiting (kind, subject_id) SELECT '${kind}', id FROM part)
       SELECT (SELECT id FROM part ORDER BY id DESC LIMIT 1) AS id, count(*)::integer AS count FROM part`,
      [after],
    );
    if (last?.count === REBUILD_PART && last.id) return this.next(tx, { kind, after: last.id });
    const following = SearchKind.options[SearchKind.options.indexOf(kind) + 1];
    if (following) await this.next(tx, { kind: following, after: null });
  }

  /** What is written today does not stand in line behind a million old messages. */
  private async isBusy(tx: Tx): Promise<boolean> {
    const [line] = await tx.query<{ long: boolean }>(
      `SELECT count(*) >= ${REBUILD_PART} AS long FROM (SELECT 1 FROM search.waiting LIMIT ${REBUILD_PART}) AS line`,
    );
    return line?.long ?? false;
  }

  private async next(tx: Tx, payload: Record<string, unknown>, pauseMs = 0): Promise<void> {
    const dueAt = new Date(this.clock.now().getTime() + pauseMs);
    await this.timers.set(tx, { kind: REBUILD, key: 'all', dueAt, payload });
  }

  /** Words and language are read here: to take a text apart a second time would cost the database as much as to index it. */
  private async write(tx: Tx, kind: SearchKind, ids: string[]): Promise<void> {
    const rows = await tx.query<{ id: string; words_text: string }>(
      `SELECT id, ticket_id, customer_id, at::text AS at, left(words_text, ${MOST_READ}) AS words_text, plain FROM (${sources[kind]}) AS source`,
      [ids],
    );
    const spelt = new Set<string>();
    const entries = rows.map(({ words_text, ...row }) => {
      const words = wordsOf(words_text);
      for (const word of words) if (isSpelt(word)) spelt.add(word);
      const language = kind === 'customer' || kind === 'article' ? 'both' : languageOf(words);
      // The parser takes "CMD-12345" for a word and a negative number.
      return { ...row, language, readable: words_text.replace(/[-_/](?=[0-9])/g, ' ') };
    });
    const vector =
      kind === 'customer' ? `to_tsvector('search.words', readable)` : 'search.vector(language, readable)';
    await tx.query(
      `WITH source AS MATERIALIZED (SELECT * FROM json_to_recordset($2::json) AS source(
         id uuid, ticket_id uuid, customer_id uuid, at timestamptz, language text, readable text, plain text)),
       gone AS (DELETE FROM search.entry WHERE kind = '${kind}' AND id = ANY($1) AND id NOT IN (SELECT id FROM source)),
       words AS (
         INSERT INTO search.word (word) SELECT word FROM unnest($3::text[]) AS said(word)
         WHERE NOT EXISTS (SELECT 1 FROM search.word AS known WHERE known.word = said.word) ORDER BY word ON CONFLICT DO NOTHING)
       INSERT INTO search.entry (kind, id, ticket_id, customer_id, at, language, words, plain)
       SELECT '${kind}', id, ticket_id, customer_id, at, language, ${vector}, plain FROM source
       ON CONFLICT (kind, id) DO UPDATE SET ticket_id = excluded.ticket_id, customer_id = excluded.customer_id, at = excluded.at,
         language = excluded.language, words = excluded.words, plain = excluded.plain`,
      [ids, JSON.stringify(entries), [...spelt]],
    );
  }
}
