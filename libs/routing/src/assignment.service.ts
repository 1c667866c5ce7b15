/** Places what arrived: to its owner at once where that needs no ringing, otherwise into a queue, the owner first. */
import { Injectable } from '@nestjs/common';
import type { Channel } from '@lib/contracts';
import { Outbox, Wakeups } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock, newId } from '@lib/platform';
import { StandIns } from '@lib/standins';
import { InteractionService, priorityRank, type AttachedInteraction } from '@lib/tickets';
import { Announcer } from './announcer.js';
import { mailGoesTo, placingOf, type Placing } from './placing.js';
import { openQueue } from './open-queue.js';
import { PRIORITY_WEIGHT_MS } from './planner.js';
import { QueueStepsReader } from './queue-steps.js';

/** Who left a line without an answer and comes back on another channel within this time stands where they stood. */
const PLACE_KEPT = '15 minutes';

@Injectable()
export class AssignmentService {
  constructor(
    private readonly interactions: InteractionService,
    private readonly standIns: StandIns,
    private readonly steps: QueueStepsReader,
    private readonly announcer: Announcer,
    private readonly outbox: Outbox,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
  ) {}

  /** Only for an interaction that has just begun; one that goes on keeps its place or its agent. `since`: it stands as if it had come then. */
  async place(tx: Tx, interaction: AttachedInteraction, since?: Date): Promise<void> {
    if (!interaction.started) return;
    const known = await placingOf(tx, interaction.id);
    // Who is absent has somebody who answers before the first offer is made.
    if (known.ownerId) await this.standIns.settle(tx, interaction.ticketId);
    const ticket = known.ownerId ? await placingOf(tx, interaction.id) : known;
    const answers = mailGoesTo(ticket);
    if (interaction.channel === 'email' && answers) {
      // A mail does not ring: it goes into the work of who answers, where it is seen.
      await this.interactions.connect(tx, interaction.id, answers);
      return;
    }
    await this.enqueue(tx, interaction, ticket, { since });
  }

  /** What a caller left instead of waiting goes to who answers in writing, and waits since the caller did. */
  async placeMessage(tx: Tx, call: AttachedInteraction, queueId: string | null): Promise<void> {
    const turn = await this.interactions.beginTurn(tx, call.ticketId, queueId ? { queueId } : {});
    if (turn === null) throw new Error('a message without a call');
    await this.place(tx, { ...call, id: turn, channel: 'email', state: 'waiting', started: true });
    await this.carryPlace(tx, { from: call.id, to: turn });
  }

  /** Also keeps the place of the same matter's earlier phone call or chat that nobody answered (R18). */
  async enqueue(
    tx: Tx,
    interaction: { id: string; ticketId: string; channel: Channel },
    ticket: Pick<Placing, 'ownerId' | 'priority' | 'queueId'> & Partial<Placing>,
    options: { movesOwnership?: boolean; since?: Date; asksNobodyFirst?: boolean } = {},
  ): Promise<void> {
    if (!ticket.queueId) throw new Error('there is no default queue');
    const queueId = await openQueue(tx, ticket.queueId);
    const now = this.clock.now().getTime();
    const kept = (await this.keptPlace(tx, interaction)) ?? now;
    const since = Math.min(kept, options.since?.getTime() ?? kept);
    const item = { interactionId: interaction.id, queueId, from: new Date(now) };
    const steps = options.asksNobodyFirst ? [] : await this.steps.of(tx, ticket, item);
    const [ownerId = null, ownerUntil = null, standInId = null, standInUntil = null] = steps;
    const [, , , , lastAgentId = null, lastAgentUntil = null] = steps;
    await tx.each(
      `INSERT INTO routing.work_item (id, interaction_id, ticket_id, queue_id, channel, enqueued_at, sort_key, moves_ownership,
         owner_id, owner_until, stand_in_id, stand_in_until, last_agent_id, last_agent_until, language)
       SELECT given.id, "interactionId", "ticketId", "queueId", given.channel, "enqueuedAt", "sortKey", "movesOwnership",
         "ownerId", "ownerUntil", "standInId", "standInUntil", "lastAgentId", "lastAgentUntil", interaction.data->>'locale'
       FROM json_to_recordset($1::json) AS given(id uuid, "interactionId" uuid, "ticketId" uuid, "queueId" uuid, channel text,
         "enqueuedAt" timestamptz, "sortKey" timestamptz, "movesOwnership" boolean, "ownerId" uuid, "ownerUntil" timestamptz,
         "standInId" uuid, "standInUntil" timestamptz, "lastAgentId" uuid, "lastAgentUntil" timestamptz)
       LEFT JOIN tickets.interaction ON interaction.id = "interactionId"
       ON CONFLICT (interaction_id) DO UPDATE SET queue_id = excluded.queue_id, state = 'waiting', agent_id = NULL,
         assigned_at = NULL, ended_at = NULL, owner_id = excluded.owner_id, owner_until = excluded.owner_until,
         stand_in_id = excluded.stand_in_id, stand_in_until = excluded.stand_in_until,
         last_agent_id = excluded.last_agent_id, last_agent_until = excluded.last_agent_until,
         moves_ownership = excluded.moves_ownership, visited = '[]', diverted_to = NULL, diverted_at = NULL`,
      {
        id: newId(),
        interactionId: interaction.id,
        ticketId: interaction.ticketId,
        queueId,
        channel: interaction.channel,
        enqueuedAt: new Date(since),
        sortKey: new Date(since - priorityRank[ticket.priority] * PRIORITY_WEIGHT_MS),
        movesOwnership: options.movesOwnership ?? false,
        ...{ ownerId, ownerUntil, standInId, standInUntil, lastAgentId, lastAgentUntil },
      },
    );
    await this.interactions.queued(tx, interaction.id, queueId);
    await this.announcer.joined(tx, interaction.id, queueId, interaction.channel);
    await tx.each(
      `UPDATE tickets.ticket SET queue_id = given."queueId", version = version + 1
       FROM json_to_recordset($1::json) AS given("ticketId" uuid, "queueId" uuid)
       WHERE ticket.id = given."ticketId" AND queue_id IS DISTINCT FROM given."queueId"`,
      { ticketId: interaction.ticketId, queueId },
    );
    await this.outbox.publish(tx, 'ticket.queued', {
      subject: { type: 'ticket', id: interaction.ticketId },
      data: { ticketId: interaction.ticketId, queueId },
    });
    await this.queueChanged(tx, queueId);
    tx.afterCommit(() => this.wakeups.poke('routing'));
  }

