/** The decision, in one transaction and five named steps: who is this, which ticket, what is added, where does it go, who is told. */
import { Injectable } from '@nestjs/common';
import { CallbackAsked, type InboundMessage } from '@lib/contracts';
import { CallbackService } from '@lib/callbacks';
import type { InboxResult } from '@lib/bus';
import { CustomerResolver, type ResolvedCustomer } from '@lib/customers';
import type { Tx } from '@lib/database';
import { AssignmentService } from '@lib/routing';
import {
  InteractionService,
  ReturnedMails,
  StrangerMails,
  TicketService,
  type TicketRef,
} from '@lib/tickets';
import { PassedOnFiling } from './passed-on-filing.js';
import { PassedOnMails, type PassedOn } from './passed-on-mails.js';

@Injectable()
export class IntakeService {
  constructor(
    private readonly customers: CustomerResolver,
    private readonly tickets: TicketService,
    private readonly interactions: InteractionService,
    private readonly routing: AssignmentService,
    private readonly strangers: StrangerMails,
    private readonly returned: ReturnedMails,
    private readonly passedOn: PassedOnMails,
    private readonly filing: PassedOnFiling,
    private readonly callbacks: CallbackService,
  ) {}

  /**
   * Many mails in one transaction, step by step: what different people sent is worked on side by side, what concerns the
   * same sender, customer or ticket one after the other, so that the outcome is that of taking them in one by one.
   */
  async receiveMails(tx: Tx, inbounds: InboundMessage[]): Promise<InboxResult[]> {
    const customers = await sideBySide(tx, inbounds, addressOf, (inbound) =>
      this.customers.resolve(tx, inbound),
    );
    const taking = new Map<string, Promise<unknown>>();
    return sideBySide(
      tx,
      inbounds.map((inbound, at) => ({ inbound, customer: customers[at] as ResolvedCustomer })),
      ({ customer }) => customer.customerId,
      async ({ inbound, customer }) => {
        const ticket = await this.tickets.findOpenOrOpen(tx, customer, inbound);
        return inTurn(taking, ticket.id, () => this.file(tx, inbound, customer, ticket));
      },
    );
  }

  /** `interaction.received` is said by `attach`, in the same transaction. */
  async receive(tx: Tx, inbound: InboundMessage): Promise<InboxResult> {
    if (inbound.kind === 'ended') return this.ended(tx, inbound);
    const returned = inbound.automatic?.bounce ? await this.returned.take(tx, inbound) : null;
    if (returned) return { ...returned, interactionId: null };
    const passedOn = await this.passedOn.read(tx, inbound);
    if (passedOn) return this.receivePassedOn(tx, inbound, passedOn);
    const customer = await this.customers.resolve(tx, inbound);
    return this.file(tx, inbound, customer, await this.tickets.findOpenOrOpen(tx, customer, inbound));
  }

  /** Also what an agent decides to be part of a ticket after all. */
  async file(
    tx: Tx,
    inbound: InboundMessage,
    customer: ResolvedCustomer,
    ticket: TicketRef,
  ): Promise<InboxResult> {
    if (ticket.held) {
      const note = await this.strangers.hold(tx, ticket.id, ticket.held, customer, inbound);
      return { ticketId: ticket.id, interactionId: null, itemId: note.id };
    }
    const interaction = await this.tickets.attach(tx, ticket, customer, inbound);
    if (inbound.data.spokenMessage === true)
      await this.routing.placeMessage(tx, interaction, queueIn(inbound));
    // Who was asked to leave a message waits for nobody on the line.
    else if (inbound.data.waits !== false) await this.routing.place(tx, interaction);
    if (interaction.channel === 'voice' && interaction.started)
      await this.callbacks.calledAgain(tx, interaction);
    return { ticketId: ticket.id, interactionId: interaction.id, itemId: interaction.itemId };
  }

  /** The letter goes where its author's own would have gone; what the colleague wrote above it stays inside the house. */
  private async receivePassedOn(tx: Tx, inbound: InboundMessage, mail: PassedOn): Promise<InboxResult> {
    const letter = await this.filing.letter(tx, inbound, mail);
    if (!letter) return this.filing.ask(tx, inbound, mail);
    const filed = await this.file(tx, letter.inbound, letter.customer, letter.ticket);
    await this.filing.accompany(tx, letter.ticket.id, mail);
    return filed;
  }

  /** The lane guarantees that the beginning was processed before the end. */
  private async ended(tx: Tx, inbound: InboundMessage): Promise<InboxResult> {
    const key = inbound.threadKeys[0] ?? inbound.lane;
    const interaction = await this.interactions.findByThread(tx, inbound.channel, key);
    if (!interaction) throw new Error(`nothing is known of ${inbound.channel} ${key}, so it cannot end`);
    const callback = CallbackAsked.safeParse(inbound.data.callback);
    if (callback.success) await this.callbacks.ask(tx, interaction, callback.data);
    await this.interactions.end(tx, interaction, endedBy(inbound), {
      heard: true,
      away: inbound.data.reason === 'away',
      ...(typeof inbound.data.reason === 'string' && { outcome: inbound.data.reason.slice(0, 40) }),
    });
    return { ticketId: interaction.ticketId, interactionId: interaction.id, itemId: null };
  }
}

/** The visitor of a chat is its customer, and who is not named is the one we serve. */
function endedBy({ data }: InboundMessage): 'customer' | 'agent' | 'system' {
  return data.by === 'agent' || data.by === 'system' ? data.by : 'customer';
}

/** The caller's choice, or where they left their message. */
function queueIn({ data }: InboundMessage): string | null {
  return typeof data.queueId === 'string' ? data.queueId : null;
}

/** Groups are worked on together, the items of a group one after the other; the results come in the order of the items. */
function sideBySide<T, R>(
  tx: Tx,
  items: T[],
  groupOf: (item: T) => string,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const groups = new Map<string, Promise<unknown>>();
  return tx.together(items, (item) => inTurn(groups, groupOf(item), () => work(item)));
}

/** After what was begun before it under the same key; when that failed, this is not tried. */
function inTurn<R>(lines: Map<string, Promise<unknown>>, key: string, work: () => Promise<R>): Promise<R> {
  const done = (lines.get(key) ?? Promise.resolve()).then(work);
  lines.set(key, done);
  return done;
}

function addressOf({ from }: InboundMessage): string {
  return `${from.kind}:${from.value.toLowerCase()}`;
}
