/** The dark bar during a call: who, how long, and the controls; on another page it leads back to the call's ticket. */
import { useEffect, useRef, useState } from 'react';
import { Link } from '@tanstack/react-router';
import { Popover } from 'radix-ui';
import { Grip, Mic, MicOff, Pause, Phone, PhoneOff, Play, TriangleAlert } from 'lucide-react';
import type { InteractionView, MeView } from '@lib/contracts';
import { useSay, type Say } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { useNow } from '../../ui/now.js';
import { timerText } from '../../ui/time-text.js';
import { Tip } from '../../ui/tip.js';
import { cancelCallback } from '../callback/callback-acts.js';
import { customerName } from '../customer/customer-name.js';
import { runCommand, useCommand } from '../keyboard/commands.js';
import { AskHelp, RaisedHandLine } from '../supervision/ask-help.js';
import { CallWatchers } from '../supervision/call-watchers.js';
import { endInteraction } from '../ticket/ticket-commands.js';
import { toggleHold } from './call-acts.js';
import { AskColleague } from './call-colleague.js';
import { CallParties } from './call-parties.js';
import { ToQueue } from './call-to-queue.js';
import { CallSound } from './call-sound.js';
import { heldFor, myCall, resumesAt, type MyCall } from './my-call.js';
import { RecordingLine } from './recording-line.js';
import { currentPhone, usePhone } from './phone.js';
import './voice.css';

interface Props {
  me: MeView;
  /** The ticket on screen, if any: its own call is drawn here, another one's leads there. */
  ticketId: string | null;
}

export function CallBar({ me, ticketId }: Props) {
  const tickets = useLive((state) => state.tickets);
  const work = useLive((state) => state.work);
  const mine = myCall(
    [...work].flatMap((id) => tickets.get(id) ?? []),
    me.id,
  );
  const phone = usePhone();
  if (!mine) return null;
  return (
    <Bar
      mine={mine}
      meId={me.id}
      elsewhere={mine.ticket.id !== ticketId}
      onPhone={phone?.status === 'talking' || phone?.status === 'ringing'}
    />
  );
}

interface BarProps {
  mine: MyCall;
  meId: string;
  elsewhere: boolean;
  onPhone: boolean;
}

function Bar({ mine: { ticket, call, as }, meId, elsewhere, onPhone }: BarProps) {
  const say = useSay();
  const now = useNow();
  const phone = usePhone();
  const muted = phone?.muted ?? false;
  const name = customerName(ticket.customer, say);
  const resumes = resumesAt(ticket, call, meId);
  const mute = (): void => currentPhone()?.mute(!muted);
  const end = (): void => {
    if (resumes !== null) void cancelCallback(ticket.id);
    else if (onPhone) currentPhone()?.hangUp();
    else if (as === 'agent') void endInteraction(call.id);
  };
  const hold = (): void => void toggleHold(call);
  useCommand('mute', mute, onPhone);
  useCommand('hold', hold, as === 'agent' && call.state !== 'offered');
  return (
    <section
      className="callbar"
      aria-label={say('call.section')}
      data-testid="call-bar"
      data-interaction={call.id}
    >
      <div className="who">
        <Avatar id={ticket.customer.id} name={ticket.customer.name} />
        <span>
          <b>
            {elsewhere ? (
              <Link to="/work/$ticket" params={{ ticket: ticket.number }}>
                {name}
              </Link>
            ) : (
              name
            )}
            <span className="num" role="timer" aria-live="off">
              {timerText(now - Date.parse(call.connectedAt ?? call.startedAt))}
            </span>
            {phone?.status === 'talking' && <Wave />}
          </b>
          <small>
            {resumes === null
              ? lineText(call, as, phone, now, say)
              : say('call.resumes', { time: timerText(Math.max(0, resumes - now)) })}
          </small>
          {as === 'agent' && call.call?.quality && <CallSound quality={call.call.quality} />}
        </span>
      </div>
      <div className="cb">
        {phone?.status === 'ringing' && (
          <button type="button" onClick={() => currentPhone()?.answer()} data-testid="call-answer">
            <Phone className="ic" aria-hidden="true" />
            {say('call.answer')}
          </button>
        )}
        {phone?.status === 'talking' && (
          <>
            <Tip text={say('keys.mute')} shortcut="mute">
              <button type="button" aria-pressed={muted} onClick={mute} data-testid="call-mute">
                {muted ? (
                  <MicOff className="ic" aria-hidden="true" />
                ) : (
                  <Mic className="ic" aria-hidden="true" />
                )}
                {say(muted ? 'call.unmute' : 'call.mute')}
              </button>
            </Tip>
            <Keypad />
          </>
        )}
        {as === 'agent' && call.state !== 'offered' && phone?.status === 'talking' && (
          <>
            <Tip text={say('keys.hold')} shortcut="hold">
              <button
                type="button"
                aria-pressed={call.state === 'held'}
                onClick={hold}
                data-testid="call-hold"
              >
                {call.state === 'held' ? (
                  <Play className="ic" aria-hidden="true" />
                ) : (
                  <Pause className="ic" aria-hidden="true" />
                )}
                {say(call.state === 'held' ? 'call.resume' : 'call.hold')}
              </button>
            </Tip>
            <AskColleague call={call} meId={meId} />
            <ToQueue ticket={ticket} call={call} />
          </>
        )}
        {as === 'agent' && call.state !== 'offered' && <AskHelp call={call} />}
        <button type="button" className="end" onClick={end} data-testid="call-end">
          <PhoneOff className="ic" aria-hidden="true" />
          {say(resumes === null ? 'call.end' : 'call.not-again')}
        </button>
      </div>
      {phone?.status === 'talking' && phone.trouble && (
        <div className="said call-party" role="alert" data-testid="call-trouble" data-trouble={phone.trouble}>
          <TriangleAlert className="ic" aria-hidden="true" />
          <span>{say(`call.trouble-${phone.trouble}`)}</span>
          <button type="button" onClick={() => runCommand('devices')} data-testid="call-trouble-check">
            {say('call.trouble-check')}
          </button>
        </div>
      )}
      <CallWatchers listeners={call.call?.listeners ?? []} />
      {as === 'agent' && <RaisedHandLine call={call} />}
      {as === 'agent' && <RecordingLine call={call} now={now} />}
      {as === 'agent' && <CallParties ticket={ticket} call={call} meId={meId} now={now} />}
    </section>
  );
}

