/** What others say that changes the line: an interaction ended, a ticket is open again or taken, an agent's leg joined or never came. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Listeners } from '@lib/bus';
import type { Tx } from '@lib/database';
import { InteractionService } from '@lib/tickets';
import { AssignmentService } from './assignment.service.js';
import { OfferService } from './offer.service.js';
import { type EndedOffer, endedOfferColumns } from './offer-taking.js';
import { Responsiveness } from './responsiveness.js';
import { StandInFollower } from './stand-in-follower.js';
import { TakenFollower } from './taken-follower.js';

@Injectable()
export class RoutingListeners implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly interactions: InteractionService,
    private readonly assignment: AssignmentService,
    private readonly offers: OfferService,
    private readonly responsiveness: Responsiveness,
    private readonly follower: StandInFollower,
    private readonly taken: TakenFollower,
  ) {}

  onModuleInit(): void {
    this.listeners.register('routing.interaction-ended', (event, tx) =>
      this.leaveLine(tx, event.data.interactionId),
    );
    this.listeners.register('routing.stand-in', (event, tx) =>
      this.follower.follow(tx, event.data.ticketId, event.data.ownerId, event.data.from),
    );
    this.listeners.register('routing.priority', (event, tx) =>
      this.assignment.priorityChanged(tx, event.data.ticketId),
    );
    this.listeners.register('routing.taken', async (event, tx) => {
      if (event.data.to) await this.taken.follow(tx, event.data.ticketId, event.data.to);
    });
    this.listeners.register('routing.reopened', (event, tx) => this.reopened(tx, event.data.ticketId));
    this.listeners.register('routing.call-legs', async (event, tx) => {
      if (event.name === 'call.agent-joined') await this.joined(tx, event.data);
      else await this.legMissed(tx, event.data);
    });
  }

  /** Who is with the customer has their work: what still waits of it, because they were to be moved and were not, rings nobody. */
  private async joined(tx: Tx, data: { interactionId: string; agentId: string }): Promise<void> {
    const { interactionId, agentId } = data;
    const [waiting] = await tx.query<{ queue_id: string }>(
      `SELECT queue_id FROM routing.work_item WHERE interaction_id = $1 AND state IN ('waiting', 'offered') FOR UPDATE`,
      [interactionId],
    );
    if (waiting) await this.offers.withdrawAll(tx, interactionId, 'taken');
    await this.interactions.connect(tx, interactionId, agentId);
    if (!waiting) return;
    await tx.query(
      `UPDATE routing.work_item SET state = 'assigned', agent_id = $2, assigned_at = now()
       WHERE interaction_id = $1 AND state IN ('waiting', 'offered')`,
      [interactionId, agentId],
    );
    await this.assignment.queueChanged(tx, waiting.queue_id);
  }

  private async leaveLine(tx: Tx, interactionId: string): Promise<void> {
    const [item] = await tx.query<{ id: string; queue_id: string }>(
      `UPDATE routing.work_item SET state = CASE WHEN agent_id IS NULL THEN 'abandoned' ELSE 'done' END, ended_at = now()
       WHERE interaction_id = $1 AND state IN ('waiting', 'offered', 'assigned') RETURNING id, queue_id`,
      [interactionId],
    );
    await this.offers.withdrawAll(tx, interactionId, null);
    if (item) await this.assignment.queueChanged(tx, item.queue_id);
  }

  /** What is open again and nobody owns or works on waits in its queue, so that somebody does. */
  private async reopened(tx: Tx, ticketId: string): Promise<void> {
    const [forgotten] = await tx.query(
      `SELECT 1 FROM tickets.ticket WHERE id = $1 AND owner_id IS NULL AND status = 'open'
         AND NOT EXISTS (SELECT 1 FROM tickets.interaction WHERE ticket_id = $1 AND state NOT IN ('ended', 'abandoned'))
       FOR UPDATE`,
      [ticketId],
    );
    const id = forgotten ? await this.interactions.beginTurn(tx, ticketId) : null;
    if (id)
      await this.assignment.place(tx, {
        ...{ id, ticketId, channel: 'email', state: 'waiting' },
        ...{ started: true, itemId: null },
      });
  }

  /** The caller never notices: the item is back in its place and the next agent is asked. */
  private async legMissed(
    tx: Tx,
    data: { interactionId: string; agentId: string; reason: string },
  ): Promise<void> {
    const [offer] = await tx.query<EndedOffer & { isOver: boolean }>(
      `UPDATE routing.offer SET state = 'expired', ended_at = now(), end_reason = $3
       FROM tickets.interaction
       WHERE offer.interaction_id = $1 AND offer.agent_id = $2 AND offer.state = 'accepted'
         AND interaction.id = offer.interaction_id
         AND (interaction.state = 'offered' OR (interaction.state = 'abandoned' AND interaction.data ? 'callbackId'))
       RETURNING ${endedOfferColumns}, interaction.data ? 'callbackId' AS "isOver"`,
      [data.interactionId, data.agentId, data.reason],
    );
    if (!offer) return;
    // A callback's try is over with it: the room of callbacks puts the customer back where they stood.
    if (!offer.isOver) await this.offers.giveBack(tx, offer, 'expired');
    await this.responsiveness.missed(tx, data.agentId);
  }
}
