/** Whether a mail that says to come from a colleague may act for one: the single place that decides it. */
import type { InboundMessage } from '@lib/contracts';

/**
 * Proven by the sender's own mail system; or, where nobody judged it, sent from the domain of the mailbox it came to and
 * disowned by nobody: the house's own server lets no stranger write under its name.
 */
export function isProvenColleague({ from, to, trust, data }: InboundMessage): boolean {
  if (trust === 'pass') return true;
  const flags: readonly unknown[] = Array.isArray(data['flags']) ? data['flags'] : [];
  if (trust === 'fail' || flags.includes('spf-fail')) return false;
  return domainOf(from.value) === domainOf(to.value);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