function Keypad() {
  const say = useSay();
  const [pressed, setPressed] = useState('');
  const press = (digit: string): void => {
    currentPhone()?.digits(digit);
    setPressed((before) => (before + digit).slice(-16));
  };
  return (
    <Popover.Root onOpenChange={() => setPressed('')}>
      <Popover.Trigger data-testid="call-keypad">
        <Grip className="ic" aria-hidden="true" />
        {say('call.keypad')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop keypad" sideOffset={8} aria-label={say('call.keypad')}>
          <output className="num">{pressed || ' '}</output>
          <div className="pad">
            {[...'123456789*0#'].map((digit) => (
              <button
                type="button"
                className="btn"
                key={digit}
                aria-label={say('call.digit', { digit })}
                onClick={() => press(digit)}
              >
                {digit}
              </button>
            ))}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Shows that sound flows; drawn outside React, one bar per recent level. */
function Wave() {
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const levels = new Array<number>(12).fill(0);
    const timer = setInterval(() => {
      const level = currentPhone()?.level();
      levels.push(Math.max(level?.in ?? 0, level?.out ?? 0));
      levels.shift();
      levels.forEach((value, index) => {
        const bar = box.current?.children[index];
        if (bar instanceof HTMLElement) bar.style.height = `${4 + Math.min(1, value) * 12}px`;
      });
    }, 90);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="wave" aria-hidden="true" ref={box}>
      {Array.from({ length: 12 }, (_, index) => (
        <i key={index} />
      ))}
    </span>
  );
}

function lineText(
  call: InteractionView,
  as: MyCall['as'],
  phone: ReturnType<typeof usePhone>,
  now: number,
  say: Say,
): string {
  if (phone?.status === 'error') return say('call.line-lost', { code: phone.error?.code ?? '' });
  if (phone?.status === 'connecting') return say('call.connecting');
  if (as === 'guest') return guestText(call, phone?.status === 'ringing', say);
  if (call.state === 'offered') return say(call.call?.customer ? 'call.out-ringing' : 'call.out-starting');
  if (phone?.status === 'ringing') return say('call.ringing');
  const held = heldFor(call, now);
  return held === null ? say('call.with-you') : say('call.held-for', { time: timerText(held) });
}

function guestText(call: InteractionView, ringing: boolean, say: Say): string {
  const name = call.agent?.name.split(' ')[0] ?? '';
  if (ringing) return say('call.asked-in', { name });
  return say(call.state === 'held' ? 'call.guest-alone' : 'call.guest-together', { name });
}
