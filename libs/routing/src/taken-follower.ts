/** Somebody took a ticket while its mail still waited for anybody: it is theirs now, and rings nobody else. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '@lib/database';
import { InteractionService } from '@lib/tickets';
import { AssignmentService } from './assignment.service.js';
import { OfferService } from './offer.service.js';
import { mailGoesTo, placingOf } from './placing.js';
import { StandInFollower } from './stand-in-follower.js';

interface Waiting {
  id: string;
  interactionId: string;
  queueId: string;
  channel: string;
}

@Injectable()
export class TakenFollower {
  constructor(
    private readonly assignment: AssignmentService,
    private readonly interactions: InteractionService,
    private readonly offers: OfferService,
    private readonly standIns: StandInFollower,
  ) {}

  /** Mails go into the owner's work without ringing; a chat or a call goes on waiting, for the owner first. */
  async follow(tx: Tx, ticketId: string, ownerId: string): Promise<void> {
    // The ticket before its work before its offers, as acceptances do.
    await tx.query(`SELECT 1 FROM tickets.ticket WHERE id = $1 FOR UPDATE`, [ticketId]);
    const waiting = await tx.query<Waiting>(
      `SELECT id, interaction_id AS "interactionId", queue_id AS "queueId", channel FROM routing.work_item
       WHERE ticket_id = $1 AND state IN ('waiting', 'offered') AND NOT moves_ownership ORDER BY id FOR UPDATE`,
      [ticketId],
    );
    for (const item of waiting.filter(({ channel }) => channel === 'email')) await this.give(tx, item);
    if (waiting.some(({ channel }) => channel !== 'email'))
      await this.standIns.follow(tx, ticketId, ownerId, null);
  }

  private async give(tx: Tx, { id, interactionId, queueId }: Waiting): Promise<void> {
    const agentId = mailGoesTo(await placingOf(tx, interactionId));
    if (!agentId) return;
    await this.offers.withdrawAll(tx, interactionId, 'taken');
    await tx.query(
      `UPDATE routing.work_item SET state = 'assigned', agent_id = $2, assigned_at = now() WHERE id = $1`,
      [id, agentId],
    );
    await this.interactions.connect(tx, interactionId, agentId);
    await this.assignment.queueChanged(tx, queueId);
  }
}
