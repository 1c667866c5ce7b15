/** No silent hand-over: an inner note for the colleague and a line for the customer, or nothing moves. */
import { Injectable } from '@nestjs/common';
import { Problem, type Channel, type HandOver, type Priority, type SendMessage } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { AssignmentService } from '@lib/routing';
import { actorOf, OwnershipService, TicketAccess, TimelineWriter } from '@lib/tickets';
import { ReplyService } from './reply.service.js';

@Injectable()
export class HandOverService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly timeline: TimelineWriter,
    private readonly ownership: OwnershipService,
    private readonly assignment: AssignmentService,
    private readonly replies: ReplyService,
  ) {}

  /** To an agent: theirs at once. To a queue: the owner stays until somebody there accepts. The line goes out either way. */
  async handOver(principal: Principal, idOrNumber: string, request: HandOver): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      await this.mayMove(tx, principal, ticketId);
      await this.timeline.note(tx, { ticketId, author: actorOf(principal), text: request.innerNote });
      await this.tellCustomer(tx, principal, ticketId, request.customerLine);
      if ('agentId' in request.to) await this.toAgent(tx, principal, ticketId, request.to.agentId);
      else await this.toQueue(tx, ticketId, request.to.queueId);
    });
    return ticketId;
  }

  private async mayMove(tx: Tx, principal: Principal, ticketId: string): Promise<void> {
    const [ticket] = await tx.query<{ owner_id: string | null; status: string }>(
      `SELECT owner_id, status FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
      [ticketId],
    );
    if (ticket?.status === 'closed') throw new Problem('ticket-closed');
    if (principal.role === 'agent' && ticket?.owner_id !== principal.agentId)
      throw new Problem('forbidden', 'Only the owner or a supervisor hands a ticket over');
  }

  private async toAgent(tx: Tx, principal: Principal, ticketId: string, agentId: string): Promise<void> {
    const [agent] = await tx.query(`SELECT 1 FROM agents.agent WHERE id = $1 AND disabled_at IS NULL`, [
      agentId,
    ]);
    if (!agent) throw new Problem('invalid-input', undefined, [{ path: 'to.agentId', message: 'unknown' }]);
    await this.ownership.move(tx, ticketId, agentId, actorOf(principal));
  }

  private async toQueue(tx: Tx, ticketId: string, queueId: string): Promise<void> {
    const [queue] = await tx.query(`SELECT 1 FROM routing.queue WHERE id = $1`, [queueId]);
    if (!queue) throw new Problem('invalid-input', undefined, [{ path: 'to.queueId', message: 'unknown' }]);
    const id = newId();
    const [row] = await tx.query<{ priority: Priority; channel: Channel }>(
      `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, thread_key, our_address, data)
       SELECT $1, ticket.id, ticket.customer_id, last.identity_id, 'email', 'ticket:' || ticket.id, last.our_address, '{"handOver": true}'
       FROM tickets.ticket JOIN LATERAL (
         SELECT identity_id, our_address FROM tickets.interaction WHERE ticket_id = ticket.id ORDER BY started_at DESC LIMIT 1) AS last ON true
       WHERE ticket.id = $2
       RETURNING (SELECT priority FROM tickets.ticket WHERE id = $2) AS priority, channel`,
      [id, ticketId],
    );
    if (!row) throw new Problem('move-not-allowed', 'There is nothing to hand over yet');
    await this.assignment.enqueue(
      tx,
      { id, ticketId, channel: row.channel },
      { ownerId: null, priority: row.priority, queueId },
      { movesOwnership: true },
    );
  }

  /** In the customer's own channel: the open chat if there is one, else by mail. */
  private async tellCustomer(tx: Tx, principal: Principal, ticketId: string, text: string): Promise<void> {
    const [chat] = await tx.query(
      `SELECT 1 FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'chat' AND state IN ('waiting', 'offered', 'connected', 'held')`,
      [ticketId],
    );
    const channel: SendMessage['channel'] = chat ? 'chat' : 'email';
    await this.replies.sendIn(tx, principal, ticketId, { channel, text }, null);
  }
}
