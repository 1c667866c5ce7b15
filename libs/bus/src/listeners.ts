/** Durable listeners: each event's delivery row is claimed, acted on and removed in one transaction; at least once, never lost. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { subscriptions, type EventEnvelope, type ListenerName, type EventName } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { logger } from '@lib/platform';
import { TRIES } from './tries.js';
import { Wakeups } from './wakeups.js';
import { wakeOne, WorkLoop } from './work-loop.js';

type EventOf<L extends ListenerName> = {
  [N in (typeof subscriptions)[L][number]]: EventEnvelope<N>;
}[(typeof subscriptions)[L][number]];
type Handler = (event: EventEnvelope, tx: Tx) => Promise<void>;
type BatchHandler = (events: EventEnvelope[], tx: Tx) => Promise<void>;

interface DueRow {
  event_id: string;
  listener: string;
  name: EventName;
  at: Date;
  actor: EventEnvelope['actor'];
  subject_type: string;
  subject_id: string;
  subject_version: number | null;
  data: EventEnvelope['data'];
}

interface Line {
  listeners: readonly string[];
  loops: readonly WorkLoop[];
}

const BATCH = 50;
/** While events come in a stream, bookkeeping takes them by the handful. */
const BATCH_EVERY_MS = 100;
const log = logger('bus');

@Injectable()
export class Listeners implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly handlers = new Map<string, BatchHandler>();
  private readonly live: string[] = [];
  private readonly lines: Line[] = [
    {
      listeners: this.live,
      loops: [1, 2].map((n) => new WorkLoop(`deliveries-${n}`, n * 250, () => this.deliver(this.live, 1))),
    },
  ];

  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  /** The handler re-reads its subject and makes it right; it may run twice and in any order between subjects. */
  register<L extends ListenerName>(listener: L, handler: (event: EventOf<L>, tx: Tx) => Promise<void>): void {
    this.handlers.set(listener, async ([event], tx) => {
      if (event) await (handler as Handler)(event, tx);
    });
    this.live.push(listener);
  }

  /**
   * For somebody's bookkeeping: in a line of its own, so that nobody who waits stands behind it, and up to 50 events in one
   * transaction. When a batch fails, its events come again one by one, and only the one at fault is put off.
   */
  registerBatch<L extends ListenerName>(
    listener: L,
    handler: (events: EventOf<L>[], tx: Tx) => Promise<void>,
  ): void {
    this.handlers.set(listener, handler as BatchHandler);
    const work = (): Promise<boolean> => this.deliver([listener], BATCH);
    this.lines.push({
      listeners: [listener],
      loops: [new WorkLoop(`deliveries-${listener}`, 1_000, work, BATCH_EVERY_MS)],
    });
  }

  onApplicationBootstrap(): void {
    if (this.handlers.size === 0) return;
    this.wakeups.on('delivery:', (topic) => {
      const listener = topic.slice(topic.indexOf(':') + 1);
      for (const { listeners, loops } of this.lines) if (listeners.includes(listener)) wakeOne(loops);
    });
    for (const loop of this.loops()) loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.loops().map((loop) => loop.stop()));
  }

  private loops(): WorkLoop[] {
    return this.lines.flatMap(({ loops }) => loops);
  }

  private async deliver(listeners: string[], limit: number): Promise<boolean> {
    if (listeners.length === 0) return false;
    let claimed: DueRow[] = [];
    try {
      await this.database.transaction(async (tx) => {
        claimed = await this.claim(tx, listeners, limit);
        const [first] = claimed;
        if (!first) return;
        await this.handlers.get(first.listener)?.(claimed.map(toEnvelope), tx);
        await tx.query(`DELETE FROM bus.delivery WHERE listener = $1 AND event_id = ANY($2)`, [
          first.listener,
          claimed.map((row) => row.event_id),
        ]);
      });
    } catch (error) {
      const [first, ...others] = claimed;
      if (!first) throw error;
      if (others.length > 0) return this.oneByOne(listeners, claimed.length);
      await this.postpone(first, error);
    }
    return claimed.length > 0;
  }

  /** The event at fault shows itself alone. */
  private async oneByOne(listeners: string[], count: number): Promise<boolean> {
    for (let left = count; left > 0; left -= 1) if (!(await this.deliver(listeners, 1))) return false;
    return true;
  }

  /** In the order of the events; several only for one listener. */
  private claim(tx: Tx, listeners: string[], limit: number): Promise<DueRow[]> {
    return tx.query<DueRow>(
      `SELECT due.event_id, due.listener, event.name, event.at, event.actor,
              event.subject_type, event.subject_id, event.subject_version, event.data
       FROM bus.delivery AS due JOIN bus.event ON event.id = due.event_id
       WHERE due.listener = ANY($1) AND due.parked_at IS NULL AND due.next_at <= now()
       ORDER BY due.event_id LIMIT $2 FOR UPDATE OF due SKIP LOCKED`,
      [listeners, limit],
    );
  }

  private async postpone(row: DueRow, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ err: error, listener: row.listener, event: row.name }, 'delivery failed, will be tried again');
    await this.database.query(
      `UPDATE bus.delivery SET attempts = attempts + 1, error = $3,
         next_at = now() + least(300, 0.2 * 3 ^ attempts) * interval '1 second',
         parked_at = CASE WHEN attempts + 1 >= ${TRIES.event} THEN now() END
       WHERE event_id = $1 AND listener = $2`,
      [row.event_id, row.listener, reason.slice(0, 2_000)],
    );
  }
}

function toEnvelope(row: DueRow): EventEnvelope {
  return {
    id: row.event_id,
    name: row.name,
    at: row.at.toISOString(),
    actor: row.actor,
    subject: { type: row.subject_type, id: row.subject_id, version: row.subject_version },
    data: row.data,
  };
}
