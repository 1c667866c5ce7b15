/** Writes decided offers, all of a flush in a handful of statements, each only if its agent and its item are still as they were seen. */
import { Inject, Injectable } from '@nestjs/common';
import { Engagements } from '@lib/agents';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { CONFIG, crashPoint, newId, type Config } from '@lib/platform';
import { InteractionService } from '@lib/tickets';
import { AssignmentService } from './assignment.service.js';
import type { DecidedOffer } from './deciding.js';
import { keep, type KeptExplanation } from './kept-explanation.js';

/** One item and whom it is to ring at, as the statement reads it. */
interface Wish {
  item: string;
  queue: string;
  shared: boolean;
  agents: string[];
  offers: { id: string; agent: string; reason: string; explanation: KeptExplanation }[];
}

interface HeldItem {
  id: string;
  interactionId: string;
  ticketId: string;
}

/** What is written in one commit, made ready for its statements. */
export interface Flush {
  decided: readonly DecidedOffer[];
  wishes: readonly Wish[];
  /** The wishes as JSON. */
  text: string;
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

  prepare(decided: readonly DecidedOffer[]): Flush {
    const wishes = wishesOf(decided);
    return { decided, wishes, text: JSON.stringify(wishes) };
  }

  /**
   * `fence` takes the router's lock and throws when this router leads no more. Everything but the events travels together:
   * each statement finds by itself what those before it have done.
   */
  async make(tx: Tx, flush: Flush, fence: () => Promise<void>): Promise<Flushed> {
    const { decided, wishes } = flush;
    const ids = wishes.flatMap(({ offers }) => offers.map(({ id }) => id));
    const agents = decided.map(({ agent }) => agent);
    let rung: Map<string, number> = new Map();
    let items: HeldItem[] = [];
    await tx.together(
      [
        fence,
        async () => {
          rung = await this.engagements.ring(tx, agents);
        },
        async () => {
          items = await this.write(tx, flush);
        },
        () => this.engagements.holdOffers(tx, ids),
        () => this.interactions.offered(tx, ids),
      ],
      (step) => step(),
    );
    const held = new Map<string, number>();
    const made = await this.tell(tx, wishes, new Map(items.map((item) => [item.id, item])), rung, held);
    crashPoint('during-offer');
    const asked = new Set(decided.filter(({ agentId }) => rung.has(agentId)).map(({ itemId }) => itemId));
    return {
      made,
      again: [...new Set(decided.map(({ item }) => item))].filter(({ id }) => !asked.has(id)),
      held,
    };
  }

  /**
   * Only for agents whose row this very transaction has touched: those who were still as they were seen. An item's offers
   * travel with its row, so that nothing has to be matched afterwards. Answers the items that are offered now.
   */
  private write(tx: Tx, { text, decided }: Flush): Promise<HeldItem[]> {
    return tx.query<HeldItem>(
      `WITH rung AS MATERIALIZED (
         SELECT id FROM agents.agent WHERE id = ANY($2::uuid[]) AND xmin = pg_current_xact_id()::xid),
       held AS (
         UPDATE routing.work_item SET state = 'offered'
         FROM jsonb_to_recordset($1::jsonb) AS wish(item uuid, queue uuid, shared boolean, agents uuid[], offers jsonb)
         WHERE work_item.id = wish.item AND work_item.state = 'waiting' AND work_item.queue_id = wish.queue
           AND wish.agents && ARRAY(SELECT id FROM rung)
         RETURNING work_item.id, interaction_id, ticket_id, channel, shared, offers),
       made AS (
         INSERT INTO routing.offer (id, round_id, shared, work_item_id, interaction_id, ticket_id, agent_id, channel, reason, explanation, expires_at)
         SELECT offer.id, (held.offers->0->>'id')::uuid, held.shared, held.id, held.interaction_id, held.ticket_id, offer.agent, held.channel,
                offer.reason, offer.explanation, now() + $3 * interval '1 millisecond'
         FROM held, jsonb_to_recordset(held.offers) AS offer(id uuid, agent uuid, reason text, explanation jsonb)
         WHERE offer.agent IN (SELECT id FROM rung))
       SELECT id, interaction_id AS "interactionId", ticket_id AS "ticketId" FROM held`,
      [text, decided.map(({ agentId }) => agentId), this.config.OFFER_TIMEOUT_MS],
    );
  }

  /** Says each offer that was made, and notes its agent in `held`; answers how many there were. */
  private async tell(
    tx: Tx,
    wishes: readonly Wish[],
    items: ReadonlyMap<string, HeldItem>,
    rung: ReadonlyMap<string, number>,
    held: Map<string, number>,
  ): Promise<number> {
    const queues = new Set<string>();
    for (const { item, queue, offers } of wishes) {
      const found = items.get(item);
      if (!found) continue;
      const { ticketId, interactionId } = found;
      queues.add(queue);
      for (const { id, agent } of offers) {
        const version = rung.get(agent);
        if (version === undefined) continue;
        held.set(agent, version);
        await this.outbox.publish(tx, 'offer.made', {
          subject: { type: 'offer', id },
          data: { offerId: id, ticketId, interactionId, agentId: agent, queueId: queue },
        });
      }
    }
    for (const queueId of queues) await this.assignment.queueChanged(tx, queueId);
    return held.size;
  }
}

function wishesOf(decided: readonly DecidedOffer[]): Wish[] {
  const wishes = new Map<string, Wish>();
  for (const { itemId, item, agentId, reason, explanation } of decided) {
    const wish = wishes.get(itemId);
    const offer = { id: newId(), agent: agentId, reason, explanation: keep(explanation) };
    if (wish) {
      wish.shared = true;
      wish.agents.push(agentId);
      wish.offers.push(offer);
    } else
      wishes.set(itemId, {
        item: itemId,
        queue: item.queueId,
        shared: false,
        agents: [agentId],
        offers: [offer],
      });
  }
  return [...wishes.values()];
}
