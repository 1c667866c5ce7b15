/** What a customer is called on screen: their name, else an address one can recognise, else plainly unknown. */
import type { IdentityView } from '@lib/contracts';
import type { Say } from '../../i18n.js';

interface Named {
  name: string | null;
  identities?: IdentityView[];
}

export function customerName(customer: Named, say: Say): string {
  const address = customer.identities?.find((identity) => identity.kind !== 'visitor')?.value;
  return customer.name ?? address ?? say('customer.unknown');
}

/** A number or an e-mail address tells an agent something; a visitor's id does not. */
export function reachable(address: string | null): string | null {
  return address && !/^(visitor|anonymous):/.test(address) ? address : null;
}
