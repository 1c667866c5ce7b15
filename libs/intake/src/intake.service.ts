/** The decision, in one transaction and five named steps: who is this, which ticket, what is added, where does it go, who is told. */
import { Injectable } from '@nestjs/common';
import type { InboundMessage } from '@lib/contracts';
import type { InboxResult } from '@lib/bus';
import { CustomerResolver } from '@lib/customers';
import type { Tx } from '@lib/database';
import { AssignmentService } from '@lib/routing';
import { InteractionService, TicketService } from '@lib/tickets';

@Injectable()
export class IntakeService {
  constructor(
    private readonly customers: CustomerResolver,
    private readonly tickets: TicketService,
    private readonly interactions: InteractionService,
    private readonly routing: AssignmentService,
  ) {}

  /** `interaction.received` is said by `attach`, in the same transaction. */
  async receive(tx: Tx, inbound: InboundMessage): Promise<InboxResult> {
    if (inbound.kind === 'ended') return this.ended(tx, inbound);
    const customer = await this.customers.resolve(tx, inbound);
    const ticket = await this.tickets.findOpenOrOpen(tx, customer, inbound);
    const interaction = await this.tickets.attach(tx, ticket, customer, inbound);
    await this.routing.place(tx, interaction);
    return { ticketId: ticket.id, interactionId: interaction.id, itemId: interaction.itemId };
  }

  /** The lane guarantees that the beginning was processed before the end. */
  private async ended(tx: Tx, inbound: InboundMessage): Promise<InboxResult> {
    const key = inbound.threadKeys[0] ?? inbound.lane;
    const interaction = await this.interactions.findByThread(tx, inbound.channel, key);
    if (!interaction) throw new Error(`nothing is known of ${inbound.channel} ${key}, so it cannot end`);
    await this.interactions.end(tx, interaction, 'customer');
    return { ticketId: interaction.ticketId, interactionId: interaction.id, itemId: null };
  }
}
