/** A call that goes on in another queue: both texts are said first, and the customer stands there since they first waited. */
import { Injectable } from '@nestjs/common';
import { Problem, type CallToQueue, type Priority } from '@lib/contracts';
import type { Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { AssignmentService } from '@lib/routing';
import { actorOf, InteractionService, TimelineWriter } from '@lib/tickets';
import { CallControlService } from './call-control.service.js';
import { colleaguesOn, type LiveCall } from './live-call.js';

@Injectable()
export class CallToQueueService {
  constructor(
    private readonly control: CallControlService,
    private readonly interactions: InteractionService,
    private readonly assignment: AssignmentService,
    private readonly timeline: TimelineWriter,
  ) {}

  /**
   * The owner stays the owner. Answers the ticket's id. Errors: `not-found`, `forbidden` for who is not on it,
   * `conversation-ended`, `invalid-input` for a queue that is not there, `queue-unstaffed` unless it is wanted `anyway`,
   * `move-not-allowed` while colleagues are on it.
   */
  move(principal: Principal, id: string, request: CallToQueue): Promise<string> {
    return this.control.onMine(principal, id, async (tx, call) => {
      if (colleaguesOn(call).length > 0)
        throw new Problem('move-not-allowed', 'Let your colleagues go first, or leave the call to them');
      const name = await this.requireQueue(tx, principal, request);
      await this.say(tx, principal, call, { ...request, name });
      if (!(await this.interactions.backInLine(tx, call.id, principal.agentId)))
        throw new Problem('conversation-ended');
      await this.stand(tx, call, request.queueId);
      await this.control.put(tx, call, 'to-queue');
    });
  }

  /** Told before, not after: in a queue without people nobody would come. Whoever asks is none of them. */
  private async requireQueue(
    tx: Tx,
    principal: Principal,
    { queueId, anyway }: CallToQueue,
  ): Promise<string> {
    const [queue] = await tx.query<{ name: string; staffed: boolean }>(
      `SELECT queue.name, EXISTS (
         SELECT 1 FROM agents.membership JOIN agents.agent ON agent.id = membership.agent_id
         WHERE membership.queue_id = queue.id AND agent.id <> $2 AND agent.state = 'available' AND agent.disabled_at IS NULL
           AND EXISTS (SELECT 1 FROM agents.console WHERE console.agent_id = agent.id AND console.expires_at > now())) AS staffed
       FROM routing.queue WHERE queue.id = $1 AND queue.archived_at IS NULL`,
      [queueId, principal.agentId],
    );
    if (!queue) throw new Problem('invalid-input', undefined, [{ path: 'queueId', message: 'unknown' }]);
    if (!queue.staffed && !anyway) throw new Problem('queue-unstaffed');
    return queue.name;
  }

  private async say(
    tx: Tx,
    principal: Principal,
    { id, ticketId }: LiveCall,
    { name, queueId, innerNote, customerLine }: CallToQueue & { name: string },
  ): Promise<void> {
    const author = actorOf(principal);
    await this.timeline.note(tx, { ticketId, author, text: innerNote });
    await this.timeline.event(tx, ticketId, 'call.line-said', author, { text: customerLine });
    await this.timeline.event(tx, ticketId, 'call.moved-to-queue', author, {
      interactionId: id,
      to: queueId,
      toName: name,
    });
  }

  /** In the place of the work they had: its time counts on. Of a call we made there is none, and it begins now. */
  private async stand(tx: Tx, { id, ticketId }: LiveCall, queueId: string): Promise<void> {
    const [ticket] = await tx.query<{ priority: Priority }>(
      `SELECT priority FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
      [ticketId],
    );
    if (!ticket) throw new Error('a call without a ticket');
    await this.assignment.enqueue(
      tx,
      { id, ticketId, channel: 'voice' },
      { ownerId: null, priority: ticket.priority, queueId },
      { asksNobodyFirst: true },
    );
    await this.assignment.priorityChanged(tx, ticketId);
  }
}
