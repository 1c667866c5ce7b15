/** Writes decided offers, all of a flush in a handful of statements, each only if its agent and its item are still as they were seen. */
import { Inject, Injectable } from '@nestjs/common';
import type { Channel } from '@lib/contracts';
import { Engagements } from '@lib/agents';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { CONFIG, crashPoint, newId, type Config } from '@lib/platform';
import { InteractionService } from '@lib/tickets';
import { AssignmentService } from './assignment.service.js';
import type { DecidedOffer } from './deciding.js';

interface MadeOffer {
  id: string;
  item: string;
  interactionId: string;
  ticketId: string;
  agentId: string;
  channel: Channel;
  queueId: string;
}

export interface Flushed {
  /** Offers made. */
  made: number;
  /** Items that got none because nobody asked for them could take it any more: they wait still. */
  again: DecidedOffer['item'][];
  /** Agents who had changed, or were gone. */
  changed: string[];
}

@Injectable()
export class OfferMaker {
  constructor(
    private readonly interactions: InteractionService,
    private readonly engagements: Engagements,
    private readonly assignment: AssignmentService,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The caller holds the router's lock. */
  async make(tx: Tx, decided: readonly DecidedOffer[]): Promise<Flushed> {
    const rung = await this.engagements.ring(
      tx,
      decided.map(({ agent }) => agent),
    );
    const sound = decided.filter(({ agentId }) => rung.has(agentId));
    const made = sound.length === 0 ? [] : await this.write(tx, sound);
    if (made.length > 0) await this.follow(tx, made);
    crashPoint('during-offer');
    const asked = new Set(sound.map(({ itemId }) => itemId));
    return {
      made: made.length,
      again: [...new Set(decided.map(({ item }) => item))].filter(({ id }) => !asked.has(id)),
      changed: decided.filter(({ agentId }) => !rung.has(agentId)).map(({ agentId }) => agentId),
    };
  }

  private write(tx: Tx, sound: readonly DecidedOffer[]): Promise<MadeOffer[]> {
    const rounds = new Map<string, { round: string; shared: boolean }>();
    for (const { itemId } of sound)
      rounds.set(itemId, { round: rounds.get(itemId)?.round ?? newId(), shared: rounds.has(itemId) });
    const column = <T>(of: (offer: DecidedOffer) => T): T[] => sound.map(of);
    return tx.query<MadeOffer>(
      `WITH planned AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::jsonb[])
                          AS p(id, round, shared, item, queue, agent, reason, explanation)),
       held AS (
         UPDATE routing.work_item SET state = 'offered' FROM (SELECT DISTINCT item, queue FROM planned) AS wish
         WHERE work_item.id = wish.item AND work_item.state = 'waiting' AND work_item.queue_id = wish.queue
         RETURNING work_item.id AS item, interaction_id, ticket_id, channel, queue_id),
       made AS (
         INSERT INTO routing.offer (id, round_id, shared, work_item_id, interaction_id, ticket_id, agent_id, channel, reason, explanation, expires_at)
         SELECT planned.id, planned.round, planned.shared, held.item, held.interaction_id, held.ticket_id, planned.agent, held.channel,
                planned.reason, planned.explanation, now() + $9 * interval '1 millisecond' FROM held JOIN planned USING (item)
         RETURNING id, work_item_id AS item, interaction_id, ticket_id, agent_id, channel)
       SELECT made.id, item, made.interaction_id AS "interactionId", made.ticket_id AS "ticketId", agent_id AS "agentId",
         made.channel, held.queue_id AS "queueId" FROM made JOIN held USING (item)`,
      [
        column(() => newId()),
        column(({ itemId }) => rounds.get(itemId)?.round),
        column(({ itemId }) => rounds.get(itemId)?.shared),
        column(({ itemId }) => itemId),
        column(({ item }) => item.queueId),
        column(({ agentId }) => agentId),
        column(({ reason }) => reason),
        column(({ explanation }) => JSON.stringify(explanation)),
        this.config.OFFER_TIMEOUT_MS,
      ],
    );
  }

  /** What does not depend on each other travels together. */
  private async follow(tx: Tx, made: MadeOffer[]): Promise<void> {
    await tx.together(
      [
        () => this.engagements.holdRinging(tx, made),
        () => this.interactions.offered(tx, [...new Set(made.map((offer) => offer.interactionId))]),
      ],
      (step) => step(),
    );
    await this.outbox.publishAll(
      tx,
      'offer.made',
      made.map((offer) => ({
        subject: { type: 'offer', id: offer.id },
        data: {
          offerId: offer.id,
          ticketId: offer.ticketId,
          interactionId: offer.interactionId,
          agentId: offer.agentId,
          queueId: offer.queueId,
        },
      })),
    );
    for (const queueId of new Set(made.map((offer) => offer.queueId)))
      await this.assignment.queueChanged(tx, queueId);
  }
}
