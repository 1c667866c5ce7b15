/** What must leave the house: rows leased by the channel's sender, in order per lane, with progress that survives a crash. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Dispatch, type Channel } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { logger, newId, storable } from '@lib/platform';
import { Outbox } from './outbox.js';
import { Wakeups } from './wakeups.js';
import { wakeOne, WorkLoop } from './work-loop.js';

export type DispatchOutcome =
  | { state: 'sent'; providerId?: string; detail?: string }
  | { state: 'retry'; detail: string; afterMs: number }
  | { state: 'failed'; detail: string }
  | { state: 'unsure'; detail: string };

export interface ClaimedDispatch<C extends Channel = Channel> {
  id: string;
  body: Extract<Dispatch, { channel: C }>;
  /** Counted from 1; includes tries that ended in a crash. */
  attempts: number;
  /** What the last try recorded before it ended; null on the first. */
  progress: Record<string, unknown> | null;
  /** Durable at once, so that a crash after it can be recognised. Also renews the lease. */
  checkpoint(progress: Record<string, unknown>): Promise<void>;
}

interface Row {
  id: string;
  body: Dispatch;
  attempts: number;
  checkpoint: Record<string, unknown> | null;
  message_id: string | null;
}

type Sender = (claimed: ClaimedDispatch) => Promise<DispatchOutcome>;

/** Renewed while the sender is at work, so that it may be short: after a crash this is how long the lane stands still. */
const leaseSeconds: Record<Channel, number> = { chat: 5, email: 15, voice: 10 };
const RENEWALS_PER_LEASE = 3;
const log = logger('dispatch');

