/** The router: one pass at a time in the whole house, under a lock that ends with its transaction; the rows stay the truth. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Channel } from '@lib/contracts';
import { Engagements, Presence } from '@lib/agents';
import { Outbox, Wakeups, WorkLoop } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, CONFIG, crashPoint, logger, newId, type Config } from '@lib/platform';
import { InteractionService } from '@lib/tickets';
import { Announcer } from './announcer.js';
import { AssignmentService } from './assignment.service.js';
import { endedOfferColumns, OfferService, type EndedOffer } from './offer.service.js';
import { OverflowService } from './overflow.service.js';
import { PlanReader } from './plan-reader.js';
import { plan, type PlannedOffer } from './planner.js';
import { ROUTER_LOCK } from './router-lock.js';
import { Responsiveness } from './responsiveness.js';

const POLL_MS = 250;
/** Places and waits are told anew so often at most, and in a long line so much more seldom that it takes a tenth of the time. */
const ANNOUNCE_EVERY_MS = 1_000;
const ANNOUNCE_SHARE = 10;

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
  private announcedAt = 0;
  private announceEveryMs = ANNOUNCE_EVERY_MS;

  constructor(
    private readonly database: Database,
    private readonly reader: PlanReader,
    private readonly offers: OfferService,
    private readonly assignment: AssignmentService,
    private readonly interactions: InteractionService,
    private readonly engagements: Engagements,
    private readonly responsiveness: Responsiveness,
    private readonly overflow: OverflowService,
    private readonly announcer: Announcer,
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
      await this.overflow.apply(tx);
      const planned = await this.plan(tx);
      const count = planned.length === 0 ? 0 : await this.make(tx, planned);
      await this.announce(tx);
      return count;
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
    const items = await this.itemsOf(tx, `offer.state = 'made' AND offer.expires_at <= now()`);
    if (items.length === 0) return;
    const expired = await tx.query<EndedOffer>(
      `UPDATE routing.offer SET state = 'expired', ended_at = now()
       WHERE work_item_id = ANY($1) AND state = 'made' AND expires_at <= now() RETURNING ${endedOfferColumns}`,
      [items],
    );
    for (const offer of expired) {
      await this.offers.giveBack(tx, offer, 'expired');
      // Who did not answer what rang at many left it to the others.
      if (!offer.shared) await this.responsiveness.missed(tx, offer.agentId);
    }
  }

  /** An offer is taken back when its agent went away or its customer did. */
  private async withdraw(tx: Tx): Promise<void> {
    const lost = `offer.state = 'made' AND (
      EXISTS (SELECT 1 FROM tickets.interaction WHERE interaction.id = offer.interaction_id
                AND interaction.state IN ('ended', 'abandoned', 'wrapping-up'))
      OR offer.agent_id NOT IN (SELECT agent_id FROM agents.room WHERE at_work))`;
    const items = await this.itemsOf(tx, lost);
    if (items.length === 0) return;
    const withdrawn = await tx.query<EndedOffer>(
      `UPDATE routing.offer SET state = 'withdrawn', ended_at = now()
       WHERE work_item_id = ANY($1) AND ${lost} RETURNING ${endedOfferColumns}`,
      [items],
    );
    for (const offer of withdrawn) await this.offers.giveBack(tx, offer, 'withdrawn');
  }

  /** Locked before their offers, as accepting does; what somebody is accepting at this moment is left to them. */
  private async itemsOf(tx: Tx, offers: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM routing.work_item WHERE id IN (SELECT work_item_id FROM routing.offer WHERE ${offers})
       FOR UPDATE SKIP LOCKED`,
    );
    return rows.map(({ id }) => id);
  }

  private async announce(tx: Tx): Promise<void> {
    const now = this.clock.now().getTime();
    // A clock that was set back does not silence it.
    if (Math.abs(now - this.announcedAt) < this.announceEveryMs) return;
    this.announcedAt = now;
    const began = performance.now();
    await this.announcer.all(tx);
    this.announceEveryMs = Math.max(ANNOUNCE_EVERY_MS, ANNOUNCE_SHARE * (performance.now() - began));
  }

  private async plan(tx: Tx): Promise<PlannedOffer[]> {
    const rules = await this.reader.rules(tx);
    const staffed = await this.reader.staffed(tx, rules);
    // At night the line may be long; without anybody to offer to, it is not read.
    if (staffed.length === 0) return [];
    return plan(await this.reader.waiting(tx, staffed), staffed, this.clock.now().getTime(), rules);
  }

  /** All offers of a pass in a handful of statements: this group commit is what makes thousands a second durable. */
  private async make(tx: Tx, planned: PlannedOffer[]): Promise<number> {
    const rounds = new Map<string, { round: string; shared: boolean }>();
    for (const { itemId } of planned)
      rounds.set(itemId, { round: rounds.get(itemId)?.round ?? newId(), shared: rounds.has(itemId) });
    const made = await tx.query<MadeOffer>(
      `WITH planned AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS p(id uuid, round uuid, shared boolean, item uuid, agent uuid, reason text, explanation jsonb)
         WHERE EXISTS (SELECT 1 FROM agents.agent WHERE agent.id = p.agent AND agent.state = 'available')),
       held AS (
         UPDATE routing.work_item SET state = 'offered'
         WHERE id IN (SELECT item FROM planned) AND state = 'waiting'
         RETURNING id AS item, interaction_id, ticket_id, channel, queue_id),
       made AS (
         INSERT INTO routing.offer (id, round_id, shared, work_item_id, interaction_id, ticket_id, agent_id, channel, reason, explanation, expires_at)
         SELECT planned.id, planned.round, planned.shared, held.item, held.interaction_id, held.ticket_id, planned.agent, held.channel,
                planned.reason, planned.explanation, now() + $2 * interval '1 millisecond' FROM held JOIN planned USING (item)
         RETURNING id, work_item_id AS item, interaction_id, ticket_id, agent_id, channel)
       SELECT made.id, item, made.interaction_id AS "interactionId", made.ticket_id AS "ticketId", agent_id AS "agentId",
         made.channel, held.queue_id AS "queueId" FROM made JOIN held USING (item)`,
      [
        JSON.stringify(
          planned.map((offer) => ({
            id: newId(),
            ...rounds.get(offer.itemId),
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
    await this.interactions.offered(tx, [...new Set(made.map((offer) => offer.interactionId))]);
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
