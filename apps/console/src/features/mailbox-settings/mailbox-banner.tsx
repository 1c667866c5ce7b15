/** Over every page of supervisors and administrators: a mailbox has not been read for minutes, or somebody must give permission again. */
import { Link } from '@tanstack/react-router';
import { MailWarning } from 'lucide-react';
import type { MeView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';

export function MailboxBanner({ me }: { me: MeView }) {
  const say = useSay();
  const failing = useLive((state) => state.overview?.mailboxes)?.filter(({ alarming }) => alarming) ?? [];
  const [first] = failing;
  return (
    <div role="status">
      {first && me.role !== 'agent' && (
        <div className="ban" data-testid="mailbox-banner">
          <MailWarning className="ic" aria-hidden="true" />
          <span>
            <b>
              {failing.length === 1
                ? say('mailboxes.banner-one', { address: first.address })
                : say('mailboxes.banner-many', { count: failing.length })}
            </b>{' '}
            {first.fault && say(`mailboxes.fault-${first.fault}`)}
          </span>
          <Link
            to="/settings/$section"
            params={{ section: 'mailboxes' }}
            className="btn sm"
            data-testid="mailbox-banner-open"
          >
            {say('mailboxes.banner-open')}
          </Link>
        </div>
      )}
    </div>
  );
}
