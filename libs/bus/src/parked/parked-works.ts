/** What was given up after many tries, in one list for administrators, and the way back to work. */
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  ParkedId,
  ParkedKind,
  Problem,
  type ParkedDetail,
  type ParkedList,
  type ParkedRetries,
  type ParkedRetry,
  type ParkedWork,
} from '@lib/contracts';
import { Database } from '@lib/database';
import { logger } from '@lib/platform';
import { Wakeups } from '../wakeups.js';
import { ParkedSources } from './parked-sources.js';
import type { ParkedSource } from './sources.js';

interface Row {
  kind: ParkedKind;
  key: string;
  what: string;
  listener: string | null;
  reason: string | null;
  attempts: number;
  at: Date;
}

const SHOWN = 200;
const AT_ONCE = 1_000;
/** So long the asker waits for the outcome; a worker in another process looks every half second. */
const WATCHED_MS = 3_000;
const LOOK_MS = 100;
const log = logger('bus');

@Injectable()
export class ParkedWorks {
  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
    private readonly sources: ParkedSources,
  ) {}

  async list(): Promise<ParkedList> {
    const rows = await this.database.query<Row & { total: number }>(
      `SELECT *, count(*) OVER ()::integer AS total FROM (${this.everything}) AS parked ORDER BY at DESC, key LIMIT ${SHOWN}`,
    );
    return { items: rows.map(viewOf), total: rows[0]?.total ?? 0 };
  }

  /** With the data that could not be processed, as it came. Throws `not-found` once it is no longer parked. */
  async one(id: string): Promise<ParkedDetail> {
    const { kind, source, key } = this.sourceOf(id);
    const [[row], [data]] = await Promise.all([
      this.database.query<Row>(`SELECT * FROM (${rowsOf(kind, source)}) AS parked WHERE key = $1`, [key]),
      this.database.query<{ raw: unknown }>(source.raw, [key]),
    ]);
    if (!row || !data) throw new Problem('not-found');
    return { ...viewOf(row), raw: data.raw };
  }

  /** One more try, now. Throws `not-found` once it is no longer parked: somebody else was faster. */
  async retry(id: string, agentId: string): Promise<ParkedRetry> {
    const { source, key } = this.sourceOf(id);
    if ((await this.database.query(source.free, [[key]])).length === 0) throw new Problem('not-found');
    log.info({ id, agentId }, 'parked work is tried again');
    this.wakeups.poke(source.wakes);
    for (let waited = 0; waited < WATCHED_MS; waited += LOOK_MS) {
      const [left] = await this.database.query<{ parked: boolean; reason: string | null }>(source.look, [
        key,
      ]);
      if (!left) return { outcome: 'done', reason: null };
      if (left.parked) return { outcome: 'failed', reason: left.reason };
      await pause(LOOK_MS);
    }
    return { outcome: 'running', reason: null };
  }

  /** The oldest first, as they came; 1,000 at most. */
  async retryAll(agentId: string): Promise<ParkedRetries> {
    const rows = await this.database.query<Pick<Row, 'kind' | 'key'>>(
      `SELECT kind, key FROM (${this.everything}) AS parked ORDER BY at, key LIMIT ${AT_ONCE}`,
    );
    let count = 0;
    for (const [kind, source] of this.sources.all) {
      const keys = rows.filter((row) => row.kind === kind).map(({ key }) => key);
      if (keys.length === 0) continue;
      count += (await this.database.query(source.free, [keys])).length;
      this.wakeups.poke(source.wakes);
    }
    if (count > 0) log.info({ count, agentId }, 'all parked work is tried again');
    return { count };
  }

  private get everything(): string {
    return this.sources.all.map(([kind, source]) => rowsOf(kind, source)).join(' UNION ALL ');
  }

  private sourceOf(id: string): { kind: ParkedKind; source: ParkedSource; key: string } {
    if (!ParkedId.safeParse(id).success) throw new Problem('not-found');
    const at = id.indexOf(':');
    const kind = ParkedKind.parse(id.slice(0, at));
    const source = this.sources.of(kind);
    if (!source) throw new Problem('not-found');
    return { kind, source, key: id.slice(at + 1) };
  }
}

function rowsOf(kind: ParkedKind, { list }: ParkedSource): string {
  return `SELECT '${kind}' AS kind, key::text, what, listener::text, reason, attempts, at FROM (${list}) AS ${kind}`;
}

function viewOf({ kind, key, what, listener, reason, attempts, at }: Row): ParkedWork {
  return { id: `${kind}:${key}`, kind, what, listener, reason: reason ?? '', attempts, at: at.toISOString() };
}
