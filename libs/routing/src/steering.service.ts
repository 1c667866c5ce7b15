/** A supervisor's hand on what waits: ask somebody by name, let it wait elsewhere, answer it oneself; each with a reason in the history. */
import { Injectable } from '@nestjs/common';
import { Problem, type AskColleague, type MoveWaiting, type TakeOver } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';
import { actorOf, TimelineWriter } from '@lib/tickets';
import { AssignmentService } from './assignment.service.js';
import { DirectOffer } from './direct-offer.js';
import { OfferService } from './offer.service.js';
import { PlanReader } from './plan-reader.js';
import { canTake } from './planner.js';
import { WaitingWorkHold } from './waiting-work.js';

@Injectable()
export class SteeringService {
  constructor(
    private readonly database: Database,
    private readonly hold: WaitingWorkHold,
    private readonly direct: DirectOffer,
    private readonly people: PlanReader,
    private readonly offers: OfferService,
    private readonly assignment: AssignmentService,
    private readonly timeline: TimelineWriter,
  ) {}

  /** Rings at this colleague next; the owner stays the owner. Errors: `forbidden`, `not-found`, `not-waiting`, `agent-not-available`. */
  async ask(principal: Principal, interactionId: string, { agentId, reason }: AskColleague): Promise<string> {
    requireRole(principal, 'supervisor', 'admin');
    return this.database.transaction(async (tx) => {
      const work = await this.hold.take(tx, interactionId);
      const staffed = await this.people.staffed(tx, new Map());
      const agent = staffed.find(({ id }) => id === agentId);
      if (!agent || !canTake(agent, work.channel)) throw new Problem('agent-not-available');
      await this.direct.make(tx, work, agentId, { by: principal.name, reason });
      await this.timeline.event(tx, work.ticketId, 'work-item.asked', actorOf(principal), {
        to: agentId,
        toName: await this.agentName(tx, agentId),
        reason,
      });
      return work.ticketId;
    });
  }

  /** Only what nobody owns: an owned ticket leaves its owner by hand-over, with both texts. Errors: as above, `ticket-already-owned`. */
  async move(principal: Principal, interactionId: string, wish: MoveWaiting): Promise<string> {
    requireRole(principal, 'supervisor', 'admin');
    return this.database.transaction((tx) => this.moveIn(tx, principal, interactionId, wish));
  }

  /** For who has decided the right already. */
  async moveIn(
    tx: Tx,
    principal: Principal,
    interactionId: string,
    { queueId, reason }: MoveWaiting,
  ): Promise<string> {
    const work = await this.hold.take(tx, interactionId);
    if (work.ownerId) throw new Problem('ticket-already-owned', 'Hand it over, with both texts');
    const name = await this.queueName(tx, queueId);
    if (!name) throw new Problem('invalid-input', undefined, [{ path: 'queueId', message: 'unknown' }]);
    await this.assignment.enqueue(
      tx,
      { id: interactionId, ticketId: work.ticketId, channel: work.channel },
      { ownerId: null, priority: work.priority, queueId },
      { movesOwnership: work.movesOwnership },
    );
    await this.assignment.queueChanged(tx, work.queueId);
    await this.timeline.event(tx, work.ticketId, 'work-item.moved', actorOf(principal), {
      to: queueId,
      toName: name,
      reason,
    });
    return work.ticketId;
  }

  /** Offered and accepted in one go, whatever one's own state; a call then rings at one's own phone. */
  async takeOver(principal: Principal, interactionId: string, { reason }: TakeOver): Promise<string> {
    requireRole(principal, 'supervisor', 'admin');
    return this.database.transaction(async (tx) => {
      const work = await this.hold.take(tx, interactionId);
      const offerId = await this.direct.make(tx, work, principal.agentId, { by: principal.name, reason });
      if (!(await this.offers.acceptIn(tx, principal, offerId))) throw new Problem('not-waiting');
      await this.timeline.event(tx, work.ticketId, 'work-item.taken-over', actorOf(principal), { reason });
      return work.ticketId;
    });
  }

  /** Who moved a call into a line has it back as long as it waits there. Errors: `not-found`, `forbidden` for others, `not-waiting`, `capacity-full`. */
  async takeBack(principal: Principal, interactionId: string): Promise<string> {
    return this.database.transaction(async (tx) => {
      const work = await this.hold.take(tx, interactionId);
      const [moved] = await tx.query<{ by: string | null }>(
        `SELECT data->>'movedBy' AS by FROM tickets.interaction WHERE id = $1`,
        [interactionId],
      );
      if (moved?.by !== principal.agentId)
        throw new Problem('forbidden', 'Somebody else moved it, or nobody');
      const offerId = await this.direct.make(tx, work, principal.agentId, { by: principal.name, reason: '' });
      if (!(await this.offers.acceptIn(tx, principal, offerId))) throw new Problem('not-waiting');
      await this.timeline.event(tx, work.ticketId, 'call.taken-back', actorOf(principal), { interactionId });
      return work.ticketId;
    });
  }

  private async agentName(tx: Tx, id: string): Promise<string | null> {
    const [row] = await tx.query<{ name: string }>(`SELECT name FROM agents.agent WHERE id = $1`, [id]);
    return row?.name ?? null;
  }

  private async queueName(tx: Tx, id: string): Promise<string | null> {
    const [row] = await tx.query<{ name: string }>(
      `SELECT name FROM routing.queue WHERE id = $1 AND archived_at IS NULL`,
      [id],
    );
    return row?.name ?? null;
  }
}
