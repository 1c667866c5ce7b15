/** Finds by index, newest first, and only what the one who asks may see; the right is part of the question, not a filter after it. */
import { Injectable } from '@nestjs/common';
import type { SearchAnswer, SearchGroup, SearchKind, SearchQuery } from '@lib/contracts';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';
import { MOMENT, readCursor, seesAll, SqlValues, visibleSql, writeCursor } from '@lib/tickets';
import { HitReader } from './hit-reader.js';
import { SearchTermReader, type SearchTerms } from './search-terms.js';

interface Found {
  id: string;
  key: string;
}
interface Part {
  found: Found[];
  /** Where to go on; null at the end. */
  next: Found | null;
}
interface Asked {
  principal: Principal;
  kind: SearchKind;
  terms: SearchTerms;
  limit: number;
  cursor: Found | null;
}

/** The commonest words are in these already. */
const NEWEST = 3_000;
/** Words in more entries than this are met sooner along the order of time than gathered from their index; who sees a part meets fewer. */
const FREQUENT = { all: 3_000, part: 15_000 };
/** Entries read for a frequent word, of which little may be seen; the cursor goes on behind them. */
const WALKED = 20_000;
/** Matches of a rare word looked at, likewise. */
const LOOKED_AT = 2_000;

@Injectable()
export class SearchService {
  constructor(
    private readonly database: Database,
    private readonly terms: SearchTermReader,
    private readonly hits: HitReader,
  ) {}

  async search(principal: Principal, query: SearchQuery): Promise<SearchAnswer> {
    const terms = await this.terms.read(query.q);
    const cursor = readCursor(query.cursor, MOMENT);
    const groups = await Promise.all(
      query.kinds.map((kind) => this.group({ principal, kind, terms, limit: query.limit, cursor })),
    );
    return { groups };
  }

  private async group(asked: Asked): Promise<SearchGroup> {
    const { kind, terms, principal, cursor } = asked;
    const { found, next } = await this.find(asked);
    const named = kind === 'ticket' && !cursor ? await this.byNumber(principal, terms) : [];
    const ids = [...new Set([...named, ...found.map(({ id }) => id)])];
    return {
      kind,
      items: await this.hits.read(kind, ids, terms),
      nextCursor: next && writeCursor(next),
    };
  }

  private async find(asked: Asked): Promise<Part> {
    if (conditions(asked, new SqlValues()).length === 0) return { found: [], next: null };
    const quick = await this.walk(asked, NEWEST);
    if (quick.length > asked.limit) return pageOf(quick, asked.limit);
    return (await this.isFrequent(asked)) ? this.walkOn(asked) : this.gather(asked);
  }

  /** The newest entries in their order; read until the page is full, so what is often met and seen costs little. */
  private async walk(asked: Asked, most: number): Promise<Found[]> {
    const values = new SqlValues();
    const from = newest(asked, values, `LIMIT ${most}`);
    return this.database.queryUnnamed<Found>(
      `SELECT entry.id, entry.at::text AS key FROM (SELECT * ${from}) AS entry
       WHERE (${conditions(asked, values).join(' OR ')}) AND ${visible(asked, values)}
       ORDER BY entry.at DESC, entry.id DESC LIMIT ${asked.limit + 1}`,
      values.list,
    );
  }

  private async walkOn(asked: Asked): Promise<Part> {
    const seen = await this.walk(asked, WALKED);
    if (seen.length > asked.limit) return pageOf(seen, asked.limit);
    const values = new SqlValues();
    const [last] = await this.database.queryUnnamed<Found>(
      `SELECT id, at::text AS key ${newest(asked, values, `LIMIT 1 OFFSET ${WALKED - 1}`)}`,
      values.list,
    );
    return { found: seen, next: last ?? null };
  }

  /** As PostgreSQL reckons it from its statistics: counting would cost what is to be saved. */
  private async isFrequent(asked: Asked): Promise<boolean> {
    const most = seesAll(asked.principal) ? FREQUENT.all : FREQUENT.part;
    const values = new SqlValues();
    const [plan] = await this.database.queryUnnamed<{
      'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }];
    }>(`EXPLAIN (FORMAT JSON) ${matches(asked, values)}`, values.list);
    return (plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0) > most;
  }

