/** Durable timers: a row with a due time, set and cancelled in the domain's transaction, fired at least once after it. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database, type Tx } from '@lib/database';
import { logger, newId } from '@lib/platform';
import { TRIES } from './tries.js';
import { Wakeups } from './wakeups.js';
import { WorkLoop } from './work-loop.js';

export interface Timer {
  kind: string;
  key: string;
  dueAt: Date;
  payload: Record<string, unknown>;
}

type Handler = (timer: Timer, tx: Tx) => Promise<void>;
interface Row {
  id: string;
  kind: string;
  key: string;
  due_at: Date;
  payload: Record<string, unknown>;
}

const POLL_MS = 100;
const log = logger('timers');

@Injectable()
export class Timers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly handlers = new Map<string, Handler>();
  private readonly loop = new WorkLoop('timers', POLL_MS, () => this.fireOne());

  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  /** Setting a (kind, key) again moves it. */
  set(tx: Tx, timer: Timer): Promise<void> {
    return this.setAll(tx, [timer]);
  }

  /** Each (kind, key) at most once; in one order, so that two who set the same ones do not wait crosswise. */
  async setAll(tx: Tx, timers: Timer[]): Promise<void> {
    if (timers.length === 0) return;
    const rows = timers.map((timer) => ({ id: newId(), ...timer }));
    await tx.query(
      `INSERT INTO bus.timer (id, kind, key, due_at, payload)
       SELECT id, kind, key, "dueAt", payload
       FROM jsonb_to_recordset($1::jsonb) AS timer(id uuid, kind text, key text, "dueAt" timestamptz, payload jsonb)
       ORDER BY kind, key
       ON CONFLICT (kind, key) DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload,
         attempts = 0, error = NULL, parked_at = NULL`,
      [JSON.stringify(rows)],
    );
  }

  async cancel(tx: Tx, kind: string, ...keys: string[]): Promise<void> {
    if (keys.length > 0)
      await tx.query(`DELETE FROM bus.timer WHERE kind = $1 AND key = ANY($2)`, [kind, keys]);
  }

  /** The handler's transaction also removes the row. It must re-check that what it was set for still stands. */
  on(kind: string, handler: Handler): void {
    this.handlers.set(kind, handler);
  }

  onApplicationBootstrap(): void {
    if (this.handlers.size === 0) return;
    this.wakeups.on('timer', () => this.loop.poke());
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async fireOne(): Promise<boolean> {
    let due: Row | undefined;
    try {
      await this.database.transaction(async (tx) => {
        [due] = await tx.query<Row>(
          `SELECT id, kind, key, due_at, payload FROM bus.timer
           WHERE due_at <= now() AND parked_at IS NULL AND kind = ANY($1)
           ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
          [[...this.handlers.keys()]],
        );
        if (!due) return;
        await tx.query(`DELETE FROM bus.timer WHERE id = $1`, [due.id]);
        await this.handlers.get(due.kind)?.(
          { kind: due.kind, key: due.key, dueAt: due.due_at, payload: due.payload },
          tx,
        );
      });
    } catch (error) {
      if (!due) throw error;
      await this.postpone(due, error);
    }
    return due !== undefined;
  }

  private async postpone(row: Row, error: unknown): Promise<void> {
    log.warn({ err: error, kind: row.kind }, 'timer failed, will be tried again');
    const reason = error instanceof Error ? error.message : String(error);
    await this.database.query(
      `UPDATE bus.timer SET attempts = attempts + 1, error = $2,
         due_at = now() + least(300, 0.2 * 3 ^ attempts) * interval '1 second',
         parked_at = CASE WHEN attempts + 1 >= ${TRIES.timer} THEN now() END
       WHERE id = $1`,
      [row.id, reason.slice(0, 2_000)],
    );
  }
}
