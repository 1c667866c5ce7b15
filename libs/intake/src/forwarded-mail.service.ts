/** What a colleague answers when asked who wrote a mail that was passed on: somebody, whose ticket it becomes, or nobody else. */
import { Injectable } from '@nestjs/common';
import { Problem, type Address, type DecideForwardedMail } from '@lib/contracts';
import { CustomerResolver } from '@lib/customers';
import { Database, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { actorOf, ForwardedMails, requireOpenTicket, TicketAccess, type AskedMail } from '@lib/tickets';
import { IntakeService } from './intake.service.js';
import { letterOf, PassedOnMails } from './passed-on-mails.js';

@Injectable()
export class ForwardedMailService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly asked: ForwardedMails,
    private readonly passedOn: PassedOnMails,
    private readonly customers: CustomerResolver,
    private readonly intake: IntakeService,
  ) {}

  /**
   * Answers the ticket. The same answer again changes nothing. Errors: `not-found`, `move-not-allowed` when it is answered
   * otherwise already, `invalid-input` for an address of ours or a colleague's, `ticket-closed`, `ticket-merged`.
   */
  async decide(
    principal: Principal,
    idOrNumber: string,
    noteId: string,
    decision: DecideForwardedMail,
  ): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    return this.database.transaction(async (tx) => {
      const status = await requireOpenTicket(tx, ticketId);
      const mail = await this.asked.take(tx, ticketId, noteId);
      if (mail.state === decision.as) return ticketId;
      if (mail.state !== 'waiting') throw new Problem('move-not-allowed', 'This is answered already');
      const actor = actorOf(principal);
      const address = decision.as === 'named' ? decision.address.toLowerCase() : null;
      if (decision.as === 'named') {
        const sender: Address = {
          kind: 'email',
          value: decision.address,
          ...(decision.name && { name: decision.name }),
        };
        await this.file(tx, ticketId, status, mail, sender);
      }
      await this.asked.settle(tx, ticketId, noteId, { state: decision.as, address }, actor);
      return ticketId;
    });
  }

  private async file(
    tx: Tx,
    ticketId: string,
    status: Awaited<ReturnType<typeof requireOpenTicket>>,
    { inbound, nobodyId, agentId, agentName }: AskedMail,
    sender: Address,
  ): Promise<void> {
    if ((await this.passedOn.ours(tx, [sender])).size > 0)
      throw new Problem('invalid-input', undefined, [{ path: 'address', message: 'ours' }]);
    if (!inbound.forwarded) throw new Error('the mail asked about passes nothing on');
    const customer = await this.customers.findOrMake(tx, [sender], sender.name ?? null);
    await this.asked.giveTo(tx, ticketId, nobodyId, customer.customerId);
    await this.customers.becomes(tx, nobodyId, customer.customerId);
    const letter = letterOf(inbound, inbound.forwarded, {
      sender,
      colleague: { agentId, name: agentName },
    });
    await this.intake.file(tx, letter, customer, {
      id: ticketId,
      opened: false,
      matchedBy: 'agent',
      status,
      interactionId: null,
      homeId: null,
      refused: null,
    });
  }
}
