/** Who waits in my queues, longest first, with what the server says of each queue. */
import { useRef } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { QueueLive, WaitingItem } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { EmptyState } from '../../ui/empty-state.js';
import { useNow } from '../../ui/now.js';
import { waitText } from '../../ui/time-text.js';
import { reachable } from '../customer/customer-name.js';

type Entry = { kind: 'head'; queue: QueueLive } | { kind: 'row'; item: WaitingItem };

export function QueueList({ open }: { open: string | undefined }) {
  const say = useSay();
  const queues = useLive((state) => state.queues);
  const scroller = useRef<HTMLDivElement>(null);
  const entries: Entry[] = [...queues.values()]
    .sort((a, b) => b.waiting - a.waiting || a.name.localeCompare(b.name))
    .flatMap((queue) => [
      { kind: 'head', queue },
      ...queue.items.map((item): Entry => ({ kind: 'row', item })),
    ]);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.kind === 'head' ? 48 : 57),
    overscan: 12,
  });
  const waiting = [...queues.values()].reduce((sum, queue) => sum + queue.waiting, 0);
  if (queues.size === 0) {
    return (
      <div className="rows">
        <EmptyState title={say('work.no-queues-title')} text={say('work.no-queues-text')} />
      </div>
    );
  }
  return (
    <div className="rows" ref={scroller}>
      <ul className="virtual" style={{ height: virtual.getTotalSize() }} data-testid="queue-list">
        {virtual.getVirtualItems().map((item) => {
          const entry = entries[item.index];
          if (!entry) return null;
          const style = { transform: `translateY(${item.start}px)` };
          return (
            <li key={item.key} className="at" style={style}>
              {entry.kind === 'head' ? (
                <QueueHead queue={entry.queue} />
              ) : (
                <QueueRow item={entry.item} open={open} />
              )}
            </li>
          );
        })}
      </ul>
      {waiting === 0 && (
        <EmptyState title={say('work.queue-empty-title')} text={say('work.queue-empty-text')} />
      )}
    </div>
  );
}

function QueueHead({ queue }: { queue: QueueLive }) {
  const say = useSay();
  const now = useNow();
  return (
    <div className="grp queue-head" data-testid="queue-head" data-queue={queue.id}>
      <span>{queue.name}</span>
      <span className="num">
        {say('queue.summary', { waiting: queue.waiting, staffed: queue.staffed })}
        {queue.longestWaitSince &&
          ` · ${say('queue.longest', { time: waitText(now - Date.parse(queue.longestWaitSince)) })}`}
      </span>
    </div>
  );
}

function QueueRow({ item, open }: { item: WaitingItem; open: string | undefined }) {
  const say = useSay();
  const now = useNow();
  const navigate = useNavigate();
  const hint = item.offeredTo
    ? say('queue.offered-to', { name: item.offeredTo.name })
    : item.owner && say('queue.of-owner', { name: item.owner.name });
  return (
    <button
      type="button"
      className={`row ${open === item.ticketNumber ? 'sel' : ''}`}
      onClick={() => void navigate({ to: '/work/$ticket', params: { ticket: item.ticketNumber } })}
      data-testid="queue-row"
      data-number={item.ticketNumber}
    >
      <Avatar id={item.customer.id} name={item.customer.name} />
      <span className="nm">
        <span>{item.customer.name ?? reachable(item.from) ?? say('customer.unknown')}</span>
      </span>
      <span className="tm num">{waitText(now - Date.parse(item.waitingSince))}</span>
      <span className="tx">
        <ChannelIcon channel={item.channel} />
        <span>{hint ? `${item.subject} · ${hint}` : item.subject}</span>
      </span>
    </button>
  );
}
