/** What the house says by itself: marked as automatic, under nobody's name, and never an answer by a person. */
import { Injectable } from '@nestjs/common';
import { Problem, type Actor, type Channel } from '@lib/contracts';
import { Dispatches, Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock } from '@lib/platform';
import { customerText, TimelineWriter } from '@lib/tickets';
import { ChatReply } from './chat-reply.js';
import { EmailReply } from './email-reply.js';
import { ticketForReply } from './reply-ticket.js';

const subjects = {
  fr: (number: string) => `Votre demande [${number}]`,
  en: (number: string) => `Your request [${number}]`,
};

@Injectable()
export class AutomaticMessages {
  constructor(
    private readonly timeline: TimelineWriter,
    private readonly dispatches: Dispatches,
    private readonly outbox: Outbox,
    private readonly email: EmailReply,
    private readonly chat: ChatReply,
    private readonly clock: Clock,
  ) {}

  /**
   * To this one address and nobody else: who is copied did not ask us. The ticket's turn, status and owner stay as they are.
   * Errors: `ticket-closed`.
   */
  async mail(tx: Tx, ticketId: string, to: string, text: string, actor: Actor): Promise<void> {
    const ticket = await this.open(tx, ticketId);
    const request = { channel: 'email' as const, text, to: [to] };
    const composed = await this.email.compose(tx, ticket, request, { name: '' });
    // Nothing of what they wrote is sent back to an address that they may only have claimed to be theirs.
    const mail = { ...composed, to: [{ address: to }], subject: subjects[ticket.locale](ticket.number) };
    const message = await this.timeline.message(tx, {
      ticketId,
      interactionId: mail.interactionId,
      channel: 'email',
      direction: 'out',
      author: unnamed(actor),
      at: this.clock.now(),
      subject: mail.subject,
      text,
      data: { to: [to], cc: [] },
      deliveryState: 'queued',
    });
    await this.dispatches.put(
      tx,
      { ...this.email.dispatch(ticket, mail, message.id, request, []), automatic: true },
      { key: `message:${message.id}` },
    );
    await this.submitted(tx, ticketId, message.id, 'email', actor);
  }

  /** As a line of the house in the open chat. Errors: `conversation-ended`, `no-address-on-channel`, `ticket-closed`. */
  async line(tx: Tx, ticketId: string, text: string, actor: Actor): Promise<void> {
    await this.open(tx, ticketId);
    const { interactionId, conversationId } = await this.chat.conversation(tx, ticketId);
    const message = await this.timeline.message(tx, {
      ticketId,
      interactionId,
      channel: 'chat',
      direction: 'out',
      author: unnamed(actor),
      at: this.clock.now(),
      text,
      deliveryState: 'queued',
    });
    await this.dispatches.put(
      tx,
      {
        channel: 'chat',
        kind: 'system',
        conversationId,
        messageId: message.id,
        text: customerText({ text, kind: 'customer-line' }),
        author: { kind: 'system', name: '', photo: null },
        attachments: [],
      },
      { key: `message:${message.id}` },
    );
    await this.submitted(tx, ticketId, message.id, 'chat', actor);
  }

  private async open(tx: Tx, ticketId: string) {
    const ticket = await ticketForReply(tx, ticketId);
    if (ticket.status === 'closed') throw new Problem('ticket-closed');
    return ticket;
  }

  private async submitted(
    tx: Tx,
    ticketId: string,
    messageId: string,
    channel: Channel,
    actor: Actor,
  ): Promise<void> {
    await this.outbox.publish(tx, 'message.submitted', {
      subject: { type: 'ticket', id: ticketId },
      actor,
      data: { ticketId, messageId, channel },
    });
  }
}

/** A rule's name is a word of the house, and a message's author is read by customers. */
function unnamed(actor: Actor): Actor {
  return { ...actor, name: null };
}
