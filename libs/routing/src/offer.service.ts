/** Accepting and declining: whatever races, one UPDATE decides, and everybody else gets a clear answer. */
import { Injectable } from '@nestjs/common';
import { Problem, type OfferState } from '@lib/contracts';
import { Engagements } from '@lib/agents';
import { Outbox, Wakeups } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { crashPoint, type Principal } from '@lib/platform';
import { seesAll, visibleSql } from '@lib/tickets';
import { AssignmentService } from './assignment.service.js';
import { endedOfferColumns, OfferTaking, type EndedOffer } from './offer-taking.js';
import { Responsiveness } from './responsiveness.js';

@Injectable()
export class OfferService {
  constructor(
    private readonly database: Database,
    private readonly taking: OfferTaking,
    private readonly engagements: Engagements,
    private readonly assignment: AssignmentService,
    private readonly responsiveness: Responsiveness,
    private readonly outbox: Outbox,
    private readonly wakeups: Wakeups,
  ) {}

  /** Errors: `not-found`, `offer-taken` (somebody else's), `offer-expired`, `capacity-full`. Accepting one's own accepted offer again is fine. */
  async accept(principal: Principal, offerId: string): Promise<{ ticketId: string; interactionId: string }> {
    const accepted = await this.database
      .transaction((tx) => this.acceptIn(tx, principal, offerId))
      .catch(async (error: unknown) => {
        // What they cannot take goes on to the next; it was no miss of theirs.
        if (error instanceof Problem && error.code === 'capacity-full') await this.withdraw(offerId);
        throw error;
      });
    crashPoint('after-commit-before-ack');
    return accepted ?? this.explain(principal, offerId);
  }

  /** Null when this agent does not hold it any more. */
  async acceptIn(tx: Tx, principal: Principal, offerId: string): Promise<EndedOffer | null> {
    // One after the other on the server, sent without waiting. The ticket first, as replies and hand-overs do: taken later,
    // it would be a deadlock with them.
    const [, , accepted] = await tx.together<() => Promise<unknown[]>, unknown[]>(
      [
        () =>
          tx.query(
            `SELECT 1 FROM tickets.ticket WHERE id = (SELECT ticket_id FROM routing.offer WHERE id = $1 AND agent_id = $2) FOR UPDATE`,
            [offerId, principal.agentId],
          ),
        () => this.lockItem(tx, offerId),
        () =>
          tx.query(
            `UPDATE routing.offer SET state = 'accepted', ended_at = now()
             WHERE id = $1 AND agent_id = $2 AND state = 'made' AND expires_at > now() RETURNING ${endedOfferColumns}`,
            [offerId, principal.agentId],
          ),
      ],
      (step) => step(),
    );
    const offer = accepted?.[0] as EndedOffer | undefined;
    if (!offer) return null;
    crashPoint('during-offer');
    const others = await this.taking.take(tx, principal, offer);
    // They hear in the same moment that it is taken.
    for (const other of others) await this.ended(tx, other, 'withdrawn');
    return offer;
  }

  async decline(principal: Principal, offerId: string, reason?: string): Promise<void> {
    const declined = await this.database.transaction(async (tx) => {
      await this.lockItem(tx, offerId);
      const [offer] = await tx.query<EndedOffer>(
        `UPDATE routing.offer SET state = 'declined', ended_at = now(), end_reason = $3
         WHERE id = $1 AND agent_id = $2 AND state = 'made' AND expires_at > now() RETURNING ${endedOfferColumns}`,
        [offerId, principal.agentId, reason ?? null],
      );
      if (!offer) return null;
      await this.giveBack(tx, offer, 'declined');
      if (!offer.shared) await this.responsiveness.declined(tx, offer.agentId);
      return offer;
    });
    if (!declined) await this.explain(principal, offerId);
  }

