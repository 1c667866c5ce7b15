/** Mails that a colleague passes on: made again what they were before, for whoever wrote them; or a question when that is not one person. */
import { Injectable } from '@nestjs/common';
import type { Address, ForwardDoubt, ForwardedMail, ForwardedView, InboundMessage } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { isProvenColleague } from './colleague-proof.js';

/** What a colleague wrote above stays with them; the letter is the customer's. */
export interface PassedOn {
  colleague: Principal;
  original: ForwardedMail;
  /** The letter's author, or why nobody can say who that is. */
  sender: Address | null;
  doubt: ForwardDoubt | null;
  candidates: Address[];
}

@Injectable()
export class PassedOnMails {
  /** Null when it passes nothing on, or when who did is no proven colleague: then it is a mail like any other. */
  async read(tx: Tx, inbound: InboundMessage): Promise<PassedOn | null> {
    const original = inbound.forwarded;
    if (!original || inbound.automatic || !isProvenColleague(inbound)) return null;
    const [agent] = await tx.query<{ id: string; name: string; role: Principal['role'] }>(
      `SELECT id, name, role FROM agents.agent WHERE lower(email) = lower($1) AND disabled_at IS NULL`,
      [inbound.from.value],
    );
    if (!agent) return null;
    const colleague: Principal = {
      agentId: agent.id,
      name: agent.name,
      role: agent.role,
      sessionId: newId(),
    };
    const named = [...original.senders, ...original.others].filter(({ value }) => isAddress(value));
    const ours = await this.ours(tx, named);
    const senders = original.senders.filter(({ value }) => isAddress(value));
    const doubt = doubtOf(senders, ours);
    const candidates = named.filter(
      ({ value }, at) =>
        !ours.has(value.toLowerCase()) &&
        named.findIndex((one) => one.value.toLowerCase() === value.toLowerCase()) === at,
    );
    return { colleague, original, doubt, sender: doubt ? null : (senders[0] ?? null), candidates };
  }

  /** Lower-case: our mailboxes and every colleague's address, also of those who left. */
  async ours(tx: Tx, addresses: Pick<Address, 'value'>[]): Promise<ReadonlySet<string>> {
    const asked = [...new Set(addresses.map(({ value }) => value.toLowerCase()))];
    if (asked.length === 0) return new Set();
    const rows = await tx.query<{ address: string }>(
      `SELECT given AS address FROM unnest($1::text[]) AS given
       WHERE EXISTS (SELECT 1 FROM agents.agent WHERE lower(email) = given)
          OR EXISTS (SELECT 1 FROM routing.entry_point WHERE channel = 'email' AND lower(address) = given)
          OR EXISTS (SELECT 1 FROM email.mailbox
                     WHERE lower(address) IN (given, regexp_replace(given, '\\+[^@]*@', '@')) OR aliases ? given)`,
      [asked],
    );
    return new Set(rows.map(({ address }) => address));
  }
}

/** The letter in the shape it would have had if its author had sent it to us. Nobody vouches for it but the colleague. */
export function letterOf(
  inbound: InboundMessage,
  original: ForwardedMail,
  { sender, colleague }: { sender: Address; colleague: Pick<Principal, 'agentId' | 'name'> },
): InboundMessage {
  const { forwarded: _, replyText: __, html: ___, ...outer } = inbound;
  const view: ForwardedView = { by: colleague.name, byId: colleague.agentId, sentAt: original.sentAt };
  return {
    ...outer,
    from: sender,
    cc: [],
    claims: [],
    trust: 'none',
    subject: original.subject,
    text: original.text,
    replyText: original.replyText,
    ...(original.html !== undefined && { html: original.html }),
    attachments: original.attachments,
    threadKeys: original.threadKeys,
    data: {
      rawMailId: inbound.data['rawMailId'],
      messageId: original.messageId,
      flags: ['forwarded'],
      forwarded: view,
    },
  };
}

function doubtOf(senders: Address[], ours: ReadonlySet<string>): ForwardDoubt | null {
  const [first, ...more] = senders;
  if (!first) return 'nobody-named';
  if (more.length > 0) return 'several';
  return ours.has(first.value.toLowerCase()) ? 'ours' : null;
}

function isAddress(value: string): boolean {
  return /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,190}\.[^\s@<>,;".]{2,}$/.test(value);
}
