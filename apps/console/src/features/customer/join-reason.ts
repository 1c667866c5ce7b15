/** Why an address was joined to a customer, from the short form the resolver keeps, as a sentence. */
import type { IdentityView } from '@lib/contracts';
import type { Say } from '../../i18n.js';

type Address = Pick<IdentityView, 'kind' | 'value'>;

export function joinReason(identity: Address, reason: string, say: Say): string {
  if (reason === 'caller-number') return say('join.caller-number');
  const [how = '', ...rest] = reason.split(':');
  const address = rest.join(':');
  if (how.startsWith('had-given-')) return say('join.had-given', { address });
  if (!how.startsWith('gave-')) return reason;
  return identity.kind === 'visitor'
    ? say('join.visitor-gave', { address })
    : say('join.gave', { value: identity.value, address });
}
