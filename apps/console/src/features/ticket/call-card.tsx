/** A call on the timeline: which way, how long it waited and lasted, how it ended. */
import { Phone, PhoneMissed } from 'lucide-react';
import type { TimelineItem } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { clockText, timerText } from '../../ui/time-text.js';

export function CallCard({ item }: { item: TimelineItem }) {
  const say = useSay();
  const abandoned = item.data.state === 'abandoned';
  const parts: string[] = [];
  const talked = seconds(item.data.talkSeconds);
  const waited = seconds(item.data.waitSeconds);
  if (abandoned) parts.push(say('call-card.abandoned'));
  else if (item.data.state !== undefined && item.data.state !== 'ended') parts.push(say('call-card.live'));
  if (talked !== null) parts.push(say('call-card.talked', { time: timerText(talked * 1_000) }));
  if (waited !== null) parts.push(say('call-card.waited', { time: timerText(waited * 1_000) }));
  const Icon = abandoned ? PhoneMissed : Phone;
  return (
    <article className="callcard" data-testid="timeline-item" data-kind="call" data-seq={item.seq}>
      <Icon className="ic" aria-hidden="true" />
      <span>
        <b>{say(item.direction === 'out' ? 'call-card.title-out' : 'call-card.title-in')}</b>
        <small className="num">{[clockText(item.at), ...parts].join(' · ')}</small>
        {item.text && <p className="text">{item.text}</p>}
      </span>
    </article>
  );
}

const seconds = (value: unknown): number | null => (typeof value === 'number' && value >= 0 ? value : null);
