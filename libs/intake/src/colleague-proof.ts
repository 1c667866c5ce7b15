/** Whether a mail that says to come from a colleague may act for one: the single place that decides it. */
import { trustOf, type InboundMessage } from '@lib/contracts';

/**
 * Proven by the sender's own mail system; or, where there was nothing to judge it by, sent from the domain of the mailbox it
 * came to: the house's own server lets no stranger write under its name. What was looked at and not proven is a stranger's.
 */
export function isProvenColleague(inbound: InboundMessage): boolean {
  const { from, to, data } = inbound;
  const { verdict, why } = trustOf(inbound);
  if (verdict === 'pass') return true;
  const flags: readonly unknown[] = Array.isArray(data['flags']) ? data['flags'] : [];
  if (verdict === 'fail' || why !== 'nothing-to-check' || flags.includes('spf-fail')) return false;
  return domainOf(from.value) === domainOf(to.value);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
