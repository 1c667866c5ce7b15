/** Above a thread: the call I moved into a queue waits there, and may be mine again. */
import { PhoneForwarded } from 'lucide-react';
import type { MeView, Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { takeBack } from './call-acts.js';

export function MovedCallBanner({ ticket, me }: { ticket: Ticket; me: MeView }) {
  const say = useSay();
  const queues = useLive((state) => state.queues);
  const call = ticket.live.find(
    ({ channel, state, movedBy, agent }) =>
      channel === 'voice' && movedBy === me.id && !agent && (state === 'waiting' || state === 'offered'),
  );
  if (!call) return null;
  const name = (call.queueId && queues.get(call.queueId)?.name) ?? '';
  return (
    <section className="wrapbar" aria-labelledby={`moved-${call.id}`} data-testid="moved-call">
      <PhoneForwarded className="ic" aria-hidden="true" />
      <span>
        <h2 id={`moved-${call.id}`}>{say('call.moved', { name })}</h2>
        <small>{say('call.moved-text')}</small>
      </span>
      <button
        type="button"
        className="btn sm"
        onClick={() => void takeBack(call.id)}
        data-testid="call-take-back"
      >
        {say('call.take-back')}
      </button>
    </section>
  );
}
