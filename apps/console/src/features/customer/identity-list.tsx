/** The addresses of a customer, each with how sure we are that it is theirs. */
import { AtSign, Globe, Phone, ShieldCheck } from 'lucide-react';
import type { IdentityView } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { joinReason } from './join-reason.js';

const icons = { email: AtSign, phone: Phone, visitor: Globe } as const;
const kinds: Record<IdentityView['kind'], MessageId> = {
  email: 'customer.identity-email',
  phone: 'customer.identity-phone',
  visitor: 'customer.identity-visitor',
};

export function IdentityList({ identities }: { identities: IdentityView[] }) {
  const say = useSay();
  return (
    <ul className="told" data-testid="identities">
      {identities.map((identity) => {
        const Icon = icons[identity.kind];
        return (
          <li key={identity.id} data-proof={identity.proof}>
            <Icon className="ic" aria-hidden="true" />
            <span>
              <span className="sr">{say(kinds[identity.kind])}: </span>
              <span className="value">
                {identity.kind === 'visitor' ? say('customer.identity-visitor') : identity.value}
              </span>{' '}
              {identity.kind !== 'visitor' && (
                <small title={identity.evidence ? joinReason(identity, identity.evidence, say) : undefined}>
                  {identity.proof !== 'claimed' && <ShieldCheck className="ic tiny" aria-hidden="true" />}
                  {say(`customer.proof-${identity.proof}`)}
                </small>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Verified means that an address is proven or was confirmed by a colleague; a browser alone proves nobody. */
export const isVerified = (identities: IdentityView[]): boolean =>
  identities.some((identity) => identity.kind !== 'visitor' && identity.proof !== 'claimed');
