/** One waiting item in a supervisor's hand: nobody else offers, takes or moves it until the transaction ends. */
import { Injectable } from '@nestjs/common';
import { Problem, type Channel, type Priority } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { z } from 'zod';
import { OfferService } from './offer.service.js';
import { ROUTER_LOCK } from './router-lock.js';

export interface WaitingWork {
  id: string;
  interactionId: string;
  ticketId: string;
  queueId: string;
  channel: Channel;
  ownerId: string | null;
  priority: Priority;
  movesOwnership: boolean;
}

@Injectable()
export class WaitingWorkHold {
  constructor(private readonly offers: OfferService) {}

  /** Takes back an offer that rings. Errors: `not-found`; `not-waiting` when somebody has it or its customer left. */
  async take(tx: Tx, interactionId: string): Promise<WaitingWork> {
    if (!z.uuid().safeParse(interactionId).success) throw new Problem('not-found');
    await tx.query(`SELECT pg_advisory_xact_lock(${ROUTER_LOCK})`);
    // The ticket before its work before its offers, as acceptances do: the other way round would be a deadlock with them.
    const known = await tx.query(
      `SELECT 1 FROM tickets.ticket WHERE id = (SELECT ticket_id FROM routing.work_item WHERE interaction_id = $1) FOR UPDATE`,
      [interactionId],
    );
    if (known.length === 0) throw new Problem('not-found');
    await tx.query(`SELECT 1 FROM routing.work_item WHERE interaction_id = $1 FOR UPDATE`, [interactionId]);
    await this.offers.withdrawAll(tx, interactionId, 'supervisor');
    const [work] = await tx.query<WaitingWork>(
      `SELECT item.id, item.interaction_id AS "interactionId", item.ticket_id AS "ticketId", item.queue_id AS "queueId",
              item.channel, ticket.owner_id AS "ownerId", ticket.priority, item.moves_ownership AS "movesOwnership"
       FROM routing.work_item AS item JOIN tickets.ticket ON ticket.id = item.ticket_id
       WHERE item.interaction_id = $1 AND item.state = 'waiting' FOR UPDATE OF item`,
      [interactionId],
    );
    if (!work) throw new Problem('not-waiting');
    return work;
  }
}
