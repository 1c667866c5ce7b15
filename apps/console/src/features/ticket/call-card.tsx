/** A call on the timeline: which way, how long it waited and lasted, how it ended. */
import { Phone, PhoneMissed } from 'lucide-react';
import { qualityLevel, type CallQuality, type TimelineItem } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { clockText, timerText } from '../../ui/time-text.js';
import { Recorded } from '../playback/recorded.js';
import { CallSound } from '../voice/call-sound.js';

export function CallCard({ item }: { item: TimelineItem }) {
  const say = useSay();
  const { state, connectedAt, endedAt, agent } = item.data;
  const keyed = keyedIn(item.data.keyed);
  const abandoned = state === 'abandoned';
  const connected = time(connectedAt);
  const ended = time(endedAt);
  const parts: string[] = [];
  if (abandoned)
    parts.push(say(item.direction === 'out' ? outcomeText(item.data.outcome) : 'call-card.abandoned'));
  else if (item.data.outcome === 'callback-asked') parts.push(say('call-card.callback-asked'));
  else if (item.data.outcome === 'line-lost') parts.push(say('call-card.line-lost'));
  else if (ended === null) parts.push(say('call-card.live'));
  if (connected !== null)
    parts.push(say('call-card.waited', { time: timerText(connected - Date.parse(item.at)) }));
  if (connected !== null && ended !== null)
    parts.push(say('call-card.talked', { time: timerText(ended - connected) }));
  if (typeof agent === 'string') parts.push(agent);
  const Icon = abandoned ? PhoneMissed : Phone;
  return (
    <article className="callcard" data-testid="timeline-item" data-kind="call" data-seq={item.seq}>
      <Icon className="ic" aria-hidden="true" />
      <div>
        <b>{say(item.direction === 'out' ? 'call-card.title-out' : 'call-card.title-in')}</b>
        <small className="num">{[clockText(item.at), ...parts].join(' · ')}</small>
        {keyed.length > 0 && (
          <span className="keyed" data-testid="call-keyed">
            {keyed.map(({ step, what, keys, to }, at) => (
              <small key={at}>
                {step} : <b>{what === 'choice' ? to : keys}</b>
              </small>
            ))}
          </span>
        )}
        <Sounds value={item.data.quality} />
        <Recorded value={item.data.recording} />
        {item.text && <p className="text">{item.text}</p>}
      </div>
    </article>
  );
}

/** How it sounded at the telephone of each colleague who was on it. */
function Sounds({ value }: { value: unknown }) {
  if (!Array.isArray(value)) return null;
  return (value as (Omit<CallQuality, 'level'> & { name: string })[]).map((quality, at) => (
    <CallSound key={at} quality={{ ...quality, level: qualityLevel(quality.mos) }} colleague={quality.name} />
  ));
}

/** Why a call we made came to nothing. */
function outcomeText(outcome: unknown): MessageId {
  if (outcome === 'busy') return 'call-card.out-busy';
  if (outcome === 'no-answer') return 'call-card.out-no-answer';
  return outcome === 'failed' ? 'call-card.out-failed' : 'call-card.out-canceled';
}

const time = (value: unknown): number | null => (typeof value === 'string' ? Date.parse(value) : null);

interface Keyed {
  step: string;
  what: string;
  keys: string;
  to: string;
}

/** What was chosen and keyed in in a phone menu, in its order. */
function keyedIn(value: unknown): Keyed[] {
  return Array.isArray(value) ? (value as Keyed[]) : [];
}
