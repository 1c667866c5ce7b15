/** Every committed event, once per process, in an order that no late commit can slip behind: for gateways. */
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { EventEnvelope, EventName } from '@lib/contracts';
import { Database } from '@lib/database';
import { Wakeups } from './wakeups.js';
import { WorkLoop } from './work-loop.js';

interface Row {
  id: string;
  xid: string;
  name: EventName;
  at: Date;
  actor: EventEnvelope['actor'];
  subject_type: string;
  subject_id: string;
  subject_version: number | null;
  data: EventEnvelope['data'];
}

type Reader = (events: EventEnvelope[]) => Promise<void>;

const BATCH = 1_000;
/** While many commit, what they say is read by the handful: a look costs the database as much as a small commit. */
const REST_MS = 10;
/** Told early and not yet passed by the cursor; beyond so many the tail waits for the line again. */
const MOST_EARLY = 10_000;

interface Cursor {
  xid: string;
  id: string;
}

const LAST_ID = '9223372036854775807';

/**
 * Reading "id greater than the last seen" loses rows: ids are given before commit. So the cursor follows the order of
 * (transaction id, id) and passes only what is below the oldest transaction still running (pg_snapshot_xmin): there
 * nothing can appear any more. What is committed above that line is told at once, out of order, and remembered until the
 * cursor has passed it, so that one long transaction delays nobody else's news.
 */
@Injectable()
export class EventTail implements OnApplicationShutdown {
  private cursor: Cursor | undefined;
  /** Event id → transaction id of what was told above the line. */
  private readonly early = new Map<string, bigint>();
  private readonly readers = new Set<Reader>();
  private readonly loop = new WorkLoop('event-tail', 50, () => this.read(), REST_MS);
  private started: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  /** Resolves when every later commit is certain to reach the reader; what is read after that is no older. */
  async subscribe(reader: Reader): Promise<() => void> {
    this.readers.add(reader);
    await (this.started ??= this.begin());
    return () => this.readers.delete(reader);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async begin(): Promise<void> {
    const [row] = await this.database.query<{ xmin: string }>(
      `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin`,
    );
    this.cursor = below(BigInt(row?.xmin ?? '1'));
    this.wakeups.on('event', () => this.loop.poke());
    this.loop.start();
  }

  private async read(): Promise<boolean> {
    if (!this.cursor) return false;
    const rows = await this.database.query<{ line: string } & (Row | { id: null })>(
      `SELECT line.xmin::text AS line, event.* FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin) AS line
       LEFT JOIN LATERAL (
         SELECT id, xid, name, at, actor, subject_type, subject_id, subject_version, data FROM bus.event
         WHERE (xid, id) > ($1::bigint, $2::bigint) AND (xid < line.xmin OR $4) AND id <> ALL ($3::bigint[])
         ORDER BY xid, id LIMIT ${BATCH}) AS event ON true`,
      [this.cursor.xid, this.cursor.id, [...this.early.keys()], this.early.size < MOST_EARLY],
    );
    const line = BigInt(rows[0]?.line ?? '0');
    const fresh = rows.filter((row): row is { line: string } & Row => row.id !== null);
    const batch = fresh.map(toEnvelope);
    if (batch.length > 0) for (const reader of this.readers) await reader(batch);
    this.pass(fresh, line);
    return fresh.length === BATCH;
  }

  /** Only after the readers had it: what failed is told again. */
  private pass(told: Row[], line: bigint): void {
    const last = told.at(-1);
    const moreBelow = told.length === BATCH && last !== undefined && BigInt(last.xid) < line;
    this.cursor = moreBelow ? { xid: last.xid, id: last.id } : below(line);
    for (const { id, xid } of told) if (BigInt(xid) >= line) this.early.set(id, BigInt(xid));
    const { xid: passedXid, id: passedId } = this.cursor;
    for (const [id, xid] of this.early)
      if (xid < BigInt(passedXid) || (xid === BigInt(passedXid) && BigInt(id) <= BigInt(passedId)))
        this.early.delete(id);
  }
}

function below(line: bigint): Cursor {
  return { xid: (line - 1n).toString(), id: LAST_ID };
}

function toEnvelope(row: Row): EventEnvelope {
  return {
    id: row.id,
    name: row.name,
    at: row.at.toISOString(),
    actor: row.actor,
    subject: { type: row.subject_type, id: row.subject_id, version: row.subject_version },
    data: row.data,
  };
}
