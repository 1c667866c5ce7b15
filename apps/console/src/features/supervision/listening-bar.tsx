/** Over every page while I listen to a colleague's call: whose, how I am heard, and the ways to change that and to leave. */
import { Ear, Headphones, LogOut, Users } from 'lucide-react';
import type { CallListener, ListeningMode, MeView, WatchedCall } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { usePhone } from '../voice/phone.js';
import { setListening, stopListening } from './listening-acts.js';
import './supervision.css';

const modes = [
  { mode: 'listen', label: 'supervision.mode-listen', Icon: Headphones },
  { mode: 'whisper', label: 'supervision.mode-whisper', Icon: Ear },
  { mode: 'barge', label: 'supervision.mode-barge', Icon: Users },
] as const satisfies readonly { mode: ListeningMode; label: MessageId; Icon: unknown }[];

const heard = {
  listen: 'supervision.heard-listen',
  whisper: 'supervision.heard-whisper',
  barge: 'supervision.heard-barge',
} as const satisfies Record<ListeningMode, MessageId>;

export function ListeningBar({ me }: { me: MeView }) {
  const calls = useLive((state) => state.overview?.calls);
  for (const call of calls ?? []) {
    const mine = call.listeners.find(({ supervisor }) => supervisor.id === me.id);
    if (mine) return <Bar call={call} mine={mine} />;
  }
  return null;
}

function Bar({ call, mine }: { call: WatchedCall; mine: CallListener }) {
  const say = useSay();
  const phone = usePhone();
  const { name } = call.agent;
  const here = mine.state === 'here';
  return (
    <section
      className="listening"
      aria-label={say('supervision.bar')}
      data-testid="listening-bar"
      data-state={mine.state}
      data-mode={mine.mode}
    >
      <p role="status">
        <b>{say('supervision.on-call-of', { name, number: call.ticket.number })}</b>
        <small>{say(here ? heard[mine.mode] : 'supervision.phone-rung', { name })}</small>
        {mine.refusal && <small className="fault">{say(`supervision.refusal-${mine.refusal}`)}</small>}
        {phone?.error && <small className="fault">{say(phone.error.help)}</small>}
      </p>
      <div className="modes" role="group" aria-label={say('supervision.how-heard')}>
        {modes.map(({ mode, label, Icon }) => (
          <button
            type="button"
            key={mode}
            aria-pressed={here && mine.mode === mode}
            disabled={!here}
            onClick={() => void setListening(call.interactionId, mode)}
            data-testid={`listening-${mode}`}
          >
            <Icon className="ic" aria-hidden="true" />
            {say(label)}
          </button>
        ))}
        <button
          type="button"
          className="end"
          onClick={() => void stopListening(call.interactionId)}
          data-testid="listening-leave"
        >
          <LogOut className="ic" aria-hidden="true" />
          {say('supervision.leave')}
        </button>
      </div>
    </section>
  );
}
