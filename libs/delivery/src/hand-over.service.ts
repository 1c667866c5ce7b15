/** No silent hand-over: an inner note for the colleague and a line for the customer, or nothing moves. */
import { Inject, Injectable } from '@nestjs/common';
import { Problem, type HandOver, type Priority } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, CONFIG, crashPoint, type Config, type Principal } from '@lib/platform';
import { AssignmentService } from '@lib/routing';
import {
  actorOf,
  HandOverRecords,
  InteractionService,
  MOVES_UNTIL_ALARM,
  TicketAccess,
  TimelineWriter,
  type HandOverFacts,
} from '@lib/tickets';
import { z } from 'zod';
import type { Author } from './reply-turns.js';
import { ReplyService } from './reply.service.js';

@Injectable()
export class HandOverService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly timeline: TimelineWriter,
    private readonly records: HandOverRecords,
    private readonly interactions: InteractionService,
    private readonly assignment: AssignmentService,
    private readonly replies: ReplyService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** To an agent: proposed, and theirs when they accept. To a queue: said at once, and the owner stays until somebody there accepts. */
  async handOver(principal: Principal, idOrNumber: string, request: HandOver): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction((tx) => this.handOverIn(tx, principal, ticketId, request));
    return ticketId;
  }

  /** For who has made sure that the ticket may be seen; answers the proposal's id, null for a queue. */
  async handOverIn(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    request: HandOver,
  ): Promise<string | null> {
    const { to } = request;
    if ('agentId' in to) return this.propose(tx, principal, ticketId, { ...request, to });
    await this.mayMove(tx, principal, ticketId, request);
    await this.toQueue(tx, principal, ticketId, to.queueId, request);
    return null;
  }

  /** For who has made sure that the ticket may be seen; answers the proposal's id. */
  async propose(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    request: HandOver & { to: { agentId: string } },
  ): Promise<string> {
    const ownerId = await this.mayMove(tx, principal, ticketId, request);
    return this.toAgent(tx, principal, { ticketId, ownerId, to: request.to.agentId }, request);
  }

  /** Only who is asked. The customer reads the line of who hands over, once, with the acceptance or not at all. */
  async accept(principal: Principal, id: string): Promise<string> {
    const ticketId = await this.database.transaction(async (tx) => {
      const { to } = await this.require(tx, principal, id);
      if (to !== principal.agentId) throw new Problem('forbidden', 'Only the colleague who is asked accepts');
      await this.records.lockTicket(tx, id);
      const accepted = await this.records.accept(tx, id, principal.agentId, actorOf(principal));
      if (!accepted) throw new Problem('hand-over-over');
      await this.tellCustomer(
        tx,
        { agentId: accepted.from, name: accepted.fromName },
        accepted.ticketId,
        accepted.customerLine,
      );
      return accepted.ticketId;
    });
    crashPoint('after-commit-before-ack');
    return ticketId;
  }

  async decline(principal: Principal, id: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { to } = await this.require(tx, principal, id);
      if (to !== principal.agentId)
        throw new Problem('forbidden', 'Only the colleague who is asked declines');
      if (!(await this.records.end(tx, id, 'declined', actorOf(principal), reason)))
        throw new Problem('hand-over-over');
    });
  }

  withdraw(principal: Principal, id: string): Promise<string> {
    return this.database.transaction((tx) => this.withdrawIn(tx, principal, id));
  }

  async withdrawIn(tx: Tx, principal: Principal, id: string): Promise<string> {
    const { from, ticketId } = await this.require(tx, principal, id);
    if (principal.role === 'agent' && from !== principal.agentId)
      throw new Problem('forbidden', 'Only who hands over or a supervisor withdraws');
    if (!(await this.records.end(tx, id, 'withdrawn', actorOf(principal), null)))
      throw new Problem('hand-over-over');
    return ticketId;
  }

  /** Whoever may not see its ticket does not learn that it exists; the two it is between always know. */
  private async require(tx: Tx, principal: Principal, id: string): Promise<HandOverFacts> {
    const facts = z.uuid().safeParse(id).success ? await this.records.find(tx, id) : null;
    if (!facts) throw new Problem('not-found');
    const between = [facts.from, facts.to].includes(principal.agentId);
    if (!between && (await this.access.visibleTo(principal, [facts.ticketId], tx)).length === 0)
      throw new Problem('not-found');
    return facts;
  }

  /** A consult moves nothing, so it is what remains when the ticket changed hands too often. */
  private async mayMove(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    { kind, override }: HandOver,
  ): Promise<string | null> {
    const [ticket] = await tx.query<{ owner_id: string | null; status: string; moves: number }>(
      `SELECT owner_id, status, hand_over_count AS moves FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
      [ticketId],
    );
    if (ticket?.status === 'closed') throw new Problem('ticket-closed');
    if (principal.role === 'agent' && ticket?.owner_id !== principal.agentId)
      throw new Problem('forbidden', 'Only the owner or a supervisor hands a ticket over');
    if (kind !== 'consult' && (ticket?.moves ?? 0) >= MOVES_UNTIL_ALARM) {
      if (principal.role === 'agent' || !override) throw new Problem('moved-too-often');
      await this.timeline.event(tx, ticketId, 'ticket.moved-again', actorOf(principal), { reason: override });
    }
    return ticket?.owner_id ?? null;
  }

  private async toAgent(
    tx: Tx,
    principal: Principal,
    { ticketId, ownerId, to }: { ticketId: string; ownerId: string | null; to: string },
    request: HandOver,
  ): Promise<string> {
    const [agent] = await tx.query(`SELECT 1 FROM agents.agent WHERE id = $1 AND disabled_at IS NULL`, [to]);
    if (!agent) throw new Problem('invalid-input', undefined, [{ path: 'to.agentId', message: 'unknown' }]);
    if (to === ownerId) throw new Problem('move-not-allowed', 'The ticket is already theirs');
    // Refused now rather than to the colleague who would accept in vain.
    if (!(await this.isOnThePhone(tx, ticketId, principal.agentId)))
      await this.replies.channelFor(tx, ticketId);
    const note = await this.note(tx, principal, ticketId, request);
    const expiresAt = new Date(this.clock.now().getTime() + this.config.HAND_OVER_TIMEOUT_MS);
    const { kind, card, customerLine } = request;
    return this.records.propose(
      tx,
      { ticketId, kind, from: principal.agentId, to, noteId: note.id, customerLine, card, expiresAt },
      actorOf(principal),
    );
  }

  private async toQueue(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    queueId: string,
    request: HandOver,
  ): Promise<void> {
    if (request.kind !== 'transfer')
      throw new Problem('invalid-input', undefined, [
        { path: 'kind', message: 'a queue knows transfer only' },
      ]);
    const [queue] = await tx.query(`SELECT 1 FROM routing.queue WHERE id = $1 AND archived_at IS NULL`, [
      queueId,
    ]);
    if (!queue) throw new Problem('invalid-input', undefined, [{ path: 'to.queueId', message: 'unknown' }]);
    if (await this.records.isPending(tx, ticketId)) throw new Problem('hand-over-pending');
    await this.note(tx, principal, ticketId, request);
    await this.tellCustomer(tx, principal, ticketId, request.customerLine);
    const id = await this.interactions.beginTurn(tx, ticketId, { handOver: true });
    const [ticket] = await tx.query<{ priority: Priority }>(
      `SELECT priority FROM tickets.ticket WHERE id = $1`,
      [ticketId],
    );
    if (!id || !ticket) throw new Problem('move-not-allowed', 'There is nothing to hand over yet');
    await this.assignment.enqueue(
      tx,
      { id, ticketId, channel: 'email' },
      { ownerId: null, priority: ticket.priority, queueId },
      { movesOwnership: true },
    );
  }

  private note(tx: Tx, principal: Principal, ticketId: string, request: HandOver) {
    return this.timeline.note(tx, { ticketId, author: actorOf(principal), text: request.innerNote });
  }

  /** In the customer's own channel: on the phone it is said and noted, else in the open chat if there is one, else by mail. */
  private async tellCustomer(tx: Tx, author: Author, ticketId: string, text: string): Promise<void> {
    if (await this.isOnThePhone(tx, ticketId, author.agentId)) {
      const actor = { kind: 'agent' as const, id: author.agentId, name: author.name };
      await this.timeline.event(tx, ticketId, 'call.line-said', actor, { text });
      return;
    }
    const channel = await this.replies.channelFor(tx, ticketId);
    await this.replies.sendIn(tx, author, ticketId, { channel, text }, null);
  }

  private async isOnThePhone(tx: Tx, ticketId: string, agentId: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM tickets.interaction WHERE ticket_id = $1 AND agent_id = $2 AND channel = 'voice' AND state IN ('connected', 'held')`,
      [ticketId, agentId],
    );
    return rows.length > 0;
  }
}
