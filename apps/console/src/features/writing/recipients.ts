/** To whom a mail goes: the person who asked, and nobody else unless the writer says so. */
import type { Ticket, TimelineItem } from '@lib/contracts';
import { mailAddress } from '../ticket/channels.js';
import type { Words } from './draft-keeper.js';

export interface Recipients {
  to: string[];
  cc: string[];
  /** Were copied in before, and are not now: one press adds them. */
  suggested: string[];
}

const ADDRESS = /^[^\s@,;<>"]{1,64}@[^\s@,;<>"]+\.[^\s@,;<>".]{2,}$/;
export const MOST_RECIPIENTS = 48;

/** The usual one is the address they last wrote from themselves, as the server has it: others are written to by name. */
export function recipientsOf(
  ticket: Ticket,
  items: readonly TimelineItem[],
  { to, cc }: Pick<Words, 'to' | 'cc'>,
): Recipients {
  const last = items.findLast(
    ({ channel, direction, author, data }) =>
      channel === 'email' && direction === 'in' && author.id === ticket.customer.id && !data.automatic,
  );
  const usual = typeof last?.data.from === 'string' ? last.data.from : mailAddress(ticket);
  const chosen = { to: to ?? (usual === null ? [] : [usual]), cc: cc ?? [] };
  const named = new Set([...chosen.to, ...chosen.cc].map((address) => address.toLowerCase()));
  return { ...chosen, suggested: ticket.participants.filter((address) => !named.has(address.toLowerCase())) };
}

/** Addresses in what was typed or pasted; null when something in it is none. */
export function addressesIn(typed: string): string[] | null {
  const parts = typed
    .split(/[,;\s]+/)
    .map((part) => part.replace(/^<|>$/g, ''))
    .filter((part) => part !== '');
  return parts.length > 0 && parts.every((part) => ADDRESS.test(part)) ? parts : null;
}

/** Each address once, in either line. */
export function withAddresses(
  line: readonly string[],
  more: readonly string[],
  other: readonly string[],
): string[] {
  const known = new Set([...line, ...other].map((address) => address.toLowerCase()));
  const fresh = more.filter((address) => {
    const key = address.toLowerCase();
    return !known.has(key) && known.add(key);
  });
  return [...line, ...fresh].slice(0, MOST_RECIPIENTS);
}
