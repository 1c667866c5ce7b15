/** Says at once, and with seconds, that what is shown may be old; and when it is true again. */
import { useEffect, useRef } from 'react';
import { WifiOff } from 'lucide-react';
import { say, useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { useNow, serverNow } from '../../ui/now.js';
import { showToast } from '../../ui/toast.js';
import { usePhone } from '../voice/phone.js';

export function ConnectionBanner() {
  const status = useLive((state) => state.status);
  const known = useLive((state) => state.me !== null);
  const wasDown = useRef(false);
  useEffect(() => {
    if (status.kind === 'live' && wasDown.current) showToast({ text: say('connection.back') });
    wasDown.current = status.kind !== 'live' && (wasDown.current || known);
  }, [status.kind, known]);
  if (status.kind === 'live' || !known) return null;
  return <Banner since={Date.parse(status.since)} />;
}

function Banner({ since }: { since: number }) {
  const say = useSay();
  const now = useNow();
  const phone = usePhone();
  const seconds = Math.max(0, Math.round((now - (serverNow() - Date.now()) - since) / 1_000));
  return (
    <div className="ban" role="status" aria-live="polite" data-testid="connection-banner">
      <WifiOff className="ic" aria-hidden="true" />
      <span>
        <b aria-live="off" className="num">
          {say('connection.lost', { seconds })}
        </b>{' '}
        {phone?.status === 'talking' && `${say('connection.call-goes-on')} `}
        {say('connection.safe')}
      </span>
    </div>
  );
}