  /**
   * The same customer's same matter goes on elsewhere (a call becomes a callback, a callback a chat): `to` takes over the
   * time of arrival, the place and what was told of them, and `from` is over. False, and nothing changed, when `from` is
   * being answered already, or one of them waits in no line.
   */
  async carryPlace(tx: Tx, interactions: { from: string; to: string }): Promise<boolean> {
    const [carried] = await tx.query<{ from_queue: string; to_queue: string }>(
      `WITH former AS (
         UPDATE routing.work_item SET state = 'done', ended_at = now()
         WHERE interaction_id = $1 AND agent_id IS NULL AND state IN ('waiting', 'abandoned')
           AND EXISTS (SELECT 1 FROM routing.work_item AS next WHERE next.interaction_id = $2 AND next.state = 'waiting'
                         AND next.ticket_id = work_item.ticket_id)
         RETURNING *)
       UPDATE routing.work_item SET enqueued_at = least(work_item.enqueued_at, former.enqueued_at),
         sort_key = work_item.sort_key - (work_item.enqueued_at - least(work_item.enqueued_at, former.enqueued_at)),
         announced_position = CASE WHEN former.queue_id = work_item.queue_id AND former.channel = work_item.channel
           THEN least(work_item.announced_position, former.announced_position) ELSE work_item.announced_position END
       FROM former WHERE work_item.interaction_id = $2 AND work_item.state = 'waiting'
       RETURNING former.queue_id AS from_queue, work_item.queue_id AS to_queue`,
      [interactions.from, interactions.to],
    );
    if (!carried) return false;
    for (const queueId of new Set([carried.from_queue, carried.to_queue]))
      await this.queueChanged(tx, queueId);
    tx.afterCommit(() => this.wakeups.poke('routing'));
    return true;
  }

  /** Who stood in a line before stands where they stood, and is told no more than they were told; nobody is moved back. */
  async standSince(tx: Tx, interactionId: string, since: Date): Promise<void> {
    const [moved] = await tx.query<{ queue_id: string }>(
      `UPDATE routing.work_item SET enqueued_at = $2, sort_key = sort_key - (enqueued_at - $2)
       WHERE interaction_id = $1 AND state IN ('waiting', 'offered') AND enqueued_at > $2 RETURNING queue_id`,
      [interactionId, since],
    );
    if (!moved) return;
    await this.queueChanged(tx, moved.queue_id);
    tx.afterCommit(() => this.wakeups.poke('routing'));
  }

  /** Who waits already moves at once: their age counts in full at the new priority. */
  async priorityChanged(tx: Tx, ticketId: string): Promise<void> {
    const moved = await tx.query<{ queue_id: string }>(
      `UPDATE routing.work_item
       SET sort_key = work_item.enqueued_at - ($2::jsonb->>ticket.priority)::integer * $3 * interval '1 millisecond'
       FROM tickets.ticket WHERE ticket.id = $1 AND work_item.ticket_id = ticket.id AND work_item.state IN ('waiting', 'offered')
       RETURNING work_item.queue_id`,
      [ticketId, JSON.stringify(priorityRank), PRIORITY_WEIGHT_MS],
    );
    for (const queueId of new Set(moved.map(({ queue_id }) => queue_id)))
      await this.queueChanged(tx, queueId);
    if (moved.length > 0) tx.afterCommit(() => this.wakeups.poke('routing'));
  }

  async queueChanged(tx: Tx, queueId: string): Promise<void> {
    await this.outbox.publish(tx, 'queue.changed', {
      subject: { type: 'queue', id: queueId },
      data: { queueId },
    });
  }

  /** Epoch milliseconds since when this matter waits on a live channel; null when it does not, or this is a mail. */
  private async keptPlace(
    tx: Tx,
    interaction: { id: string; ticketId: string; channel: Channel },
  ): Promise<number | null> {
    if (interaction.channel === 'email') return null;
    const [row] = await tx.query<{ since: number | null }>(
      `SELECT extract(epoch FROM min(enqueued_at))::float8 * 1000 AS since FROM routing.work_item
       WHERE ticket_id = $1 AND interaction_id <> $2 AND channel <> 'email' AND agent_id IS NULL
         AND (state IN ('waiting', 'offered') OR (state = 'abandoned' AND ended_at > now() - interval '${PLACE_KEPT}'))`,
      [interaction.ticketId, interaction.id],
    );
    return row?.since ?? null;
  }
}
