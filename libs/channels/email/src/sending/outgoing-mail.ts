/** Builds a mail once: the same dispatch always leaves as the same bytes under the same Message-ID. */
import { Injectable } from '@nestjs/common';
import {
  formatTicketNumber,
  parseTicketNumber,
  senderNameOf,
  writingValues,
  type EmailDispatch,
} from '@lib/contracts';
import { Database } from '@lib/database';
import { Clock, FileStore } from '@lib/platform';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { normalMessageId } from '../reading/mail-ids.js';
import { withMarker } from '../reading/hidden-marker.js';
import { readSenderWriting, type SenderWriting } from '../settings/mail-writing.service.js';
import { MailSigning } from './mail-signing.js';
import { MailTokens } from './mail-tokens.js';

export interface OutgoingMail {
  messageId: string;
  mailId: string;
  mailbox: string;
  envelopeFrom: string;
  recipients: string[];
  sha256: string;
  builtAt: Date;
  /** How often its bytes began to leave without a known end. */
  dataBegun: number;
  smtpResponse: string | null;
}

/** Whom the customer sees as the sender. */
interface Sender {
  name: string;
  address: string;
}

/** The address cannot be written to, whatever the server: no retry helps. */
export class UnusableAddress extends Error {
  override name = 'UnusableAddress';
}

/** One stored address is one envelope recipient: nothing in it may be read as a list, a comment or a command. */
const plainAddress = /^[^\s<>()[\],;:\\"@\u0000-\u001f]{1,64}@[^\s<>()[\],;:\\"@\u0000-\u001f]{1,255}$/;

const COLUMNS = `message_id AS "messageId", mail_id AS "mailId", mailbox, envelope_from AS "envelopeFrom", recipients, sha256,
  built_at AS "builtAt", data_begun AS "dataBegun", smtp_response AS "smtpResponse"`;

@Injectable()
export class OutgoingMails {
  private readonly composer = createComposer();

  constructor(
    private readonly database: Database,
    private readonly files: FileStore,
    private readonly tokens: MailTokens,
    private readonly clock: Clock,
    private readonly signing: MailSigning,
  ) {}

  async buildOnce(dispatch: EmailDispatch): Promise<OutgoingMail> {
    const built = await this.find(dispatch.messageId);
    if (built) return built;
    const recipients = [...dispatch.to, ...dispatch.cc].map((entry) => entry.address);
    const unusable = recipients.find((recipient) => !plainAddress.test(recipient));
    if (unusable !== undefined) throw new UnusableAddress(`${JSON.stringify(unusable)} is not an address`);
    const writing = await readSenderWriting(this.database, dispatch.mailbox);
    const from = { name: senderName(dispatch, writing), address: writing.displayAddress ?? dispatch.mailbox };
    const { ticketNumber, messageId } = dispatch;
    const mailId = this.tokens.messageId(ticketNumber, messageId, domainOf(from.address));
    const { sha256, size } = await this.files.put(
      await this.compose(dispatch, mailId, from, writing.asksWhenRead),
    );
    return this.remember(dispatch, { mailId, recipients: [...new Set(recipients)], sha256, size });
  }

  /** Durable before the first byte of the message leaves: a crash after it means we cannot know. */
  async dataBegins(messageId: string): Promise<void> {
    await this.database.query(`UPDATE email.outgoing SET data_begun = data_begun + 1 WHERE message_id = $1`, [
      messageId,
    ]);
  }

  /** The server said clearly that it did not take it: that try is out of the reckoning. */
  async dataRefused(messageId: string): Promise<void> {
    await this.database.query(
      `UPDATE email.outgoing SET data_begun = data_begun - 1 WHERE message_id = $1 AND data_begun > 0`,
      [messageId],
    );
  }

  async taken(messageId: string, response: string): Promise<void> {
    await this.database.query(
      `UPDATE email.outgoing SET smtp_response = $2, sent_at = now() WHERE message_id = $1`,
      [messageId, response.slice(0, 1_000)],
    );
  }

  private async find(messageId: string): Promise<OutgoingMail | undefined> {
    const [row] = await this.database.query<OutgoingMail>(
      `SELECT ${COLUMNS} FROM email.outgoing WHERE message_id = $1`,
      [messageId],
    );
    return row;
  }

