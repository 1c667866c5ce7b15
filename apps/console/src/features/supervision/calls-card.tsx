/** The calls that go on, for supervisors: who asks for help first, who already listens, and the ways to listen and to answer. */
import { useEffect, useRef, useState } from 'react';
import { Link } from '@tanstack/react-router';
import { Hand, Headphones, MessageSquareReply } from 'lucide-react';
import type { MeView, WatchedCall } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { prefer, preferences } from '../../preferences.js';
import { useCell } from '../../rt/cell.js';
import { useNow } from '../../ui/now.js';
import { timerText } from '../../ui/time-text.js';
import { CallSound } from '../voice/call-sound.js';
import { LiveTable } from '../live/live-table.js';
import { ReasonDialog, type Act } from '../live/reason-dialog.js';
import { playForHelp } from '../offer/ring.js';
import { answerAct, listenAct, lowerHand } from './listening-acts.js';
import { listenerText } from './listener-text.js';
import './supervision.css';

export function CallsCard({ calls, me }: { calls: readonly WatchedCall[]; me: MeView }) {
  const say = useSay();
  const [act, setAct] = useState<Act | null>(null);
  const sound = useCell(preferences, (value) => value.helpSound);
  useHelpSound(calls.filter((call) => asks(call) && call.watchers.includes(me.id)));
  return (
    <section className="card flush" data-testid="live-calls">
      <h2 className="with-switch">
        {say('supervision.calls')}
        <label className="switch">
          <span>{say('supervision.sound')}</span>
          <input
            type="checkbox"
            role="switch"
            checked={sound}
            onChange={() => prefer({ helpSound: !sound })}
            data-testid="help-sound"
          />
        </label>
      </h2>
      {calls.length === 0 ? (
        <p className="muted pad">{say('supervision.no-calls')}</p>
      ) : (
        <LiveTable
          label="supervision.calls"
          heads={[
            'supervision.agent',
            'live.ticket',
            'live.queue',
            'supervision.lasts',
            'quality.head',
            'supervision.who-listens',
          ]}
        >
          {calls.map((call) => (
            <CallRow key={call.interactionId} call={call} me={me} onAct={setAct} />
          ))}
        </LiveTable>
      )}
      {act && <ReasonDialog act={act} onClose={() => setAct(null)} />}
    </section>
  );
}

interface RowProps {
  call: WatchedCall;
  me: MeView;
  onAct: (act: Act) => void;
}

function CallRow({ call, me, onAct }: RowProps) {
  const say = useSay();
  const now = useNow();
  const { agent, ticket, queue, hand, listeners } = call;
  return (
    <tr data-testid="live-call" data-number={ticket.number} data-help={asks(call)}>
      <th scope="row">
        {agent.name}
        {hand && (
          <small className="hand" data-testid="live-hand">
            <Hand className="ic" aria-hidden="true" />
            {hand.answer
              ? say('supervision.help-answered', { name: hand.answer.by.name, text: hand.answer.text })
              : say(hand.words ? 'supervision.help-words' : 'supervision.help-asked', {
                  words: hand.words ?? '',
                })}
          </small>
        )}
      </th>
      <td>
        <Link to="/work/$ticket" params={{ ticket: ticket.number }}>
          {ticket.number}
        </Link>
        <small className="clip">{ticket.subject}</small>
      </td>
      <td>{queue?.name ?? '–'}</td>
      <td className="num">
        {timerText(now - Date.parse(call.since))}
        {call.held && <small>{say('supervision.on-hold')}</small>}
      </td>
      <td>{call.quality ? <CallSound quality={call.quality} colleague={agent.name} /> : '–'}</td>
      <td className="wrap">
        {listeners.length === 0 && '–'}
        {listeners.map((listener) => (
          <span key={listener.supervisor.id} className="told-one">
            {listenerText(listener, say)}
          </span>
        ))}
      </td>
      <td>
        <CallActs call={call} me={me} onAct={onAct} />
      </td>
    </tr>
  );
}

function CallActs({ call, me, onAct }: RowProps) {
  const say = useSay();
  const name = call.agent.name;
  if (!call.watchers.includes(me.id)) return null;
  const listens = call.listeners.some(({ supervisor }) => supervisor.id === me.id);
  return (
    <span className="call-acts">
      {asks(call) && (
        <>
          <button
            type="button"
            className="btn sm"
            aria-label={say('supervision.answer-of', { name })}
            onClick={() => onAct(answerAct(call, say))}
            data-testid="help-answer"
          >
            <MessageSquareReply className="ic" aria-hidden="true" />
            {say('supervision.answer')}
          </button>
          <button
            type="button"
            className="btn sm ghost"
            aria-label={say('supervision.lower-of', { name })}
            onClick={() => void lowerHand(call.interactionId)}
            data-testid="help-lower"
          >
            {say('supervision.lower')}
          </button>
        </>
      )}
      {!listens && (
        <button
          type="button"
          className="btn sm"
          aria-label={say('supervision.listen-of', { name })}
          onClick={() => onAct(listenAct(call, say))}
          data-testid="listen"
        >
          <Headphones className="ic" aria-hidden="true" />
          {say('supervision.listen')}
        </button>
      )}
    </span>
  );
}

function asks({ hand }: WatchedCall): boolean {
  return hand !== null && hand.answer === null;
}

/** Once for each hand that goes up while the page is open, and only for who switched it on. */
function useHelpSound(asking: readonly WatchedCall[]): void {
  const known = useRef<Set<string> | null>(null);
  const now = asking.map(({ interactionId, hand }) => `${interactionId} ${hand?.since}`).join('\n');
  useEffect(() => {
    const up = new Set(now.split('\n').filter(Boolean));
    const fresh = known.current !== null && [...up].some((one) => !known.current?.has(one));
    known.current = up;
    if (fresh) playForHelp();
  }, [now]);
}
