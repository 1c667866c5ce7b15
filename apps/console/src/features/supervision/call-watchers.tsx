/** On my own call: who listens, since when, why and how they are heard; shown from the moment it was asked for. */
import { Ear } from 'lucide-react';
import type { CallListener } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { listenerText, purposeText } from './listener-text.js';

export function CallWatchers({ listeners }: { listeners: readonly CallListener[] }) {
  const say = useSay();
  return listeners.map((listener) => (
    <p
      className="said"
      role="status"
      key={listener.supervisor.id}
      data-testid="call-listener"
      data-state={listener.state}
      data-mode={listener.mode}
    >
      <Ear className="ic" aria-hidden="true" />
      <span>
        {listenerText(listener, say)} ({purposeText(listener, say)})
      </span>
    </p>
  ));
}
