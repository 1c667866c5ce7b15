/** Where a mail that a colleague passed on goes: to its author's matter with the colleague as a follower, or to the colleague as a question. */
import { Injectable } from '@nestjs/common';
import type { InboundMessage } from '@lib/contracts';
import type { InboxResult } from '@lib/bus';
import { CustomerResolver, type ResolvedCustomer } from '@lib/customers';
import type { Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import {
  actorOf,
  FollowersService,
  ForwardedMails,
  OwnershipService,
  plainSubject,
  TicketAccess,
  TicketService,
  TimelineWriter,
  type TicketRef,
} from '@lib/tickets';
import { letterOf, type PassedOn } from './passed-on-mails.js';

const MOST_NOTE = 20_000;

@Injectable()
export class PassedOnFiling {
  constructor(
    private readonly customers: CustomerResolver,
    private readonly tickets: TicketService,
    private readonly access: TicketAccess,
    private readonly asked: ForwardedMails,
    private readonly ownership: OwnershipService,
    private readonly timeline: TimelineWriter,
    private readonly followers: FollowersService,
  ) {}

  /** The letter with its author and their ticket; null when nobody can say who the author is. */
  async letter(
    tx: Tx,
    inbound: InboundMessage,
    { sender, colleague, original }: PassedOn,
  ): Promise<{ inbound: InboundMessage; customer: ResolvedCustomer; ticket: TicketRef } | null> {
    if (!sender) return null;
    const letter = letterOf(inbound, original, { sender, colleague });
    const customer = await this.customers.findOrMake(tx, [sender], sender.name ?? null);
    return { inbound: letter, customer, ticket: await this.ticketOf(tx, colleague, customer, letter) };
  }

  /** A note that says what the colleague wrote above the letter, and their place among who follows the ticket. */
  async accompany(tx: Tx, ticketId: string, { colleague, original }: PassedOn): Promise<void> {
    await this.followers.followIfRoom(tx, colleague, ticketId, colleague.agentId);
    const text = original.note.trim().slice(0, MOST_NOTE);
    if (text) await this.timeline.note(tx, { ticketId, author: actorOf(colleague), text });
  }

  /** A ticket of the colleague's own, of a customer of whom nothing is known, until they say who wrote it. */
  async ask(
    tx: Tx,
    inbound: InboundMessage,
    { colleague, doubt, candidates }: PassedOn,
  ): Promise<InboxResult> {
    const actor = actorOf(colleague);
    const { customerId } = await this.customers.findOrMake(tx, [], null);
    const ticketId = await this.open(tx, colleague, customerId, inbound);
    await this.ownership.takeIfFree(tx, ticketId, colleague.agentId, actor);
    const note = await this.asked.ask(tx, {
      ticketId,
      colleague: { ...actor, id: colleague.agentId },
      nobodyId: customerId,
      why: doubt ?? 'nobody-named',
      candidates,
      inbound,
    });
    return { ticketId, interactionId: null, itemId: note.id };
  }

  /** As if its author had written to us; but never a ticket that the colleague may not see: following it would show it. */
  private async ticketOf(
    tx: Tx,
    colleague: Principal,
    customer: ResolvedCustomer,
    letter: InboundMessage,
  ): Promise<TicketRef> {
    const named = await this.tickets.findOpenOrOpen(tx, customer, letter);
    // What the letter names is another's: then it is a matter of its own.
    const found = named.held
      ? await this.tickets.findOpenOrOpen(tx, customer, { ...letter, threadKeys: [] })
      : named;
    if (found.opened || (await this.access.visibleTo(colleague, [found.id], tx)).length > 0) return found;
    const id = await this.open(tx, colleague, customer.customerId, letter);
    const apart = { interactionId: null, homeId: null, refused: null };
    return { id, opened: true, matchedBy: 'new', status: 'new', ...apart };
  }

  private open(
    tx: Tx,
    colleague: Principal,
    customerId: string,
    { subject, from }: InboundMessage,
  ): Promise<string> {
    return this.tickets.open(tx, {
      customerId,
      subject: plainSubject(subject) || from.value,
      type: 'question',
      impact: 'low',
      urgency: 'medium',
      actor: actorOf(colleague),
      channel: 'email',
    });
  }
}
