/** The signed marks by which a returning mail proves which ticket and message it answers: reply address, Message-ID, bounce address, loop mark. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, parseTicketNumber } from '@lib/contracts';
import { Secrets } from '@lib/platform';

const VERSION = 1;
/** RFC 5321: what stands before the @ has at most 64 characters. */
const MAX_LOCAL = 64;
const SUFFIX_BYTES = 6;
const MAC_LENGTH = 26;
const SHORT_MAC_LENGTH = 16;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export interface ReplyToken {
  mailbox: string;
  ticketNumber: string;
  /** Last bytes of the id of the message that carried it, as hex; '' in very long mailbox names. */
  messageSuffix: string;
  payload: string;
  mac: string;
}

@Injectable()
export class MailTokens {
  constructor(private readonly secrets: Secrets) {}

  /** `support+t<payload>.<mac>@…`: bound to mailbox, ticket and the recipient it was made for. */
  replyAddress(mailbox: string, ticketNumber: string, messageId: string, recipient: string): string {
    const [local, domain] = splitAddress(mailbox);
    for (const suffixBytes of [SUFFIX_BYTES, 0]) {
      const payload = base32(
        Buffer.concat([
          Buffer.from([VERSION]),
          ticketBytes(ticketNumber),
          uuidBytes(messageId).subarray(16 - suffixBytes),
        ]),
      );
      const token = `${local}+t${payload}.${this.replyMac(mailbox, payload, recipient)}`;
      if (token.length <= MAX_LOCAL) return `${token}@${domain}`;
    }
    return mailbox;
  }

  readReplyAddress(address: string): ReplyToken | null {
    const found = /^(.+)\+t([a-z2-7]{10,24})\.([a-z2-7]{26})@([^@]+)$/i.exec(address);
    const [, local, payload, mac, domain] = found ?? [];
    if (!local || !payload || !mac || !domain) return null;
    const bytes = fromBase32(payload.toLowerCase());
    if (bytes[0] !== VERSION || bytes.length < 6) return null;
    return {
      mailbox: `${local}@${domain}`.toLowerCase(),
      ticketNumber: formatTicketNumber(bytes.readUIntBE(1, 5)),
      messageSuffix: bytes.subarray(6).toString('hex'),
      payload: payload.toLowerCase(),
      mac: mac.toLowerCase(),
    };
  }

  /** Was this very token made for this recipient? */
  issuedTo(token: ReplyToken, recipient: string): boolean {
    return sameText(this.replyMac(token.mailbox, token.payload, recipient), token.mac);
  }

  /** The same message always gets the same id, so that a retry after any crash is recognised by the receiver. */
  messageId(ticketNumber: string, messageId: string, domain: string): string {
    const ticket = String(parseTicketNumber(ticketNumber) ?? 0);
    const message = uuidBytes(messageId).toString('hex');
    const salt = this.mac('mail-id-salt', message, 8);
    return `t.${ticket}.${message}.${salt}.${this.mac('mail-id', `${ticket}.${message}.${salt}`, MAC_LENGTH)}@${domain}`;
  }

  /** Null unless we made it. */
  readMessageId(id: string): { ticketNumber: string; messageId: string } | null {
    const found = /^t\.(\d{1,12})\.([0-9a-f]{32})\.([a-z2-7]{8})\.([a-z2-7]{26})@/i.exec(id);
    const [, ticket, message, salt, mac] = found ?? [];
    if (!ticket || !message || !salt || !mac) return null;
    if (!sameText(this.mac('mail-id', `${ticket}.${message}.${salt}`, MAC_LENGTH), mac)) return null;
    return { ticketNumber: formatTicketNumber(Number(ticket)), messageId: uuidText(message) };
  }

  /** Envelope sender: a bounce comes back to it and names the message by itself. */
  bounceAddress(mailbox: string, messageId: string): string {
    const [local, domain] = splitAddress(mailbox);
    const message = base32(uuidBytes(messageId));
    const token = `${local}+b${message}.${this.mac('mail-bounce', message, SHORT_MAC_LENGTH)}`;
    return token.length <= MAX_LOCAL ? `${token}@${domain}` : mailbox;
  }

  readBounceAddress(address: string): { mailbox: string; messageId: string } | null {
    const found = /^(.+)\+b([a-z2-7]{26})\.([a-z2-7]{16})@([^@]+)$/i.exec(address);
    const [, local, message, mac, domain] = found ?? [];
    if (!local || !message || !mac || !domain) return null;
    if (!sameText(this.mac('mail-bounce', message.toLowerCase(), SHORT_MAC_LENGTH), mac.toLowerCase()))
      return null;
    return {
      mailbox: `${local}@${domain}`.toLowerCase(),
      messageId: uuidText(fromBase32(message.toLowerCase()).toString('hex')),
    };
  }

  /** Whose mail this is, for the guard against talking to ourselves. */
  loopMark(messageId: string): string {
    return `${messageId} ${this.mac('mail-loop', messageId, MAC_LENGTH)}`;
  }

  isOwnLoopMark(mark: string): boolean {
    const [messageId, mac] = mark.trim().split(/\s+/);
    return (
      messageId !== undefined &&
      mac !== undefined &&
      sameText(this.mac('mail-loop', messageId, MAC_LENGTH), mac)
    );
  }

  private replyMac(mailbox: string, payload: string, recipient: string): string {
    return this.mac(
      'mail-reply',
      `${mailbox.toLowerCase()}\n${payload}\n${recipient.toLowerCase()}`,
      MAC_LENGTH,
    );
  }

  private mac(purpose: string, text: string, length: number): string {
    return base32(Buffer.from(this.secrets.sign(purpose, text), 'base64url')).slice(0, length);
  }
}

function splitAddress(address: string): [string, string] {
  const at = address.lastIndexOf('@');
  return [address.slice(0, at), address.slice(at + 1).toLowerCase()];
}

function ticketBytes(ticketNumber: string): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUIntBE(parseTicketNumber(ticketNumber) ?? 0, 0, 5);
  return bytes;
}

function uuidBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function uuidText(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)]
    .join('-')
    .toLowerCase();
}

/** Lower-case letters and digits only: mail systems fold the case of what stands before the @. */
function base32(bytes: Buffer): string {
  let text = '';
  let held = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    held += 8;
    while (held >= 5) {
      text += ALPHABET[(value >>> (held - 5)) & 31];
      held -= 5;
    }
    value &= 0xff;
  }
  return held > 0 ? text + ALPHABET[(value << (5 - held)) & 31] : text;
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let held = 0;
  let value = 0;
  for (const letter of text) {
    value = ((value & 0xff) << 5) | ALPHABET.indexOf(letter);
    held += 5;
    if (held >= 8) {
      bytes.push((value >>> (held - 8)) & 0xff);
      held -= 8;
    }
  }
  return Buffer.from(bytes);
}

/** Digests first, so that the time says nothing about where they differ. */
function sameText(a: string, b: string): boolean {
  return createHash('sha256').update(a).digest().equals(createHash('sha256').update(b).digest());
}