  /** Two builders of the same message: the first row wins and names the bytes that leave. One statement, and so one commit. */
  private async remember(
    dispatch: EmailDispatch,
    built: { mailId: string; recipients: string[]; sha256: string; size: number },
  ): Promise<OutgoingMail> {
    const [kept] = await this.database.query<OutgoingMail>(
      `WITH referred AS (
         INSERT INTO email.mail_ref (message_id, thread_root, direction, of_id) VALUES ($2, $10, 'out', $1)
         ON CONFLICT (message_id) DO NOTHING)
       INSERT INTO email.outgoing AS built
         (message_id, mail_id, ticket_number, mailbox, envelope_from, recipients, sha256, size, built_at, data_begun)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)
       ON CONFLICT (message_id) DO UPDATE SET message_id = built.message_id RETURNING ${COLUMNS}`,
      [
        dispatch.messageId,
        built.mailId,
        formatTicketNumber(parseTicketNumber(dispatch.ticketNumber) ?? 0),
        dispatch.mailbox,
        this.tokens.bounceAddress(dispatch.mailbox, dispatch.messageId),
        JSON.stringify(built.recipients),
        built.sha256,
        built.size,
        this.clock.now(),
        normalMessageId(dispatch.references[0] ?? dispatch.inReplyTo ?? built.mailId),
      ],
    );
    if (!kept) throw new Error('the mail just built is gone');
    return kept;
  }

  private async compose(
    dispatch: EmailDispatch,
    mailId: string,
    from: Sender,
    asksWhenRead: boolean,
  ): Promise<Buffer> {
    const options = {
      ...headersOf(dispatch, mailId, this.tokens, from, asksWhenRead),
      text: dispatch.text,
      html: htmlPart(dispatch, mailId),
      date: this.clock.now(),
      attachments: await Promise.all(
        dispatch.attachments.map(async (attachment) => ({
          filename: attachment.name,
          contentType: attachment.type,
          content: await this.files.read(attachment.sha256),
          cid: attachment.contentId,
        })),
      ),
      ...(dispatch.calendarReply && { icalEvent: { method: 'REPLY', content: dispatch.calendarReply } }),
      dkim: await this.signing.keyFor(domainOf(from.address)),
      newline: 'windows',
    } satisfies SendMailOptions;
    const { message } = await this.composer.sendMail(options);
    if (!Buffer.isBuffer(message)) throw new Error('the mail was not built whole');
    return message;
  }
}

function createComposer() {
  return createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Addresses travel as objects, never as text that could be read as two. */
function headersOf(
  dispatch: EmailDispatch,
  mailId: string,
  tokens: MailTokens,
  from: Sender,
  asksWhenRead: boolean,
): SendMailOptions {
  const person = (entry: { address: string; name?: string }): { name: string; address: string } => ({
    name: oneLine(entry.name ?? ''),
    address: entry.address,
  });
  const requester = dispatch.to[0]?.address ?? '';
  return {
    messageId: `<${mailId}>`,
    from,
    to: dispatch.to.map(person),
    cc: dispatch.cc.map(person),
    replyTo: {
      name: from.name,
      address: tokens.replyAddress(dispatch.mailbox, dispatch.ticketNumber, dispatch.messageId, requester),
    },
    subject: oneLine(dispatch.subject),
    inReplyTo: dispatch.inReplyTo ? bracketed(dispatch.inReplyTo) : undefined,
    references: dispatch.references.length > 0 ? dispatch.references.map(bracketed) : undefined,
    headers: {
      'X-Guichet-Loop': tokens.loopMark(mailId),
      ...(dispatch.automatic && { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' }),
      // To where bounces go: a program that finds another address there than in Return-Path must not answer by itself (RFC 8098 §2.1).
      ...(asksWhenRead &&
        !dispatch.automatic && {
          'Disposition-Notification-To': tokens.bounceAddress(dispatch.mailbox, dispatch.messageId),
        }),
    },
    xMailer: false,
  };
}

/** A person of the house, as the mailbox names them; what nobody wrote comes from the house alone. */
function senderName({ fromName, automatic }: EmailDispatch, writing: SenderWriting): string {
  const values = writingValues(writing, writing.company, fromName);
  return automatic ? values.company || values['agent.name'] : senderNameOf(writing, values);
}

/** What a person wrote in lines alone gets an HTML part as well: only there the hidden mark has a place. */
function htmlPart({ html, text, automatic }: EmailDispatch, mailId: string): string | undefined {
  if (automatic) return html;
  const lines = escaped(text).replace(/\n/g, '<br>');
  return withMarker(html ?? `<div>${lines}</div>`, mailId);
}

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);

function bracketed(id: string): string {
  return `<${normalMessageId(id.replace(/^mid:/, ''))}>`;
}

function oneLine(text: string): string {
  return text.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