  /** Every match by its words, newest first; the last that was looked at says where to go on. */
  private async gather(asked: Asked): Promise<Part> {
    const values = new SqlValues();
    const ordered = 'ORDER BY entry.at DESC, entry.id DESC';
    const rows = await this.database.queryUnnamed<Found & { seen: boolean }>(
      `WITH entry AS MATERIALIZED (${matches(asked, values)})
       (SELECT entry.id, entry.at::text AS key, true AS seen
        FROM (SELECT * FROM entry ${ordered} LIMIT ${LOOKED_AT}) AS entry
        WHERE ${visible(asked, values)} ${ordered} LIMIT ${asked.limit + 1})
       UNION ALL (SELECT entry.id, entry.at::text, false FROM entry ${ordered} LIMIT 1 OFFSET ${LOOKED_AT - 1})`,
      values.list,
    );
    const seen = rows.filter((row) => row.seen);
    if (seen.length > asked.limit) return pageOf(seen, asked.limit);
    return { found: seen, next: rows.find((row) => !row.seen) ?? null };
  }

  private async byNumber(principal: Principal, terms: SearchTerms): Promise<string[]> {
    if (terms.ticketNumber === null) return [];
    const rows = await this.database.query<{ id: string }>(
      `SELECT ticket.id FROM tickets.ticket WHERE ticket.number = $1::bigint AND ($2 OR ${visibleSql('$3')})`,
      [terms.ticketNumber, seesAll(principal), principal.agentId],
    );
    return rows.map(({ id }) => id);
  }
}

function pageOf(rows: Found[], limit: number): Part {
  const found = rows.slice(0, limit);
  return { found, next: rows.length > limit ? (found.at(-1) ?? null) : null };
}

/** Any of them is enough. */
function conditions({ kind, terms }: Asked, values: SqlValues): string[] {
  const words = kind === 'customer' ? terms.names : terms.texts;
  const parts: string[] = [];
  if (words) parts.push(`entry.words @@ ${values.add(words)}::tsquery`);
  if (kind === 'ticket' && terms.like)
    parts.push(`entry.plain LIKE search.plain(${values.add(terms.like)}::text)`);
  if (kind === 'customer' && terms.like)
    parts.push(`entry.plain LIKE search.plain(${values.add(terms.like)}::text)`);
  if (kind === 'customer' && terms.phoneLike)
    parts.push(`entry.plain LIKE ${values.add(terms.phoneLike)}::text`);
  return parts;
}

function before({ cursor }: Asked, values: SqlValues): string {
  if (!cursor) return '';
  return ` AND (entry.at, entry.id) < (${values.add(cursor.key)}::timestamptz, ${values.add(cursor.id)}::uuid)`;
}

function newest(asked: Asked, values: SqlValues, which: string): string {
  return `FROM search.entry WHERE kind = '${asked.kind}'${before(asked, values)} ORDER BY at DESC, id DESC ${which}`;
}

/** One walk through an index per condition; a match of two counts once. */
function matches(asked: Asked, values: SqlValues): string {
  const past = before(asked, values);
  return conditions(asked, values)
    .map(
      (condition) =>
        `SELECT entry.id, entry.at, entry.ticket_id, entry.customer_id FROM search.entry
         WHERE entry.kind = '${asked.kind}' AND ${condition}${past}`,
    )
    .join(' UNION ');
}

function visible({ principal, kind }: Asked, values: SqlValues): string {
  if (seesAll(principal)) return 'true';
  const rule = visibleSql(`${values.add(principal.agentId)}::uuid`);
  const key = kind === 'customer' ? 'ticket.customer_id = entry.customer_id' : 'ticket.id = entry.ticket_id';
  return `EXISTS (SELECT 1 FROM tickets.ticket WHERE ${key} AND ${rule})`;
}
