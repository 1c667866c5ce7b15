/** Finds by index, newest first, and only what the one who asks may see; the right is part of the question, not a filter after it. */
import { Injectable } from '@nestjs/common';
import type { SearchAnswer, SearchGroup, SearchQuery } from '@lib/contracts';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';
import { MOMENT, readCursor, seesAll, visibleSql, writeCursor } from '@lib/tickets';
import { HitReader } from './hit-reader.js';
import {
  asksSomething,
  gatherSql,
  lastWalkedSql,
  matchesSql,
  walkSql,
  type Asked,
  type Found,
  type Statement,
} from './search-sql.js';
import { SearchTermReader, type SearchTerms } from './search-terms.js';

interface Part {
  found: Found[];
  /** Where to go on; null at the end. */
  next: Found | null;
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
    if (!asksSomething(asked)) return { found: [], next: null };
    const quick = await this.ask<Found>(walkSql(asked, NEWEST));
    if (quick.length > asked.limit) return pageOf(quick, asked.limit);
    return (await this.isFrequent(asked)) ? this.walkOn(asked) : this.gather(asked);
  }

  private async walkOn(asked: Asked): Promise<Part> {
    const seen = await this.ask<Found>(walkSql(asked, WALKED));
    if (seen.length > asked.limit) return pageOf(seen, asked.limit);
    const [last] = await this.ask<Found>(lastWalkedSql(asked, WALKED));
    return { found: seen, next: last ?? null };
  }

  /** As PostgreSQL reckons it from its statistics: counting would cost what is to be saved. */
  private async isFrequent(asked: Asked): Promise<boolean> {
    const { sql, values } = matchesSql(asked);
    const [plan] = await this.ask<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>({
      sql: `EXPLAIN (FORMAT JSON) ${sql}`,
      values,
    });
    const most = seesAll(asked.principal) || asked.kind === 'article' ? FREQUENT.all : FREQUENT.part;
    return (plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0) > most;
  }

  private async gather(asked: Asked): Promise<Part> {
    const rows = await this.ask<Found & { seen: boolean }>(gatherSql(asked, LOOKED_AT));
    const seen = rows.filter((row) => row.seen);
    if (seen.length > asked.limit) return pageOf(seen, asked.limit);
    return { found: seen, next: rows.find((row) => !row.seen) ?? null };
  }

  private ask<R>({ sql, values }: Statement): Promise<R[]> {
    return this.database.queryUnnamed<R>(sql, values);
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
