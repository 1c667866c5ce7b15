/** Places what arrived: to its owner at once where that needs no ringing, otherwise into a queue, the owner first. */
import { Inject, Injectable } from '@nestjs/common';
import type { Channel, Priority } from '@lib/contracts';
import { Outbox, Wakeups } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock, CONFIG, newId, type Config } from '@lib/platform';
import { InteractionService, priorityRank, type AttachedInteraction } from '@lib/tickets';
import { Announcer } from './announcer.js';
import { PRIORITY_WEIGHT_MS } from './planner.js';

/** Who left a line without an answer and comes back on another channel within this time stands where they stood. */
const PLACE_KEPT = '15 minutes';

interface TicketFacts {
  ownerId: string | null;
  ownerWorks: boolean;
  priority: Priority;
  queueId: string | null;
  ourAddress: string;
}

@Injectable()
export class AssignmentService {
  constructor(
    private readonly interactions: InteractionService,
    private readonly announcer: Announcer,
    private readonly outbox: Outbox,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Only for an interaction that has just begun; one that goes on keeps its place or its agent. */
  async place(tx: Tx, interaction: AttachedInteraction): Promise<void> {
    if (!interaction.started) return;
    const ticket = await this.facts(tx, interaction);
    if (interaction.channel === 'email' && ticket.ownerId && ticket.ownerWorks) {
      // A mail does not ring: it goes into the owner's work, where it is seen when they are back.
      await this.interactions.connect(tx, interaction.id, ticket.ownerId);
      return;
    }
    await this.enqueue(tx, interaction, ticket);
  }

  /** Also keeps the place of the same matter's earlier phone call or chat that nobody answered (R18). */
  async enqueue(
    tx: Tx,
    interaction: { id: string; ticketId: string; channel: Channel },
    ticket: { ownerId: string | null; priority: Priority; queueId: string | null },
    options: { movesOwnership?: boolean } = {},
  ): Promise<void> {
    if (!ticket.queueId) throw new Error('there is no default queue');
    const now = this.clock.now().getTime();
    const since = (await this.keptPlace(tx, interaction)) ?? now;
    await tx.query(
      `INSERT INTO routing.work_item (id, interaction_id, ticket_id, queue_id, channel, enqueued_at, sort_key, owner_id, owner_until, moves_ownership, language)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
         (SELECT data->>'locale' FROM tickets.interaction WHERE interaction.id = $2))
       ON CONFLICT (interaction_id) DO UPDATE SET queue_id = excluded.queue_id, state = 'waiting', agent_id = NULL,
         assigned_at = NULL, ended_at = NULL, owner_id = excluded.owner_id, owner_until = excluded.owner_until,
         moves_ownership = excluded.moves_ownership, visited = '[]', diverted_to = NULL, diverted_at = NULL`,
      [
        newId(),
        interaction.id,
        interaction.ticketId,
        ticket.queueId,
        interaction.channel,
        new Date(since),
        new Date(since - priorityRank[ticket.priority] * PRIORITY_WEIGHT_MS),
        ticket.ownerId,
        ticket.ownerId ? new Date(now + this.config.OWNER_FIRST_MS) : null,
        options.movesOwnership ?? false,
      ],
    );
    await this.interactions.queued(tx, interaction.id, ticket.queueId);
    await this.announcer.joined(tx, interaction.id, ticket.queueId, interaction.channel);
    await tx.query(
      `UPDATE tickets.ticket SET queue_id = $2, version = version + 1 WHERE id = $1 AND queue_id IS DISTINCT FROM $2`,
      [interaction.ticketId, ticket.queueId],
    );
    await this.outbox.publish(tx, 'ticket.queued', {
      subject: { type: 'ticket', id: interaction.ticketId },
      data: { ticketId: interaction.ticketId, queueId: ticket.queueId },
    });
    await this.queueChanged(tx, ticket.queueId);
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

  private async facts(tx: Tx, interaction: AttachedInteraction): Promise<TicketFacts> {
    const [row] = await tx.query<TicketFacts>(
      `SELECT ticket.owner_id AS "ownerId", ticket.priority, interaction.our_address AS "ourAddress",
         coalesce(owner.disabled_at IS NULL AND owner.id IS NOT NULL, false) AS "ownerWorks",
         coalesce(ticket.queue_id,
           (SELECT queue_id FROM routing.entry_point WHERE channel = interaction.channel AND address = interaction.our_address),
           (SELECT id FROM routing.queue WHERE is_default LIMIT 1)) AS "queueId"
       FROM tickets.interaction JOIN tickets.ticket ON ticket.id = interaction.ticket_id
       LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id
       WHERE interaction.id = $1`,
      [interaction.id],
    );
    if (!row) throw new Error('the interaction does not exist');
    return row;
  }
}
