/** The one way in: one row per thing that arrived, unique by channel and the provider's own id; a repeat is a no-op. */
import { Injectable } from '@nestjs/common';
import { InboundMessage, type InboundMessageInput } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { newId, storable } from '@lib/platform';
import { TRIES } from './tries.js';
import { Wakeups } from './wakeups.js';

export interface InboxItem {
  id: string;
  body: InboundMessage;
  attempts: number;
}

export interface InboxResult {
  ticketId: string;
  /** Null when it took part in none: what a stranger wrote, what came back. */
  interactionId: string | null;
  itemId: string | null;
}

/** Short, because a killed process must not keep a visitor waiting; who is overtaken finds zero rows to mark and rolls back. */
const LEASE = '10 seconds';

@Injectable()
export class Inbox {
  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  /** Acknowledge to the outside only after this resolved (and the given transaction committed). */
  async put(message: InboundMessageInput, tx?: Tx): Promise<{ id: string; fresh: boolean }> {
    const body = storable(InboundMessage.parse(message));
    const id = newId();
    const rows = await (tx ?? this.database).each<{ id: string; fresh: boolean }>(
      `WITH given AS (
         SELECT * FROM json_to_recordset($1::json) AS given(place integer, id uuid, channel text, "externalId" text, lane text, body jsonb)),
       put AS (
         INSERT INTO bus.inbox (id, channel, external_id, lane, body, received_at)
         SELECT id, channel, "externalId", lane, body, now() FROM given ORDER BY place
         ON CONFLICT (channel, external_id) DO NOTHING RETURNING id, channel, external_id)
       SELECT given.place, put.id, put.id = given.id AS fresh
       FROM given JOIN put ON put.channel = given.channel AND put.external_id = given."externalId"
       UNION ALL
       SELECT given.place, known.id, known.id = given.id
       FROM given CROSS JOIN LATERAL (
         SELECT id FROM bus.inbox WHERE channel = given.channel AND external_id = given."externalId" OFFSET 0) AS known`,
      { id, channel: body.channel, externalId: body.externalId, lane: body.lane, body },
    );
    const poke = () => this.wakeups.poke(`inbox:${body.channel}`);
    if (tx) tx.afterCommit(poke);
    else poke();
    // A concurrent twin committed between the two halves of the statement: it is there, only our snapshot was older.
    return rows[0] ?? { id: await this.idOf(body.channel, body.externalId), fresh: false };
  }

  /**
   * Leases up to `limit` rows, at most one per lane, oldest first. The attempt is counted here, in its own
   * commit, so that a row which kills the process is given up after a while instead of being tried for ever.
   */
  async lease(channels: string[], limit: number): Promise<InboxItem[]> {
    // A number and a list that the planner has not to guess: it would think the statement out anew at every look.
    const count = Math.trunc(limit);
    const rows = await this.database.query<InboxItem>(
      `UPDATE bus.inbox AS held SET attempts = held.attempts + 1, next_at = now() + interval '${LEASE}'
       FROM (
         SELECT found.id FROM json_array_elements_text($1::json) AS wanted(channel) CROSS JOIN LATERAL (
           SELECT candidate.id, candidate.ordinal FROM bus.inbox AS candidate
           WHERE candidate.state = 'received' AND candidate.next_at <= now() AND candidate.channel = wanted.channel
             AND NOT EXISTS (
               SELECT 1 FROM bus.inbox AS earlier
               WHERE earlier.lane = candidate.lane AND earlier.state = 'received' AND earlier.ordinal < candidate.ordinal)
           ORDER BY candidate.ordinal LIMIT ${count} FOR UPDATE SKIP LOCKED) AS found
         ORDER BY found.ordinal LIMIT ${count}) AS due
       WHERE held.id = due.id
       RETURNING held.id, held.body, held.attempts, held.ordinal`,
      [JSON.stringify(channels)],
    );
    return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** In the transaction of the effect. False when another worker was faster with any of them: then the caller must roll back. */
  async markProcessed(tx: Tx, done: { id: string; result: InboxResult }[]): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE bus.inbox AS held SET state = 'processed', processed_at = now(), error = NULL,
         ticket_id = done."ticketId", interaction_id = done."interactionId", item_id = done."itemId"
       FROM jsonb_to_recordset($1::jsonb) AS done(id uuid, "ticketId" uuid, "interactionId" uuid, "itemId" uuid)
       WHERE held.id = done.id AND held.state = 'received' RETURNING held.id`,
      [JSON.stringify(done.map(({ id, result }) => ({ id, ...result })))],
    );
    return rows.length === done.length;
  }

  /** After so many tries its lane goes on. In a transaction of its own: the reason must survive the rollback it describes. */
  async markFailed(item: InboxItem, reason: string): Promise<void> {
    const givenUp = item.attempts >= TRIES.arrival;
    await this.database.query(
      `UPDATE bus.inbox SET error = $2, state = CASE WHEN $3 THEN 'failed' ELSE state END,
         next_at = now() + $4 * interval '1 second'
       WHERE id = $1 AND state = 'received'`,
      [item.id, reason.slice(0, 2_000), givenUp, Math.min(300, 0.2 * 3 ** item.attempts)],
    );
  }

  private async idOf(channel: string, externalId: string): Promise<string> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM bus.inbox WHERE channel = $1 AND external_id = $2`,
      [channel, externalId],
    );
    if (!rows[0]) throw new Error('the inbox row vanished');
    return rows[0].id;
  }
}
