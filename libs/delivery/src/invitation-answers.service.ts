/** Our answer to an invitation: a mail to its organiser that calendar programs understand, once however often it is pressed. */
import { Injectable } from '@nestjs/common';
import { Problem, type InvitationAnswer, type Locale } from '@lib/contracts';
import { Dispatches, Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, type Principal } from '@lib/platform';
import {
  actorOf,
  customerText,
  Invitations,
  TicketAccess,
  TimelineWriter,
  type KeptInvitation,
} from '@lib/tickets';
import { calendarReply } from './calendar-reply.js';
import { EmailReply, type ComposedMail } from './email-reply.js';
import { ticketForReply } from './reply-ticket.js';

/** [what the subject begins with, what the mail says]. */
const words: Record<Locale, Record<InvitationAnswer, [string, (name: string, title: string) => string]>> = {
  fr: {
    accepted: ['Accepté', (name, title) => `${name} a accepté l’invitation « ${title} ».`],
    tentative: ['Peut-être', (name, title) => `${name} a répondu « peut-être » à l’invitation « ${title} ».`],
    declined: ['Décliné', (name, title) => `${name} a décliné l’invitation « ${title} ».`],
  },
  en: {
    accepted: ['Accepted', (name, title) => `${name} has accepted the invitation “${title}”.`],
    tentative: ['Tentative', (name, title) => `${name} has answered “maybe” to the invitation “${title}”.`],
    declined: ['Declined', (name, title) => `${name} has declined the invitation “${title}”.`],
  },
};

@Injectable()
export class InvitationAnswers {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly invitations: Invitations,
    private readonly email: EmailReply,
    private readonly timeline: TimelineWriter,
    private readonly dispatches: Dispatches,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers the ticket. The answer that stands already sends nothing; another one is sent, and the organiser's program
   * takes the last. Errors: `not-found`, `ticket-closed`, `address-undeliverable`, `move-not-allowed` when nothing is asked any more.
   */
  async answer(
    principal: Principal,
    idOrNumber: string,
    messageId: string,
    as: InvitationAnswer,
  ): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      const ticket = await ticketForReply(tx, ticketId);
      if (ticket.status === 'closed') throw new Problem('ticket-closed');
      const asked = await this.invitations.take(tx, ticketId, messageId);
      if (asked.answer === as) return;
      await this.invitations.answered(tx, { ticketId, messageId, agentId: principal.agentId }, as);
      await this.send(tx, principal, ticket, asked, as);
    });
    return ticketId;
  }

  private async send(
    tx: Tx,
    principal: Principal,
    ticket: Awaited<ReturnType<typeof ticketForReply>>,
    { details }: KeptInvitation,
    answer: InvitationAnswer,
  ): Promise<void> {
    const title = details.title || '–';
    const [begins, says] = words[ticket.locale][answer];
    const text = says(principal.name, title);
    const to = { address: details.organiser.address, name: details.organiser.name ?? undefined };
    const request = { channel: 'email' as const, text, to: [to.address] };
    const composed = await this.email.compose(tx, ticket, request, principal);
    const mail: ComposedMail = {
      ...composed,
      to: [to],
      subject: `${begins}: ${title.slice(0, 200)} [${ticket.number}]`,
    };
    await this.email.requireDeliverable(tx, mail);
    const message = await this.timeline.message(tx, {
      ticketId: ticket.id,
      interactionId: mail.interactionId,
      channel: 'email',
      direction: 'out',
      author: actorOf(principal),
      at: this.clock.now(),
      subject: mail.subject,
      text,
      data: { to: [to.address], cc: [] },
      deliveryState: 'queued',
    });
    const attendee = await this.asked(tx, details.attendees, mail.mailbox);
    const calendar = calendarReply(details, { attendee, answer, now: this.clock.now() });
    await this.dispatches.put(
      tx,
      {
        ...this.email.dispatch(ticket, mail, message.id, { text }, []),
        calendarReply: customerText({ text: calendar, kind: 'message' }),
      },
      { key: `message:${message.id}` },
    );
    await this.outbox.publish(tx, 'message.submitted', {
      subject: { type: 'ticket', id: ticket.id },
      actor: actorOf(principal),
      data: { ticketId: ticket.id, messageId: message.id, channel: 'email' },
    });
  }

  /** Which of our addresses was asked; who was asked by another way answers as the mailbox. */
  private async asked(tx: Tx, attendees: { address: string }[], mailbox: string): Promise<string> {
    const [own] = await tx.query<{ address: string }>(
      `SELECT given AS address FROM unnest($1::text[]) WITH ORDINALITY AS attendee(given, place)
       WHERE EXISTS (SELECT 1 FROM email.mailbox WHERE removed_at IS NULL AND (lower(address) = lower(given) OR aliases ? lower(given)))
       ORDER BY lower(given) <> lower($2), place LIMIT 1`,
      [attendees.map(({ address }) => address), mailbox],
    );
    return own?.address ?? mailbox;
  }
}
