/** A line of what happened around the conversation, in words a customer could read too. */
import { memo } from 'react';
import {
  ArrowLeftRight,
  CircleDot,
  Clock,
  Flag,
  MessageSquare,
  PhoneOff,
  UserCheck,
  Users,
} from 'lucide-react';
import type { TimelineItem } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { clockText } from '../../ui/time-text.js';
import { systemText } from './system-text.js';

interface Props {
  item: TimelineItem;
  meId: string;
}

export const SystemLine = memo(function SystemLine({ item, meId }: Props) {
  const say = useSay();
  // Sentences that name who did it already.
  const told = ['ticket.owner-changed', 'hand-over.accepted', 'hand-over.declined'];
  const names =
    !told.includes(String(item.data.name)) && (item.author.kind === 'agent' || item.author.kind === 'rule');
  const who = names ? (item.author.id === meId ? say('timeline.you') : item.author.name) : null;
  return (
    <p
      className="ev"
      data-testid="timeline-item"
      data-kind="event"
      data-event={String(item.data.name ?? '')}
      data-seq={item.seq}
    >
      <Icon item={item} />
      <span>
        {systemText(item, meId, say)}
        {who && ` · ${who}`} · <time className="num">{clockText(item.at)}</time>
      </span>
    </p>
  );
});

function Icon({ item }: Pick<Props, 'item'>) {
  const name = String(item.data.name ?? '');
  const shape = { className: 'ic', 'aria-hidden': true } as const;
  if (name === 'ticket.owner-changed')
    return item.data.from ? <ArrowLeftRight {...shape} /> : <UserCheck {...shape} />;
  if (name.startsWith('hand-over.')) return <ArrowLeftRight {...shape} />;
  if (name.startsWith('promise.')) return <Clock {...shape} />;
  if (name.startsWith('customer.')) return <Users {...shape} />;
  if (name === 'ticket.changed') return <Flag {...shape} />;
  if (item.data.channel === 'voice') return <PhoneOff {...shape} />;
  if (item.data.channel === 'chat' || item.channel === 'chat') return <MessageSquare {...shape} />;
  return <CircleDot {...shape} />;
}
