/** What becomes of work when an offer of it is accepted: the item, the agent, the interaction and perhaps the ticket are theirs. */
import { Injectable } from '@nestjs/common';
import { Problem, type Channel } from '@lib/contracts';
import { Engagements } from '@lib/agents';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { actorOf, InteractionService, OwnershipService } from '@lib/tickets';
import { AssignmentService } from './assignment.service.js';

export interface EndedOffer {
  id: string;
  workItemId: string;
  interactionId: string;
  ticketId: string;
  agentId: string;
  channel: Channel;
  shared: boolean;
}

export const endedOfferColumns = `offer.id, offer.work_item_id AS "workItemId", offer.interaction_id AS "interactionId",
  offer.ticket_id AS "ticketId", offer.agent_id AS "agentId", offer.channel, offer.shared`;

@Injectable()
export class OfferTaking {
  constructor(
    private readonly interactions: InteractionService,
    private readonly ownership: OwnershipService,
    private readonly engagements: Engagements,
    private readonly assignment: AssignmentService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The caller holds the ticket and its work, and has accepted. What it takes travels together: each statement finds by
   * itself what those before it have done, and what one of them forbids is rolled back with all the others. Answers the
   * other offers of the round, withdrawn. Errors: `offer-expired`, `capacity-full`.
   */
  async take(tx: Tx, principal: Principal, offer: EndedOffer): Promise<EndedOffer[]> {
    let others: EndedOffer[] = [];
    let queueId = '';
    await tx.together(
      [
        async () => {
          queueId = await this.takeItem(tx, principal, offer);
        },
        async () => {
          if (!(await this.engagements.fits(tx, principal.agentId, offer.interactionId, offer.channel)))
            throw new Problem('capacity-full');
        },
        async () => {
          await tx.query(`UPDATE agents.agent SET missed_offers = 0 WHERE id = $1 AND missed_offers <> 0`, [
            principal.agentId,
          ]);
        },
        async () => {
          others = await this.withdrawOthers(tx, offer);
        },
        () => this.connect(tx, principal, offer),
      ],
      (step) => step(),
    );
    await this.outbox.publish(tx, 'offer.accepted', {
      subject: { type: 'offer', id: offer.id },
      actor: actorOf(principal),
      data: {
        offerId: offer.id,
        ticketId: offer.ticketId,
        interactionId: offer.interactionId,
        agentId: offer.agentId,
        channel: offer.channel,
      },
    });
    await this.assignment.queueChanged(tx, queueId);
    return others;
  }

  /** With the ticket, when it is to go with it or is nobody's. Answers the queue it waited in. */
  private async takeItem(tx: Tx, principal: Principal, offer: EndedOffer): Promise<string> {
    const [item] = await tx.query<{ queue_id: string; moves_ownership: boolean }>(
      `UPDATE routing.work_item SET state = 'assigned', agent_id = $2, assigned_at = now()
       WHERE id = $1 AND state = 'offered' RETURNING queue_id, moves_ownership`,
      [offer.workItemId, principal.agentId],
    );
    if (!item) throw new Problem('offer-expired');
    const owner = [tx, offer.ticketId, principal.agentId, actorOf(principal)] as const;
    if (item.moves_ownership) await this.ownership.move(...owner);
    else await this.ownership.takeIfFree(...owner);
    return item.queue_id;
  }

  /** A call is connected only when the agent's leg has joined; until then the caller hears the queue. */
  private async connect(tx: Tx, principal: Principal, offer: EndedOffer): Promise<void> {
    if (offer.channel !== 'voice') {
      if (!(await this.interactions.connect(tx, offer.interactionId, principal.agentId)))
        throw new Problem('offer-expired');
      return;
    }
    const rows = await tx.query(
      `UPDATE tickets.interaction SET agent_id = $2, version = version + 1 WHERE id = $1 AND state = 'offered' RETURNING id`,
      [offer.interactionId, principal.agentId],
    );
    if (rows.length === 0) throw new Problem('offer-expired');
    await this.engagements.hold(tx, {
      interactionId: offer.interactionId,
      agentId: principal.agentId,
      channel: 'voice',
      state: 'engaged',
    });
  }

  private withdrawOthers(tx: Tx, won: EndedOffer): Promise<EndedOffer[]> {
    return tx.query<EndedOffer>(
      `UPDATE routing.offer SET state = 'withdrawn', ended_at = now(), end_reason = 'taken'
       WHERE work_item_id = $1 AND state = 'made' RETURNING ${endedOfferColumns}`,
      [won.workItemId],
    );
  }
}