@Injectable()
export class Dispatches implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loops: WorkLoop[] = [];
  private readonly senders = new Map<Channel, Sender>();

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly wakeups: Wakeups,
  ) {}

  /** `key` makes it once-only; `lane` (default: the ticket or conversation) keeps order; `notBefore` is the undo window. */
  async put(
    tx: Tx,
    dispatch: Dispatch,
    options: { key: string; lane?: string; notBefore?: Date },
  ): Promise<{ id: string; fresh: boolean }> {
    const body = storable(Dispatch.parse(dispatch));
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO bus.dispatch (id, channel, lane, key, body, message_id, not_before)
       VALUES ($1, $2, $3, $4, $5, $6, coalesce($7, now()))
       ON CONFLICT (key) DO NOTHING RETURNING id`,
      [
        newId(),
        body.channel,
        options.lane ?? laneOf(body),
        options.key,
        JSON.stringify(body),
        'messageId' in body ? (body.messageId ?? null) : null,
        options.notBefore ?? null,
      ],
    );
    tx.afterCommit(() => this.wakeups.poke(`dispatch:${body.channel}`));
    return { id: rows[0]?.id ?? '', fresh: rows.length > 0 };
  }

  /** Undo: true when it had not left yet. */
  async cancel(tx: Tx, messageId: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE bus.dispatch SET state = 'cancelled', ended_at = now()
       WHERE message_id = $1 AND state = 'waiting' AND attempts = 0 RETURNING id`,
      [messageId],
    );
    return rows.length > 0;
  }

  /** One sender per channel and process; `parallel` lanes at once. */
  consume<C extends Channel>(
    channel: C,
    sender: (claimed: ClaimedDispatch<C>) => Promise<DispatchOutcome>,
    parallel = 2,
  ): void {
    this.senders.set(channel, sender as unknown as Sender);
    const loops = Array.from(
      { length: parallel },
      (_, n) => new WorkLoop(`dispatch-${channel}-${n}`, 250 + n * 100, () => this.sendOne(channel)),
    );
    this.loops.push(...loops);
    this.wakeups.on(`dispatch:${channel}`, () => wakeOne(loops));
  }

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  private async sendOne(channel: Channel): Promise<boolean> {
    const row = await this.lease(channel);
    const sender = this.senders.get(channel);
    if (!row || !sender) return false;
    let outcome: DispatchOutcome;
    try {
      outcome = await this.whileHeld(row, channel, () =>
        sender({
          id: row.id,
          body: row.body,
          attempts: row.attempts,
          progress: row.checkpoint,
          checkpoint: (progress) => this.checkpoint(row, channel, progress),
        }),
      );
    } catch (error) {
      log.warn({ err: error, dispatch: row.id, channel }, 'sending threw; will be tried again');
      const detail = error instanceof Error ? error.message : String(error);
      outcome =
        row.attempts >= 12
          ? { state: 'failed', detail }
          : { state: 'retry', detail, afterMs: Math.min(300_000, 500 * 2 ** row.attempts) };
    }
    await this.finish(row, channel, outcome);
    return true;
  }

  private async lease(channel: Channel): Promise<Row | undefined> {
    const [row] = await this.database.query<Row>(
      `UPDATE bus.dispatch AS held SET state = 'leased', attempts = held.attempts + 1, lease_until = now() + $2 * interval '1 second'
       FROM (
         SELECT candidate.id FROM bus.dispatch AS candidate
         WHERE candidate.channel = $1 AND candidate.not_before <= now()
           AND (candidate.state = 'waiting' OR (candidate.state = 'leased' AND candidate.lease_until < now()))
           AND NOT EXISTS (
             SELECT 1 FROM bus.dispatch AS earlier
             WHERE earlier.lane = candidate.lane AND earlier.state IN ('waiting', 'leased')
               AND earlier.ordinal < candidate.ordinal AND earlier.channel = candidate.channel)
         ORDER BY candidate.ordinal LIMIT 1 FOR UPDATE SKIP LOCKED) AS due
       WHERE held.id = due.id
       RETURNING held.id, held.body, held.attempts, held.checkpoint, held.message_id`,
      [channel, leaseSeconds[channel]],
    );
    return row;
  }

  /** A slow relay is not a crash: nobody else may take up what is still being sent. */
  private async whileHeld<T>(row: Row, channel: Channel, work: () => Promise<T>): Promise<T> {
    const renew = () =>
      this.database
        .query(
          `UPDATE bus.dispatch SET lease_until = now() + $3 * interval '1 second'
           WHERE id = $1 AND attempts = $2 AND state = 'leased'`,
          [row.id, row.attempts, leaseSeconds[channel]],
        )
        .catch((error: unknown) =>
          log.warn({ err: error, dispatch: row.id }, 'a lease could not be renewed'),
        );
    const beat = setInterval(() => void renew(), (leaseSeconds[channel] * 1_000) / RENEWALS_PER_LEASE);
    try {
      return await work();
    } finally {
      clearInterval(beat);
    }
  }

  private async checkpoint(row: Row, channel: Channel, progress: Record<string, unknown>): Promise<void> {
    await this.database.query(
      `UPDATE bus.dispatch SET checkpoint = $2, lease_until = now() + $3 * interval '1 second' WHERE id = $1`,
      [row.id, JSON.stringify(progress), leaseSeconds[channel]],
    );
  }

  private async finish(row: Row, channel: Channel, outcome: DispatchOutcome): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (outcome.state === 'retry') {
        const put = await tx.query(
          `UPDATE bus.dispatch SET state = 'waiting', lease_until = NULL, detail = $2,
             not_before = now() + $3 * interval '1 millisecond'
           WHERE id = $1 AND state = 'leased' AND attempts = $4 RETURNING id`,
          [row.id, outcome.detail, outcome.afterMs, row.attempts],
        );
        if (put.length === 0) return;
      } else {
        // Who was overtaken may still say that it left; that it did not is for whoever tries now to say.
        const ended = await tx.query(
          `UPDATE bus.dispatch SET state = $2, ended_at = now(), lease_until = NULL, detail = $3, provider_id = $4
           WHERE id = $1 AND state = 'leased' AND (attempts = $5 OR $2 = 'sent') RETURNING id`,
          [
            row.id,
            outcome.state,
            outcome.detail ?? null,
            outcome.state === 'sent' ? (outcome.providerId ?? null) : null,
            row.attempts,
          ],
        );
        if (ended.length === 0) return;
      }
      await this.tell(tx, row, channel, outcome);
    });
  }

  private async tell(tx: Tx, row: Row, channel: Channel, outcome: DispatchOutcome): Promise<void> {
    if (!row.message_id) return;
    const subject = { type: 'message', id: row.message_id };
    if (outcome.state === 'sent') {
      await this.outbox.publish(tx, 'message.sent', {
        subject,
        data: {
          messageId: row.message_id,
          channel,
          providerId: outcome.providerId ?? null,
          detail: outcome.detail ?? null,
        },
      });
    } else {
      await this.outbox.publish(tx, 'message.failed', {
        subject,
        data: {
          messageId: row.message_id,
          channel,
          detail: outcome.detail,
          state: outcome.state === 'retry' ? 'retrying' : outcome.state,
        },
      });
    }
  }
}

function laneOf(body: Dispatch): string {
  if (body.channel === 'email') return `ticket:${body.ticketId}`;
  if (body.channel === 'chat') return `chat:${body.conversationId}`;
  return `call:${body.callSid}`;
}
