/** Places what arrived: to its owner at once where that needs no ringing, otherwise into a queue, the owner first. */
import { Inject, Injectable } from '@nestjs/common';
import type { Channel, Priority } from '@lib/contracts';
import { Outbox, Wakeups } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock, CONFIG, newId, type Config } from '@lib/platform';
import { InteractionService, priorityRank, type AttachedInteraction } from '@lib/tickets';

/** One step of priority weighs as much as five minutes of waiting, so that nobody starves. */
const PRIORITY_WEIGHT_MS = 300_000;

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

  async enqueue(
    tx: Tx,
    interaction: { id: string; ticketId: string; channel: Channel },
    ticket: { ownerId: string | null; priority: Priority; queueId: string | null },
    options: { movesOwnership?: boolean } = {},
  ): Promise<void> {
    if (!ticket.queueId) throw new Error('there is no default queue');
    const now = this.clock.now().getTime();
    await tx.query(
      `INSERT INTO routing.work_item (id, interaction_id, ticket_id, queue_id, channel, enqueued_at, sort_key, owner_id, owner_until, moves_ownership, language)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
         (SELECT data->>'locale' FROM tickets.interaction WHERE interaction.id = $2))
       ON CONFLICT (interaction_id) DO UPDATE SET queue_id = excluded.queue_id, state = 'waiting', agent_id = NULL,
         assigned_at = NULL, ended_at = NULL, owner_id = excluded.owner_id, owner_until = excluded.owner_until,
         moves_ownership = excluded.moves_ownership`,
      [
        newId(),
        interaction.id,
        interaction.ticketId,
        ticket.queueId,
        interaction.channel,
        new Date(now),
        new Date(now - priorityRank[ticket.priority] * PRIORITY_WEIGHT_MS),
        ticket.ownerId,
        ticket.ownerId ? new Date(now + this.config.OWNER_FIRST_MS) : null,
        options.movesOwnership ?? false,
      ],
    );
    await this.interactions.queued(tx, interaction.id, ticket.queueId);
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

  /** What waits of this ticket takes the place its priority gives it now; its time of arrival stays. */
  async reorder(tx: Tx, ticketId: string): Promise<void> {
    const moved = await tx.query<{ queue_id: string }>(
      `UPDATE routing.work_item SET sort_key = enqueued_at - ranked.weight
       FROM (SELECT ticket.id, (SELECT rank FROM jsonb_to_recordset($2::jsonb) AS r(priority text, rank integer)
                                WHERE r.priority = ticket.priority) * $3 * interval '1 millisecond' AS weight
             FROM tickets.ticket WHERE ticket.id = $1) AS ranked
       WHERE work_item.ticket_id = ranked.id AND work_item.state IN ('waiting', 'offered')
         AND work_item.sort_key <> work_item.enqueued_at - ranked.weight
       RETURNING work_item.queue_id`,
      [
        ticketId,
        JSON.stringify(Object.entries(priorityRank).map(([priority, rank]) => ({ priority, rank }))),
        PRIORITY_WEIGHT_MS,
      ],
    );
    for (const { queue_id } of moved) await this.queueChanged(tx, queue_id);
    if (moved.length > 0) tx.afterCommit(() => this.wakeups.poke('routing'));
  }

  async queueChanged(tx: Tx, queueId: string): Promise<void> {
    await this.outbox.publish(tx, 'queue.changed', {
      subject: { type: 'queue', id: queueId },
      data: { queueId },
    });
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
