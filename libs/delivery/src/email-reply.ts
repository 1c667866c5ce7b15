/** Addresses, subject and threading of a reply by mail: to the requester, in the thread their program knows. */
import { Inject, Injectable } from '@nestjs/common';
import { Problem, type AttachmentRef, type EmailDispatch, type SendMessage } from '@lib/contracts';
import { Undeliverable } from '@lib/customers';
import type { Tx } from '@lib/database';
import { CONFIG, newId, type Config, type Principal } from '@lib/platform';
import { customerText, Participants, plainSubject } from '@lib/tickets';
import type { Written } from './mail-layout.js';
import { quotedHtml, quotedText, type QuotedMessage } from './quoted-message.js';
import type { ReplyTicket } from './reply-ticket.js';

/** RFC 5322 sets no limit; beyond twenty ids programs thread no better and some cut the header. */
const MAX_REFERENCES = 20;

export interface ComposedMail {
  interactionId: string;
  mailbox: string;
  fromName: string;
  to: { address: string; name?: string }[];
  cc: { address: string }[];
  subject: string;
  inReplyTo?: string;
  references: string[];
  /** What goes along below the answer. */
  quoted: { text: string; html: string } | null;
}

@Injectable()
export class EmailReply {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly participants: Participants,
    private readonly undeliverable: Undeliverable,
  ) {}

  async compose(
    tx: Tx,
    ticket: ReplyTicket,
    request: SendMessage,
    principal: Pick<Principal, 'name'>,
  ): Promise<ComposedMail> {
    const address = request.to?.[0] ?? (await this.requireAddress(tx, ticket));
    const [ids, turn] = await Promise.all([this.messageIds(tx, ticket.id), this.turn(tx, ticket, address)]);
    const others = (request.to ?? []).slice(1).map((to) => ({ address: to }));
    const copies = (request.cc ?? []).map((cc) => ({ address: cc }));
    // Whom an agent writes to may answer.
    await this.participants.copiedByAgent(
      tx,
      ticket.id,
      [...others, ...copies].map((one) => one.address),
    );
    return {
      interactionId: turn.id,
      mailbox: turn.mailbox,
      fromName: principal.name,
      to: [{ address, name: ticket.customerName ?? undefined }, ...others],
      cc: copies,
      subject: `${ids.lastInbound ? 'Re: ' : ''}${plainSubject(ticket.subject) || ticket.number} [${ticket.number}]`,
      inReplyTo: ids.lastInbound,
      references:
        ids.all.length > MAX_REFERENCES
          ? [ids.all[0] as string, ...ids.all.slice(1 - MAX_REFERENCES)]
          : ids.all,
      quoted: request.quote ? await this.quoted(tx, ticket) : null,
    };
  }

  /** Asked before an agent's mail is written. Errors: `address-undeliverable`, with the address. */
  async requireDeliverable(tx: Tx, { to, cc }: Pick<ComposedMail, 'to' | 'cc'>): Promise<void> {
    const addresses = [...to, ...cc].map(({ address }) => address);
    const [first] = await this.undeliverable.among(tx, addresses);
    if (first) throw new Problem('address-undeliverable', first.address);
  }

  async requireAddress(tx: Tx, ticket: ReplyTicket): Promise<string> {
    const address = await this.customerAddress(tx, ticket);
    if (!address) throw new Problem('no-address-on-channel', 'No e-mail address is known for this customer');
    return address;
  }

  dispatch(
    ticket: ReplyTicket,
    mail: ComposedMail,
    messageId: string,
    { text, html }: Written,
    attachments: AttachmentRef[],
  ): EmailDispatch {
    const { interactionId: _, quoted: __, ...envelope } = mail;
    return {
      channel: 'email',
      kind: 'message',
      ticketId: ticket.id,
      ticketNumber: ticket.number,
      messageId,
      ...envelope,
      text: customerText({ text, kind: 'message' }),
      html,
      attachments,
      locale: ticket.locale,
      automatic: false,
    };
  }

  /**
   * The address they last wrote from themselves, since who else is part of the ticket is written to by name; else one they
   * proved or an agent confirmed; a merely claimed one comes last.
   */
  private async customerAddress(tx: Tx, ticket: ReplyTicket): Promise<string | null> {
    const [row] = await tx.query<{ address: string }>(
      `(SELECT data->>'from' AS address, 0 AS rank FROM tickets.message
        WHERE ticket_id = $1 AND channel = 'email' AND direction = 'in' AND author_id = $2 AND NOT data ? 'automatic'
        ORDER BY seq DESC LIMIT 1)
       UNION ALL
       (SELECT value, CASE proof WHEN 'claimed' THEN 2 ELSE 1 END FROM customers.identity WHERE customer_id = $2 AND kind = 'email')
       UNION ALL
       (SELECT value, 3 FROM customers.claim WHERE customer_id = $2 AND kind = 'email' ORDER BY created_at DESC LIMIT 1)
       ORDER BY rank LIMIT 1`,
      [ticket.id, ticket.customerId],
    );
    return row?.address ?? null;
  }

  /** What the customer last wrote by mail, without what they had quoted; others’ words are not passed on to them. */
  private async quoted(tx: Tx, ticket: ReplyTicket): Promise<ComposedMail['quoted']> {
    const [last] = await tx.query<QuotedMessage & { timeZone: string | null }>(
      `SELECT coalesce(nullif(reply_text, ''), text) AS text, coalesce(author_name, data->>'from', '') AS author, at,
         (SELECT time_zone FROM clocks.calendar ORDER BY id <> 'default', id LIMIT 1) AS "timeZone"
       FROM tickets.message WHERE ticket_id = $1 AND channel = 'email' AND direction = 'in' AND author_id = $2 AND NOT data ? 'automatic'
       ORDER BY seq DESC LIMIT 1`,
      [ticket.id, ticket.customerId],
    );
    if (!last) return null;
    const timeZone = last.timeZone ?? 'UTC';
    return {
      text: quotedText(last, ticket.locale, timeZone),
      html: quotedHtml(last, ticket.locale, timeZone),
    };
  }

  /** All Message-IDs of the ticket, oldest first, inbound and ours. */
  private async messageIds(tx: Tx, ticketId: string): Promise<{ all: string[]; lastInbound?: string }> {
    const rows = await tx.query<{ id: string; direction: 'in' | 'out' }>(
      `SELECT data->>'messageId' AS id, direction FROM tickets.message
       WHERE ticket_id = $1 AND channel = 'email' AND data ? 'messageId' ORDER BY seq`,
      [ticketId],
    );
    const bracketed = rows.map((row) => ({ ...row, id: row.id.startsWith('<') ? row.id : `<${row.id}>` }));
    return {
      all: bracketed.map((row) => row.id),
      lastInbound: bracketed.findLast((row) => row.direction === 'in')?.id,
    };
  }

  private async turn(tx: Tx, ticket: ReplyTicket, address: string): Promise<{ id: string; mailbox: string }> {
    const [last] = await tx.query<{ id: string; mailbox: string; live: boolean }>(
      `SELECT id, our_address AS mailbox, state NOT IN ('ended', 'abandoned') AS live FROM tickets.interaction
       WHERE ticket_id = $1 AND channel = 'email' ORDER BY started_at DESC LIMIT 1`,
      [ticket.id],
    );
    if (last?.live) return last;
    const id = newId();
    const mailbox = last?.mailbox ?? this.config.SUPPORT_MAILBOX;
    await tx.query(
      `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, state, thread_key, our_address, ended_at, data)
       SELECT $1, $2, $3, coalesce((SELECT id FROM customers.identity WHERE kind = 'email' AND value = $4),
         (SELECT id FROM customers.identity WHERE customer_id = $3 ORDER BY created_at LIMIT 1)), 'email', 'ended', $5, $6, now(), '{}'`,
      [id, ticket.id, ticket.customerId, address.toLowerCase(), `ticket:${ticket.id}`, mailbox],
    );
    return { id, mailbox };
  }
}
