/** A reply: a message in the ticket and its dispatch to the channel, in one transaction, once per idempotency key. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Problem, type AttachmentRef, type CustomerText, type SendMessage } from '@lib/contracts';
import { Dispatches, Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, crashPoint, type Principal } from '@lib/platform';
import {
  actorOf,
  customerText,
  Introductions,
  OutboundMessages,
  TicketAccess,
  TimelineWriter,
} from '@lib/tickets';
import { ChatReply } from './chat-reply.js';
import { DraftsService } from './drafts.service.js';
import { EmailReply } from './email-reply.js';
import { layOut } from './mail-layout.js';
import { MailSignatures } from './mail-signatures.js';
import { ticketForReply, type ReplyTicket } from './reply-ticket.js';
import { ReplyTurns, type Answered, type Author } from './reply-turns.js';
import { writtenHtml } from './written-html.js';

@Injectable()
export class ReplyService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly messages: OutboundMessages,
    private readonly timeline: TimelineWriter,
    private readonly dispatches: Dispatches,
    private readonly outbox: Outbox,
    private readonly email: EmailReply,
    private readonly chat: ChatReply,
    private readonly clock: Clock,
    private readonly introductions: Introductions,
    private readonly drafts: DraftsService,
    private readonly turns: ReplyTurns,
    private readonly signatures: MailSignatures,
  ) {}

  /** Errors: `no-address-on-channel`, `address-undeliverable`, `conversation-ended`, `ticket-closed`, `idempotency-key-reused`, `answered-meanwhile`. */
  async send(
    principal: Principal,
    idOrNumber: string,
    request: SendMessage,
    idempotencyKey: string | null,
  ): Promise<{ ticketId: string; messageId: string }> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const sent = await this.database.transaction((tx) =>
      this.sendIn(tx, principal, ticketId, request, idempotencyKey),
    );
    crashPoint('after-commit-before-ack');
    return sent;
  }

  async sendIn(
    tx: Tx,
    principal: Author,
    ticketId: string,
    request: SendMessage,
    idempotencyKey: string | null,
  ): Promise<{ ticketId: string; messageId: string }> {
    const ticket = await ticketForReply(tx, ticketId);
    const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    const key = idempotencyKey && `${principal.agentId}:${ticketId}:${idempotencyKey}`;
    const repeated = key ? await this.messages.findByKey(tx, key) : null;
    if (repeated) {
      if (repeated.requestHash !== requestHash) throw new Problem('idempotency-key-reused');
      return { ticketId, messageId: repeated.id };
    }
    if (ticket.status === 'closed') throw new Problem('ticket-closed');
    if (request.seenSeq !== undefined) await this.requireUnanswered(tx, principal, ticketId, request.seenSeq);
    const attachments = await this.claimable(tx, principal, request.attachmentIds ?? []);
    const introduction = await this.introductions.of(tx, ticketId);
    const due = introduction?.due && introduction.agentId === principal.agentId ? introduction : null;
    const written = { ...request, html: await writtenHtml(request.html) };
    const whole = due ? introduced(written, due.text) : written;
    const messageId =
      request.channel === 'email'
        ? await this.byEmail(tx, principal, ticket, whole, { key, requestHash, attachments })
        : await this.byChat(tx, principal, ticket, whole, { key, requestHash, attachments });
    if (due) await this.introductions.said(tx, due.standInId, messageId);
    await this.drafts.sent(tx, principal.agentId, ticketId, request.channel);
    await this.turns.answered(tx, principal, ticket, request.channel);
    if (request.resolve) await this.turns.resolve(tx, ticketId, actorOf(principal));
    await this.outbox.publish(tx, 'message.submitted', {
      subject: { type: 'ticket', id: ticketId },
      actor: actorOf(principal),
      data: { ticketId, messageId, channel: request.channel },
    });
    return { ticketId, messageId };
  }

  /** The ticket's row is held: of two answers at the same moment the second sees the first. Error: `answered-meanwhile`. */
  private async requireUnanswered(
    tx: Tx,
    { agentId }: Author,
    ticketId: string,
    seenSeq: number,
  ): Promise<void> {
    const [answer] = await tx.query<{ name: string | null }>(
      `SELECT author_name AS name FROM tickets.message
       WHERE ticket_id = $1 AND seq > $2 AND direction = 'out' AND author_kind = 'agent' AND author_id <> $3
         AND delivery_state <> 'cancelled' ORDER BY seq DESC LIMIT 1`,
      [ticketId, seenSeq, agentId],
    );
    if (answer) throw new Problem('answered-meanwhile', `${answer.name ?? 'A colleague'} has answered`);
  }

  /** What can be known before its time: for an answer that is sent later. Errors: `ticket-closed`, `no-address-on-channel`, `invalid-input`. */
  async requireSendable(
    tx: Tx,
    principal: Author,
    ticketId: string,
    { channel, to, attachmentIds }: Pick<SendMessage, 'channel' | 'to' | 'attachmentIds'>,
  ): Promise<void> {
    const ticket = await ticketForReply(tx, ticketId);
    if (ticket.status === 'closed') throw new Problem('ticket-closed');
    if (channel === 'email' && !to?.length) await this.email.requireAddress(tx, ticket);
    if (channel === 'chat') await this.chat.conversation(tx, ticketId);
    await this.claimable(tx, principal, attachmentIds ?? []);
  }

  /** The customer's own channel: the open chat if there is one, else mail. Error: `no-address-on-channel`. */
  async channelFor(tx: Tx, ticketId: string): Promise<SendMessage['channel']> {
    const [chat] = await tx.query(
      `SELECT 1 FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'chat' AND state IN ('waiting', 'offered', 'connected', 'held')`,
      [ticketId],
    );
    if (chat) return 'chat';
    await this.email.requireAddress(tx, await ticketForReply(tx, ticketId));
    return 'email';
  }

  /** Undo: only while it has not begun to leave. */
  async cancel(principal: Principal, idOrNumber: string, messageId: string): Promise<void> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      const [mine] = await tx.query<Answered>(
        `SELECT ticket_id AS "ticketId", seq, data->>'statusBefore' AS "statusBefore"
         FROM tickets.message WHERE id = $1 AND ticket_id = $2 AND direction = 'out'`,
        [messageId, ticketId],
      );
      if (!mine) throw new Problem('not-found');
      if (!(await this.dispatches.cancel(tx, messageId)))
        throw new Problem('move-not-allowed', 'It has left already');
      await this.messages.setDelivery(tx, messageId, 'cancelled', null);
      await this.turns.takeBack(tx, mine, actorOf(principal));
    });
  }

  private async byEmail(
    tx: Tx,
    principal: Author,
    ticket: ReplyTicket,
    request: SendMessage,
    {
      key,
      requestHash,
      attachments,
    }: { key: string | null; requestHash: string; attachments: AttachmentRef[] },
  ): Promise<string> {
    const mail = await this.email.compose(tx, ticket, request, principal);
    if (!request.anyway) await this.email.requireDeliverable(tx, mail);
    const signature = await this.signatures.of(tx, principal, ticket, mail.mailbox);
    const whole = layOut(request, signature.text, mail.quoted);
    const delayMs = request.delayMs ?? 0;
    const message = await this.timeline.message(tx, {
      ticketId: ticket.id,
      interactionId: mail.interactionId,
      channel: 'email',
      direction: 'out',
      author: actorOf(principal),
      at: this.clock.now(),
      subject: mail.subject,
      text: whole.text,
      replyText: whole.words,
      html: whole.html ?? null,
      data: {
        to: mail.to.map((to) => to.address),
        cc: mail.cc.map((cc) => cc.address),
        statusBefore: ticket.status,
        requestHash,
      },
      deliveryState: delayMs > 0 ? 'held' : 'queued',
      idempotencyKey: key,
      attachments,
    });
    await this.forgetUploads(tx, request.attachmentIds ?? []);
    await this.dispatches.put(tx, this.email.dispatch(ticket, mail, message.id, whole, attachments), {
      key: `message:${message.id}`,
      notBefore: new Date(this.clock.now().getTime() + delayMs),
    });
    return message.id;
  }

  private async byChat(
    tx: Tx,
    principal: Author,
    ticket: ReplyTicket,
    request: SendMessage,
    {
      key,
      requestHash,
      attachments,
    }: { key: string | null; requestHash: string; attachments: AttachmentRef[] },
  ): Promise<string> {
    const conversation = await this.chat.conversation(tx, ticket.id);
    const message = await this.timeline.message(tx, {
      ticketId: ticket.id,
      interactionId: conversation.interactionId,
      channel: 'chat',
      direction: 'out',
      author: actorOf(principal),
      at: this.clock.now(),
      text: request.text,
      data: { requestHash },
      deliveryState: 'queued',
      idempotencyKey: key,
      attachments,
    });
    await this.forgetUploads(tx, request.attachmentIds ?? []);
    await this.dispatches.put(
      tx,
      this.chat.dispatch(conversation.conversationId, message.id, request, principal, attachments),
      { key: `message:${message.id}` },
    );
    return message.id;
  }

  /** Only one's own uploads that belong to no message yet, or to one of one's own that was taken back. */
  private async claimable(tx: Tx, principal: Author, ids: string[]): Promise<AttachmentRef[]> {
    if (ids.length === 0) return [];
    const rows = await tx.query<AttachmentRef & { scan: AttachmentRef['scan'] | null }>(
      `SELECT sha256, name, type, size,
         CASE WHEN scan_verdict IS NOT NULL THEN json_build_object('verdict', scan_verdict, 'detail', scan_detail) END AS scan
       FROM tickets.attachment
       WHERE id = ANY($1) AND (uploaded_by = $2 AND message_id IS NULL
         OR EXISTS (SELECT 1 FROM tickets.message WHERE message.id = attachment.message_id AND message.direction = 'out'
                    AND message.author_id = $2 AND message.delivery_state = 'cancelled')) FOR UPDATE`,
      [ids, principal.agentId],
    );
    if (rows.length !== new Set(ids).size)
      throw new Problem('invalid-input', undefined, [
        { path: 'attachmentIds', message: 'unknown attachment' },
      ]);
    return rows.map(({ scan, ...file }) => ({ ...file, ...(scan && { scan }) }));
  }

  private async forgetUploads(tx: Tx, ids: string[]): Promise<void> {
    if (ids.length > 0)
      await tx.query(`DELETE FROM tickets.attachment WHERE id = ANY($1) AND message_id IS NULL`, [ids]);
  }
}

/** The first answer of a stand-in begins with who they are: in the agent's own words, or in the house's. */
function introduced(request: SendMessage, usual: CustomerText): SendMessage {
  const line = request.introduction
    ? customerText({ text: request.introduction, kind: 'customer-line' })
    : usual;
  return {
    ...request,
    text: `${line}\n\n${request.text}`,
    ...(request.html && { html: `<p>${escaped(line)}</p>${request.html}` }),
  };
}

function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign).replace(/\n/g, '<br>');
}
