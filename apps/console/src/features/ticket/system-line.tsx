/** A line of what happened around the conversation, in words a customer could read too. */
import { memo } from 'react';
import { ArrowLeftRight, Check, CircleDot, Flag, Inbox, UserCheck } from 'lucide-react';
import type { Priority, TicketStatus, TimelineItem } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay, type Say } from '../../i18n.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { clockText } from '../../ui/time-text.js';

export const SystemLine = memo(function SystemLine({ item, meId }: { item: TimelineItem; meId: string }) {
  const say = useSay();
  return (
    <p className="ev" data-testid="timeline-item" data-kind="event" data-seq={item.seq}>
      <Icon item={item} />
      <span>
        {systemText(item, meId, say)} · <time className="num">{clockText(item.at)}</time>
      </span>
    </p>
  );
});

export function systemText(item: TimelineItem, meId: string, say: Say): string {
  const { data } = item;
  const name = String(data.name ?? '');
  switch (name) {
    case 'ticket.opened':
      return say('event.ticket-opened');
    case 'ticket.queued': {
      const queue = nameOf(data.queue);
      return queue ? say('event.ticket-queued', { queue }) : say('event.ticket-queued-plain');
    }
    case 'ticket.owner-changed':
      return ownerText(data, meId, say);
    case 'ticket.status-changed':
      return say('event.status', { status: say(`status.${String(data.to) as TicketStatus}`) });
    case 'ticket.priority-changed':
      return say('event.priority', { priority: say(`priority.${String(data.to) as Priority}`) });
    case 'interaction.received':
    case 'interaction.started':
      return say(`event.interaction-started-${item.channel ?? 'email'}` as MessageId);
    case 'interaction.connected':
      return say('event.interaction-connected', { name: item.author.name ?? nameOf(data.agent) ?? '' });
    case 'interaction.ended':
      return say(`event.interaction-ended-${item.channel ?? 'email'}` as MessageId);
    case 'customer.identified':
      return say('event.identified');
    case 'customer.merged':
      return say('event.merged');
    default:
      return item.text ?? name;
  }
}

function ownerText(data: Record<string, unknown>, meId: string, say: Say): string {
  const from = nameOf(data.from);
  const to = nameOf(data.to);
  if (data.to === null) return say('event.owner-none');
  if (from && to) return say('event.handed-over', { from, to });
  if (idOf(data.to) === meId) return say('event.owner-you');
  return to ? say('event.owner-to', { name: to }) : say('event.owner-changed');
}

function nameOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('name' in value)) return null;
  return typeof value.name === 'string' ? value.name : null;
}

function idOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  return typeof value.id === 'string' ? value.id : null;
}

function Icon({ item }: { item: TimelineItem }) {
  const name = String(item.data.name ?? '');
  const shape = { className: 'ic', 'aria-hidden': true } as const;
  if (name === 'ticket.owner-changed')
    return item.data.from ? <ArrowLeftRight {...shape} /> : <UserCheck {...shape} />;
  if (name === 'ticket.queued') return <Inbox {...shape} />;
  if (name === 'ticket.priority-changed') return <Flag {...shape} />;
  if (name.startsWith('interaction.') && item.channel) return <ChannelIcon channel={item.channel} />;
  return name === 'ticket.status-changed' ? <Check {...shape} /> : <CircleDot {...shape} />;
}
