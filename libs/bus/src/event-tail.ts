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

/**
 * Reading "id greater than the last seen" loses rows: ids are given before commit. So rows are read in order of
 * (transaction id, id) and only up to the oldest transaction still running (pg_snapshot_xmin): below that line
 * nothing can appear any more.
 */
@Injectable()
export class EventTail implements OnApplicationShutdown {
  private cursor: { xid: string; id: string } | undefined;
  private readonly readers = new Set<Reader>();
  private readonly loop = new WorkLoop('event-tail', 50, () => this.read());
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
    this.cursor = { xid: (BigInt(row?.xmin ?? '1') - 1n).toString(), id: '9223372036854775807' };
    this.wakeups.on('event', () => this.loop.poke());
    this.loop.start();
  }

  private async read(): Promise<boolean> {
    if (!this.cursor) return false;
    const rows = await this.database.query<Row>(
      `SELECT id, xid, name, at, actor, subject_type, subject_id, subject_version, data FROM bus.event
       WHERE (xid, id) > ($1::bigint, $2::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
       ORDER BY xid, id LIMIT ${BATCH}`,
      [this.cursor.xid, this.cursor.id],
    );
    const last = rows.at(-1);
    if (!last) return false;
    const batch = rows.map(toEnvelope);
    for (const reader of this.readers) await reader(batch);
    this.cursor = { xid: last.xid, id: last.id };
    return rows.length === BATCH;
  }
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
