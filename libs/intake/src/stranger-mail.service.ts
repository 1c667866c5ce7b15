/** What an agent makes of a mail that was held: part of the ticket, a matter of its own, or nothing. */
import { Injectable } from '@nestjs/common';
import { Problem, type DecideStrangerMail } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import {
  actorOf,
  plainSubject,
  requireOpenTicket,
  StrangerMails,
  TicketAccess,
  TicketService,
  type HeldMail,
  type TicketRef,
} from '@lib/tickets';
import { IntakeService } from './intake.service.js';

@Injectable()
export class StrangerMailService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly strangers: StrangerMails,
    private readonly tickets: TicketService,
    private readonly intake: IntakeService,
  ) {}

  /**
   * Answers the ticket on which the mail is now. Calling it spam can be taken back (`waiting`); added or split stays.
   * Errors: `not-found`, `move-not-allowed` when it is decided already, `ticket-closed`.
   */
  async decide(
    principal: Principal,
    idOrNumber: string,
    noteId: string,
    { as }: DecideStrangerMail,
  ): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    return this.database.transaction(async (tx) => {
      const status = await requireOpenTicket(tx, ticketId);
      const held = await this.strangers.take(tx, ticketId, noteId);
      if (held.state === as) return held.madeTicketId ?? ticketId;
      const allowed = as === 'waiting' ? held.state === 'spam' : held.state === 'waiting';
      if (!allowed) throw new Problem('move-not-allowed', 'This mail is decided already');
      const actor = actorOf(principal);
      const made = as === 'split' ? await this.open(tx, held, ticketId) : null;
      if (as === 'added') {
        await this.strangers.letIn(tx, ticketId, held.inbound.from.value, 'added-by-agent', actor);
        await this.file(tx, held, { id: ticketId, opened: false, matchedBy: 'agent', status });
      }
      if (made) await this.file(tx, held, { id: made, opened: true, matchedBy: 'agent', status: 'new' });
      await this.strangers.settle(
        tx,
        ticketId,
        noteId,
        { state: as, madeTicketId: made ?? undefined },
        actor,
      );
      return made ?? ticketId;
    });
  }

  /** The sender's matter, in the same way as if they had written to us first; beside the ticket they named. */
  private open(tx: Tx, { customer, inbound }: HeldMail, fromTicketId: string): Promise<string> {
    return this.tickets.open(tx, {
      customerId: customer.customerId,
      subject: plainSubject(inbound.subject) || inbound.from.value,
      type: 'question',
      impact: 'low',
      urgency: 'medium',
      follows: fromTicketId,
      actor: { kind: 'customer', id: customer.customerId, name: customer.name },
      channel: 'email',
    });
  }

  private async file(
    tx: Tx,
    { customer, inbound }: HeldMail,
    ticket: Pick<TicketRef, 'id' | 'opened' | 'matchedBy' | 'status'>,
  ): Promise<void> {
    await this.intake.file(tx, inbound, customer, {
      ...ticket,
      interactionId: null,
      homeId: null,
      refused: null,
    });
  }
}
