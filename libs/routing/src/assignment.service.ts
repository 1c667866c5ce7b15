/** Places what arrived: to its owner at once where that needs no ringing, otherwise into a queue, the owner first. */
import { Injectable } from '@nestjs/common';
import type { Channel, Priority } from '@lib/contracts';
import { Outbox, Wakeups } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock, newId } from '@lib/platform';
import { StandIns } from '@lib/standins';
import { InteractionService, priorityRank, type AttachedInteraction } from '@lib/tickets';
import { QueueStepsReader } from './queue-steps.js';

/** One step of priority weighs as much as five minutes of waiting, so that nobody starves. */
const PRIORITY_WEIGHT_MS = 300_000;

interface TicketFacts {
  ownerId: string | null;
  ownerWorks: boolean;
  /** Who answers for an absent owner. */
  standInId: string | null;
  /** Then the owner is not asked; named ahead, a stand-in comes after them. */
  ownerAbsent: boolean;
  /** Nobody was found to stand in. */
  sought: boolean;
  priority: Priority;
  queueId: string | null;
  ourAddress: string;
}

@Injectable()
export class AssignmentService {
  constructor(
    private readonly interactions: InteractionService,
    private readonly standIns: StandIns,
    private readonly steps: QueueStepsReader,
    private readonly outbox: Outbox,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
  ) {}

  /** Only for an interaction that has just begun; one that goes on keeps its place or its agent. */
  async place(tx: Tx, interaction: AttachedInteraction): Promise<void> {
    if (!interaction.started) return;
    const known = await this.facts(tx, interaction);
    // Who is absent has somebody who answers before the first offer is made.
    if (known.ownerId) await this.standIns.settle(tx, interaction.ticketId);
    const ticket = known.ownerId ? await this.facts(tx, interaction) : known;
    const answers = mailGoesTo(ticket);
    if (interaction.channel === 'email' && answers) {
      // A mail does not ring: it goes into the work of who answers, where it is seen.
      await this.interactions.connect(tx, interaction.id, answers);
      return;
    }
    await this.enqueue(tx, interaction, ticket);
  }

  /** Somebody stands in, or does no more: mails in hand go to who answers now, and what waits is held for them. */
  async follow(tx: Tx, ticketId: string, ownerId: string, from: string | null): Promise<void> {
    await tx.query(`SELECT 1 FROM tickets.ticket WHERE id = $1 FOR UPDATE`, [ticketId]);
    const mails = await tx.query<{ id: string }>(
      `SELECT id FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'email' AND state = 'connected' AND agent_id IN ($2, $3)`,
      [ticketId, ownerId, from],
    );
    for (const { id } of mails) {
      const facts = await this.facts(tx, { id });
      const answers = mailGoesTo(facts);
      if (answers) await this.interactions.connect(tx, id, answers);
      else if (await this.interactions.putBack(tx, id))
        await this.enqueue(tx, { id, ticketId, channel: 'email' }, facts);
    }
    const waiting = await tx.query<{ id: string; interactionId: string; queueId: string; enqueuedAt: Date }>(
      `SELECT id, interaction_id AS "interactionId", queue_id AS "queueId", enqueued_at AS "enqueuedAt"
       FROM routing.work_item WHERE ticket_id = $1 AND state IN ('waiting', 'offered') AND NOT moves_ownership`,
      [ticketId],
    );
    for (const item of waiting) {
      const steps = await this.steps.of(tx, await this.facts(tx, { id: item.interactionId }), item);
      await tx.query(
        `UPDATE routing.work_item SET owner_id = $2, owner_until = $3, stand_in_id = $4, stand_in_until = $5,
           last_agent_id = $6, last_agent_until = $7 WHERE id = $1`,
        [item.id, ...steps],
      );
    }
    tx.afterCommit(() => this.wakeups.poke('routing'));
  }

  async enqueue(
    tx: Tx,
    interaction: { id: string; ticketId: string; channel: Channel },
    ticket: {
      ownerId: string | null;
      standInId?: string | null;
      ownerAbsent?: boolean;
      priority: Priority;
      queueId: string | null;
    },
    options: { movesOwnership?: boolean } = {},
  ): Promise<void> {
    if (!ticket.queueId) throw new Error('there is no default queue');
    const now = this.clock.now().getTime();
    const steps = await this.steps.of(
      tx,
      { ownerId: ticket.ownerId, standInId: ticket.standInId ?? null, ownerAbsent: ticket.ownerAbsent },
      { interactionId: interaction.id, queueId: ticket.queueId, enqueuedAt: new Date(now) },
    );
    await tx.query(
      `INSERT INTO routing.work_item (id, interaction_id, ticket_id, queue_id, channel, enqueued_at, sort_key, moves_ownership,
         owner_id, owner_until, stand_in_id, stand_in_until, last_agent_id, last_agent_until, language)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
         (SELECT data->>'locale' FROM tickets.interaction WHERE interaction.id = $2))
       ON CONFLICT (interaction_id) DO UPDATE SET queue_id = excluded.queue_id, state = 'waiting', agent_id = NULL,
         assigned_at = NULL, ended_at = NULL, owner_id = excluded.owner_id, owner_until = excluded.owner_until,
         stand_in_id = excluded.stand_in_id, stand_in_until = excluded.stand_in_until,
         last_agent_id = excluded.last_agent_id, last_agent_until = excluded.last_agent_until,
         moves_ownership = excluded.moves_ownership`,
      [
        newId(),
        interaction.id,
        interaction.ticketId,
        ticket.queueId,
        interaction.channel,
        new Date(now),
        new Date(now - priorityRank[ticket.priority] * PRIORITY_WEIGHT_MS),
        options.movesOwnership ?? false,
        ...steps,
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

  async queueChanged(tx: Tx, queueId: string): Promise<void> {
    await this.outbox.publish(tx, 'queue.changed', {
      subject: { type: 'queue', id: queueId },
      data: { queueId },
    });
  }

  private async facts(tx: Tx, interaction: { id: string }): Promise<TicketFacts> {
    const [row] = await tx.query<TicketFacts>(
      `SELECT ticket.owner_id AS "ownerId", ticket.priority, interaction.our_address AS "ourAddress",
         coalesce(owner.disabled_at IS NULL AND owner.id IS NOT NULL, false) AS "ownerWorks",
         standing.agent_id AS "standInId", coalesce(standing.id IS NOT NULL AND standing.agent_id IS NULL, false) AS sought,
         coalesce(standing.absent_why IS NOT NULL, false) AS "ownerAbsent",
         coalesce(ticket.queue_id,
           (SELECT queue_id FROM routing.entry_point WHERE channel = interaction.channel AND address = interaction.our_address),
           (SELECT id FROM routing.queue WHERE is_default LIMIT 1)) AS "queueId"
       FROM tickets.interaction JOIN tickets.ticket ON ticket.id = interaction.ticket_id
       LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id
       LEFT JOIN tickets.stand_in AS standing ON standing.ticket_id = ticket.id AND standing.ended_at IS NULL
       WHERE interaction.id = $1`,
      [interaction.id],
    );
    if (!row) throw new Error('the interaction does not exist');
    return row;
  }
}

/** Null: into the queue. */
function mailGoesTo({ ownerId, ownerWorks, ownerAbsent, standInId, sought }: TicketFacts): string | null {
  if (sought) return null;
  if (ownerAbsent && standInId) return standInId;
  return ownerWorks ? ownerId : standInId;
}
