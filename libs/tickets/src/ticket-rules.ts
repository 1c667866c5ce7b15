/** The ticket's pure rules: which status may follow which, how priorities rank, what a subject is. */
import type { InboundMessage, Priority, TicketStatus } from '@lib/contracts';

/** new → open ⇄ pending ⇄ on-hold → resolved → closed; a reply reopens until closed (house words). */
const moves: Record<TicketStatus, readonly TicketStatus[]> = {
  new: ['open', 'pending', 'on-hold', 'resolved'],
  open: ['pending', 'on-hold', 'resolved'],
  pending: ['open', 'on-hold', 'resolved'],
  'on-hold': ['open', 'pending', 'resolved'],
  resolved: ['open', 'closed'],
  closed: [],
};

export function mayMove(from: TicketStatus, to: TicketStatus): boolean {
  return from === to || moves[from].includes(to);
}

/**
 * Why no machine may answer this mail: an answer to a machine is a loop, one to a forged sender reaches a stranger. Kept with
 * the message, because what the mail's head said is known only when it comes in.
 */
export function neverAnswered({ automatic, trust, data, invitation }: InboundMessage): {
  neverAnswer?: string;
} {
  const flags: readonly unknown[] = Array.isArray(data['flags']) ? data['flags'] : [];
  if (typeof data['possibleLoop'] === 'string') return { neverAnswer: 'possible-loop' };
  if (automatic) return { neverAnswer: automatic.bulk && !automatic.auto ? 'bulk' : 'automatic' };
  if (trust === 'fail' || flags.includes('spf-fail')) return { neverAnswer: 'sender-not-trusted' };
  if (flags.includes('no-sender') || flags.includes('ambiguous-sender'))
    return { neverAnswer: 'sender-unclear' };
  // They wrote to a colleague and not to us: the first word they hear is a person's.
  if (flags.includes('forwarded')) return { neverAnswer: 'forwarded' };
  // A calendar wants yes or no: what a machine writes back would be read as neither, by a machine.
  if (invitation) return { neverAnswer: 'invitation' };
  return {};
}

/** What a customer's own words do to the status; automatic mail never calls this. */
export function afterCustomerMessage(status: TicketStatus): TicketStatus {
  return status === 'new' || status === 'closed' ? status : 'open';
}

export const priorityRank: Record<Priority, number> = { low: 0, normal: 1, high: 2, urgent: 3 };

const prefix =
  /^\s*(?:(?:re|aw|antw|sv|vs|rif|ref|odp|ynt|wg|tr|fwd?|fw|réf|rép)\s*(?:\[\d+\])?\s*:\s*|\[G-\d{1,9}\]\s*)+/i;

/** A subject without reply prefixes and our own tag, cut to what a list can show. */
export function plainSubject(subject: string | undefined): string {
  return (subject ?? '').replace(prefix, '').trim().slice(0, 300);
}

/** A subject for matters that began without one: the first words, whole. */
export function subjectFromText(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= 80) return line;
  const cut = line.slice(0, 80);
  const space = cut.lastIndexOf(' ');
  return `${space > 40 ? cut.slice(0, space) : cut}…`;
}
