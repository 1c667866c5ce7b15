/** The connection to the server: measured while the check is open. */
import { useEffect, useState } from 'react';
import { useSay } from '../../i18n.js';
import { roundTripMs, useLive } from '../../rt/live.js';

export function NetworkPart() {
  const say = useSay();
  const liveNow = useLive((state) => state.status.kind === 'live');
  const [ms, setMs] = useState<number | null>(null);
  useEffect(() => {
    if (!liveNow) return setMs(null);
    const measure = (): void => void roundTripMs().then(setMs, () => setMs(null));
    measure();
    const timer = setInterval(measure, 3_000);
    return () => clearInterval(timer);
  }, [liveNow]);
  return (
    <section className="check" aria-labelledby="check-network">
      <h3 id="check-network">{say('device.network')}</h3>
      <p className="num">
        {ms === null ? say(liveNow ? 'common.loading' : 'device.down') : say('device.rtt', { ms })}
      </p>
    </section>
  );
}
