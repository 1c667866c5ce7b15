/** The router: one pass at a time in the whole house, under a lock that ends with its transaction; the rows stay the truth. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Channel } from '@lib/contracts';
import { AgentStateService, Engagements, Presence } from '@lib/agents';
import { Outbox, Wakeups, WorkLoop } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, CONFIG, crashPoint, logger, newId, type Config } from '@lib/platform';
import { InteractionService } from '@lib/tickets';
import { AssignmentService } from './assignment.service.js';
import { OfferService, type EndedOffer } from './offer.service.js';
import { PlanReader } from './plan-reader.js';
import { plan, type PlannedOffer } from './planner.js';
import { ROUTER_LOCK } from './router-lock.js';

const POLL_MS = 250;
const MISSES_UNTIL_AWAY = 2;

const log = logger('routing');

interface MadeOffer {
  id: string;
  item: string;
  interactionId: string;
  ticketId: string;
  agentId: string;
  channel: Channel;
  queueId: string;
}

@Injectable()
export class RouterWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new WorkLoop('router', POLL_MS, () => this.pass());

  constructor(
    private readonly database: Database,
    private readonly reader: PlanReader,
    private readonly offers: OfferService,
    private readonly assignment: AssignmentService,
    private readonly interactions: InteractionService,
    private readonly engagements: Engagements,
    private readonly states: AgentStateService,
    private readonly presence: Presence,
    private readonly outbox: Outbox,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.wakeups.on('routing', () => this.loop.poke());
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** True when there may be more to offer at once. */
  async pass(): Promise<boolean> {
    if (!(await this.somethingToDo())) return false;
    const made = await this.database.transaction(async (tx) => {
      const [lock] = await tx.query<{ held: boolean }>(
        `SELECT pg_try_advisory_xact_lock(${ROUTER_LOCK}) AS held`,
      );
      if (!lock?.held) return 0;
      await this.presence.sweep(tx);
      await this.expire(tx);
      await this.withdraw(tx);
      const planned = await this.plan(tx);
      return planned.length === 0 ? 0 : this.make(tx, planned);
    });
    return made > 0;
  }

  /** One cheap look, so that an idle house stays idle. */
  private async somethingToDo(): Promise<boolean> {
    const [row] = await this.database.query<{ due: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM routing.work_item WHERE state IN ('waiting', 'offered'))
           OR EXISTS (SELECT 1 FROM agents.console WHERE expires_at <= now()) AS due`,
    );
    return row?.due ?? false;
  }

  private async expire(tx: Tx): Promise<void> {
    const expired = await tx.query<EndedOffer>(
      `UPDATE routing.offer SET state = 'expired', ended_at = now() WHERE state = 'made' AND expires_at <= now()
       RETURNING id, work_item_id AS "workItemId", interaction_id AS "interactionId", ticket_id AS "ticketId",
                 agent_id AS "agentId", channel`,
    );
    for (const offer of expired) {
      await this.offers.giveBack(tx, offer, 'expired');
      await this.countMiss(tx, offer.agentId);
    }
  }

  /** Two offers left unanswered in a row: nobody sits there, whatever the state says. */
  async countMiss(tx: Tx, agentId: string): Promise<void> {
    const [row] = await tx.query<{ missed_offers: number }>(
      `UPDATE agents.agent SET missed_offers = missed_offers + 1 WHERE id = $1 RETURNING missed_offers`,
      [agentId],
    );
    if ((row?.missed_offers ?? 0) >= MISSES_UNTIL_AWAY)
      await this.states.apply(tx, agentId, 'away', 'unresponsive', { kind: 'system', id: null });
  }

  /** An offer is taken back when its agent went away or its customer did. */
  private async withdraw(tx: Tx): Promise<void> {
    const withdrawn = await tx.query<EndedOffer>(
      `UPDATE routing.offer SET state = 'withdrawn', ended_at = now() FROM (
         SELECT live.id FROM routing.offer AS live JOIN agents.agent ON agent.id = live.agent_id
         JOIN tickets.interaction ON interaction.id = live.interaction_id
         WHERE live.state = 'made' AND (agent.state <> 'available' OR interaction.state IN ('ended', 'abandoned', 'wrapping-up')
           OR NOT EXISTS (SELECT 1 FROM agents.console WHERE console.agent_id = agent.id AND console.expires_at > now()))
       ) AS lost WHERE offer.id = lost.id AND offer.state = 'made'
       RETURNING offer.id, offer.work_item_id AS "workItemId", offer.interaction_id AS "interactionId",
                 offer.ticket_id AS "ticketId", offer.agent_id AS "agentId", offer.channel`,
    );
    for (const offer of withdrawn) await this.offers.giveBack(tx, offer, 'withdrawn');
  }

  private async plan(tx: Tx): Promise<PlannedOffer[]> {
    const rules = await this.reader.rules(tx);
    const staffed = await this.reader.staffed(tx, rules);
    // At night the line may be long; without anybody to offer to, it is not read.
    if (staffed.length === 0) return [];
    return plan(await this.reader.waiting(tx), staffed, this.clock.now().getTime(), rules);
  }

  /** All offers of a pass in a handful of statements: this group commit is what makes thousands a second durable. */
  private async make(tx: Tx, planned: PlannedOffer[]): Promise<number> {
    const made = await tx.query<MadeOffer>(
      `WITH planned AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS p(id uuid, item uuid, agent uuid, reason text, explanation jsonb)),
       held AS (
         UPDATE routing.work_item SET state = 'offered' FROM planned
         WHERE work_item.id = planned.item AND work_item.state = 'waiting'
           AND EXISTS (SELECT 1 FROM agents.agent WHERE agent.id = planned.agent AND agent.state = 'available')
         RETURNING planned.id, planned.agent, planned.reason, planned.explanation, work_item.id AS item, work_item.interaction_id, work_item.ticket_id,
                   work_item.channel, work_item.queue_id)
       INSERT INTO routing.offer (id, work_item_id, interaction_id, ticket_id, agent_id, channel, reason, explanation, expires_at)
       SELECT id, item, interaction_id, ticket_id, agent, channel, reason, explanation, now() + $2 * interval '1 millisecond' FROM held
       RETURNING id, work_item_id AS item, interaction_id AS "interactionId", ticket_id AS "ticketId", agent_id AS "agentId",
         channel, (SELECT queue_id FROM held WHERE held.id = offer.id) AS "queueId"`,
      [
        JSON.stringify(
          planned.map((offer) => ({
            id: newId(),
            item: offer.itemId,
            agent: offer.agentId,
            reason: offer.reason,
            explanation: offer.explanation,
          })),
        ),
        this.config.OFFER_TIMEOUT_MS,
      ],
    );
    await this.engagements.holdAll(tx, made);
    await this.interactions.offered(
      tx,
      made.map((offer) => offer.interactionId),
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
    crashPoint('during-offer');
    log.info({ offers: made.length }, 'offered');
    return made.length;
  }
}
