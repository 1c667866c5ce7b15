/** Requests to the carrier, written with the decision that wants them and claimed by whoever carries them out. */
import { Injectable } from '@nestjs/common';
import { Wakeups } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId } from '@lib/platform';
import type { CarrierOrder } from './carrier-order.js';

export interface ClaimedJob {
  id: string;
  ask: CarrierOrder;
  attempts: number;
}

const leaseSeconds = 30;
/** A call that could not be served for so long is over anyway; the reconciler finds its end. */
export const maxAttempts = 10;

@Injectable()
export class CarrierJobs {
  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  /** Once per key, whoever asks again. */
  async put(tx: Tx, key: string, ask: CarrierOrder): Promise<void> {
    await tx.query(
      `INSERT INTO voice.job (id, key, ask, attempts, next_at, created_at) VALUES ($1, $2, $3, 0, now(), now())
       ON CONFLICT (key) DO NOTHING`,
      [newId(), key, JSON.stringify(ask)],
    );
    tx.afterCommit(() => this.wakeups.poke('voice-job'));
  }

  async claim(): Promise<ClaimedJob | undefined> {
    const [job] = await this.database.query<ClaimedJob>(
      `UPDATE voice.job SET attempts = attempts + 1, next_at = now() + interval '${leaseSeconds} seconds'
       WHERE id = (
         SELECT id FROM voice.job WHERE done_at IS NULL AND next_at <= now() ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id, ask, attempts`,
    );
    return job;
  }

  async done(id: string, error: string | null = null): Promise<void> {
    await this.database.query(`UPDATE voice.job SET done_at = now(), error = $2 WHERE id = $1`, [id, error]);
  }

  async postpone(job: ClaimedJob, error: string): Promise<void> {
    await this.database.query(
      `UPDATE voice.job SET error = $2, next_at = now() + $3 * interval '1 second' WHERE id = $1`,
      [job.id, error.slice(0, 2_000), Math.min(30, 0.25 * 2 ** job.attempts)],
    );
  }
}