  /**
   * The agent is free, and the item waits again in its place unless it rings elsewhere still. Also for expired and
   * withdrawn offers. The caller holds the item's row, so that the last two of a round cannot each leave it to the other.
   */
  async giveBack(tx: Tx, offer: EndedOffer, state: OfferState): Promise<void> {
    const [item] = await tx.query<{ queue_id: string }>(
      `UPDATE routing.work_item SET state = 'waiting', agent_id = NULL, assigned_at = NULL
       WHERE id = $1 AND state IN ('offered', 'assigned')
         AND NOT EXISTS (SELECT 1 FROM routing.offer WHERE offer.work_item_id = $1 AND offer.state = 'made') RETURNING queue_id`,
      [offer.workItemId],
    );
    if (item)
      await tx.query(
        `UPDATE tickets.interaction SET state = 'waiting', agent_id = NULL, version = version + 1
         WHERE id = $1 AND state = 'offered'`,
        [offer.interactionId],
      );
    await this.ended(tx, offer, state);
    if (item) await this.assignment.queueChanged(tx, item.queue_id);
    tx.afterCommit(() => this.wakeups.poke('routing'));
  }

  /** Takes back whatever rings for this; the caller holds the ticket and its work. */
  async withdrawAll(tx: Tx, interactionId: string, reason: 'supervisor' | 'taken' | null): Promise<void> {
    const ringing = await tx.query<EndedOffer>(
      `UPDATE routing.offer SET state = 'withdrawn', ended_at = now(), end_reason = $2
       WHERE interaction_id = $1 AND state = 'made' RETURNING ${endedOfferColumns}`,
      [interactionId, reason],
    );
    for (const offer of ringing) await this.giveBack(tx, offer, 'withdrawn');
  }

  private async ended(tx: Tx, offer: EndedOffer, state: OfferState): Promise<void> {
    await this.engagements.release(tx, offer.interactionId, offer.agentId, {
      keepsIdle: state === 'withdrawn' || offer.shared,
    });
    await this.outbox.publish(tx, 'offer.ended', {
      subject: { type: 'offer', id: offer.id },
      data: {
        offerId: offer.id,
        ticketId: offer.ticketId,
        interactionId: offer.interactionId,
        agentId: offer.agentId,
        state,
      },
    });
  }

  /** Everywhere the item before its offers: the other way round two of one round would wait for each other. */
  private lockItem(tx: Tx, offerId: string): Promise<unknown[]> {
    return tx.query(
      `SELECT 1 FROM routing.work_item WHERE id = (SELECT work_item_id FROM routing.offer WHERE id = $1) FOR UPDATE`,
      [offerId],
    );
  }

  private async withdraw(offerId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.lockItem(tx, offerId);
      const [offer] = await tx.query<EndedOffer>(
        `UPDATE routing.offer SET state = 'withdrawn', ended_at = now(), end_reason = 'capacity-full'
         WHERE id = $1 AND state = 'made' RETURNING ${endedOfferColumns}`,
        [offerId],
      );
      if (offer) await this.giveBack(tx, offer, 'withdrawn');
    });
  }

  private async explain(
    principal: Principal,
    offerId: string,
  ): Promise<{ ticketId: string; interactionId: string }> {
    const [offer] = await this.database.query<
      EndedOffer & { state: OfferState; taken: boolean; visible: boolean }
    >(
      `SELECT ${endedOfferColumns}, offer.state, ($3 OR ${visibleSql('$2')}) AS visible,
         EXISTS (SELECT 1 FROM routing.offer AS won WHERE won.round_id = offer.round_id AND won.state = 'accepted') AS taken
       FROM routing.offer JOIN tickets.ticket ON ticket.id = offer.ticket_id WHERE offer.id = $1`,
      [offerId, principal.agentId, seesAll(principal)],
    );
    // Somebody else's offer on a ticket one may not see does not exist either.
    if (!offer || (offer.agentId !== principal.agentId && !offer.visible)) throw new Problem('not-found');
    if (offer.agentId !== principal.agentId) throw new Problem('offer-taken');
    if (offer.state === 'accepted') return { ticketId: offer.ticketId, interactionId: offer.interactionId };
    throw new Problem(offer.taken ? 'offer-taken' : 'offer-expired');
  }
}
