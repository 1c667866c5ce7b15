/** Writes decided offers, all of a flush in a handful of statements, each only if its agent and its item are still as they were seen. */
import { Inject, Injectable } from '@nestjs/common';
import { Engagements } from '@lib/agents';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { CONFIG, crashPoint, newId, type Config } from '@lib/platform';
import { InteractionService } from '@lib/tickets';
import { AssignmentService } from './assignment.service.js';
import type { DecidedOffer } from './deciding.js';

interface MadeOffer {
  id: string;
  interactionId: string;
  ticketId: string;
  agentId: string;
  queueId: string;
}

export interface Flushed {
  /** Offers made. */
  made: number;
  /** Items that got none because nobody asked for them could take it any more: they wait still. */
  again: DecidedOffer['item'][];
  /** Agents to whom something was offered, with the version their row has since. */
  held: ReadonlyMap<string, number>;
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

  /**
   * `fence` takes the router's lock and throws when this router leads no more. Everything but the events travels together:
   * each statement finds by itself what those before it have done.
   */
  async make(tx: Tx, decided: readonly DecidedOffer[], fence: () => Promise<void>): Promise<Flushed> {
    const ids = decided.map(() => newId());
    let rung: Map<string, number> = new Map();
    let made: MadeOffer[] = [];
    await tx.together(
      [
        fence,
        async () => {
          rung = await this.engagements.ring(
            tx,
            decided.map(({ agent }) => agent),
          );
        },
        async () => {
          made = await this.write(tx, decided, ids);
        },
        () => this.engagements.holdOffers(tx, ids),
        () => this.interactions.offered(tx, ids),
      ],
      (step) => step(),
    );
    await this.tell(tx, made);
    crashPoint('during-offer');
    const asked = new Set(decided.filter(({ agentId }) => rung.has(agentId)).map(({ itemId }) => itemId));
    return {
      made: made.length,
      again: [...new Set(decided.map(({ item }) => item))].filter(({ id }) => !asked.has(id)),
      held: new Map(made.map(({ agentId }) => [agentId, rung.get(agentId) ?? 0])),
    };
  }

  /** Only for agents whose row this very transaction has touched: those who were still as they were seen. */
  private write(tx: Tx, decided: readonly DecidedOffer[], ids: string[]): Promise<MadeOffer[]> {
    const rounds = new Map<string, { round: string; shared: boolean }>();
    for (const { itemId } of decided)
      rounds.set(itemId, { round: rounds.get(itemId)?.round ?? newId(), shared: rounds.has(itemId) });
    const column = <T>(of: (offer: DecidedOffer) => T): T[] => decided.map(of);
    return tx.query<MadeOffer>(
      `WITH planned AS (
         SELECT p.* FROM ROWS FROM (unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[]),
           jsonb_array_elements($8::jsonb)) AS p(id, round, shared, item, queue, agent, reason, explanation)
         JOIN agents.agent ON agent.id = p.agent AND agent.xmin = pg_current_xact_id()::xid),
       held AS (
         UPDATE routing.work_item SET state = 'offered' FROM (SELECT DISTINCT item, queue FROM planned) AS wish
         WHERE work_item.id = wish.item AND work_item.state = 'waiting' AND work_item.queue_id = wish.queue
         RETURNING work_item.id AS item, interaction_id, ticket_id, channel, queue_id),
       made AS (
         INSERT INTO routing.offer (id, round_id, shared, work_item_id, interaction_id, ticket_id, agent_id, channel, reason, explanation, expires_at)
         SELECT planned.id, planned.round, planned.shared, held.item, held.interaction_id, held.ticket_id, planned.agent, held.channel,
                planned.reason, planned.explanation, now() + $9 * interval '1 millisecond' FROM held JOIN planned USING (item)
         RETURNING id, work_item_id AS item, interaction_id, ticket_id, agent_id, channel)
       SELECT made.id, made.interaction_id AS "interactionId", made.ticket_id AS "ticketId", agent_id AS "agentId",
         held.queue_id AS "queueId" FROM made JOIN held USING (item)`,
      [
        ids,
        column(({ itemId }) => rounds.get(itemId)?.round),
        column(({ itemId }) => rounds.get(itemId)?.shared),
        column(({ itemId }) => itemId),
        column(({ item }) => item.queueId),
        column(({ agentId }) => agentId),
        column(({ reason }) => reason),
        JSON.stringify(column(({ explanation }) => explanation)),
        this.config.OFFER_TIMEOUT_MS,
      ],
    );
  }

  private async tell(tx: Tx, made: MadeOffer[]): Promise<void> {
    await this.outbox.publishAll(
      tx,
      'offer.made',
      made.map(({ id, ...offer }) => ({ subject: { type: 'offer', id }, data: { offerId: id, ...offer } })),
    );
    for (const queueId of new Set(made.map((offer) => offer.queueId)))
      await this.assignment.queueChanged(tx, queueId);
  }
}
