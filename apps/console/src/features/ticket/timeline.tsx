/** The one thread of a ticket over all channels, newest at the foot; older pages come when asked for or scrolled to. */
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { ArrowDown } from 'lucide-react';
import type { Ticket, TimelineItem } from '@lib/contracts';
import type { Timeline as TimelineState, TypingSignal } from '@lib/realtime-client';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { useCell } from '../../rt/cell.js';
import { loadOlder, useLive } from '../../rt/live.js';
import { EmptyState } from '../../ui/empty-state.js';
import { showRefusal } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { Skeleton } from '../../ui/skeleton.js';
import { dayText } from '../../ui/time-text.js';
import { SplitBox } from '../relations/split-mode.js';
import { PendingItem } from './pending-item.js';
import { sends, unechoed } from './sends.js';
import { TimelineEntry } from './timeline-item.js';

interface Props {
  ticket: Ticket;
  timeline: TimelineState;
  meId: string;
}

export function Timeline({ ticket, timeline, meId }: Props) {
  const say = useSay();
  const { items, nextCursor } = timeline;
  const pending = unechoed(useCell(sends), ticket.id, items);
  const typing = useLive((state) => state.typing.get(ticket.id));
  const others = (typing ?? []).filter((signal) => signal.who.id !== meId && !hasSpoken(signal, items));
  const { scroller, atFoot, toFoot, onScroll } = useFootFollowing(items, pending.length + others.length);
  const [loading, setLoading] = useState(false);
  const canEmail = ticket.customer.identities.some((identity) => identity.kind === 'email');

  const older = (): void => {
    if (loading || !nextCursor) return;
    setLoading(true);
    loadOlder(ticket.id)
      .catch((error: unknown) => showRefusal(asRefusal(error)))
      .finally(() => setLoading(false));
  };

  return (
    <div className="tl-wrap">
      <div
        className="tl"
        role="log"
        aria-live="off"
        aria-label={say('timeline.label')}
        tabIndex={0}
        ref={scroller}
        onScroll={() => {
          onScroll();
          if ((scroller.current?.scrollTop ?? 1) < 40) older();
        }}
        data-testid="timeline"
        data-state={timeline.state}
      >
        <div className="tl-fill" />
        {timeline.state === 'loading' && <Skeleton rows={4} />}
        {timeline.state === 'ready' && items.length === 0 && pending.length === 0 && (
          <EmptyState title={say('timeline.empty-title')} text={say('timeline.empty-text')} />
        )}
        {nextCursor && (
          <button
            type="button"
            className="btn sm ghost older"
            onClick={older}
            disabled={loading}
            data-testid="older"
          >
            {say(loading ? 'common.loading' : 'timeline.older')}
          </button>
        )}
        {items.filter(firstOfMoved).map((item, index, shown) => (
          <Fragment key={item.id}>
            {startsDay(shown, index) && (
              <p className="day">
                <span>{dayText(item.at, serverNow())}</span>
              </p>
            )}
            <SplitBox ticketId={ticket.id} item={item} />
            <TimelineEntry ticketId={ticket.id} item={item} meId={meId} customer={ticket.customer} />
          </Fragment>
        ))}
        {pending.map((send) => (
          <PendingItem key={send.key} send={send} canEmail={canEmail} seenSeq={items.at(-1)?.seq ?? 0} />
        ))}
        {others.map((signal) => (
          <p className="ev typing" key={signal.who.id} data-testid="typing">
            <span className="dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            {signal.who.kind === 'agent'
              ? say('ticket.reads', { name: signal.who.name ?? '' })
              : signal.who.name
                ? say('ticket.typing', { name: signal.who.name })
                : say('ticket.typing-customer')}
          </p>
        ))}
      </div>
      {!atFoot && (
        <button type="button" className="btn sm jump" onClick={toFoot}>
          <ArrowDown className="ic" aria-hidden="true" />
          {say('timeline.jump')}
        </button>
      )}
      <Announcer items={items} name={ticket.customer.name} ready={timeline.state === 'ready'} />
    </div>
  );
}

/** Speaks new customer messages, gathered within a second; nothing else on the timeline interrupts. */
function Announcer({
  items,
  name,
  ready,
}: {
  items: readonly TimelineItem[];
  name: string | null;
  ready: boolean;
}) {
  const say = useSay();
  const [text, setText] = useState('');
  const heard = useRef<number | null>(null);
  const last = items.at(-1)?.seq ?? 0;
  useEffect(() => {
    if (!ready) return;
    const since = heard.current;
    heard.current = Math.max(last, since ?? 0);
    if (since === null) return;
    const fresh = items.filter((item) => item.seq > since && item.direction === 'in' && item.text);
    if (fresh.length === 0) return;
    const words = fresh.map((item) => (item.replyText ?? item.text ?? '').slice(0, 200)).join(' ');
    const timer = setTimeout(() => setText(say('timeline.to-you', { name: name ?? '', text: words })), 1_000);
    return () => clearTimeout(timer);
  }, [last, ready, items, name, say]);
  return (
    <p className="sr" aria-live="polite">
      {text}
    </p>
  );
}

/** Stays at the foot while the reader is there, and keeps the place when older items come in above. */
function useFootFollowing(items: readonly TimelineItem[], extras: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [atFoot, setAtFoot] = useState(true);
  const firstSeq = items[0]?.seq;
  const tall = useRef({ height: 0, firstSeq });
  const toFoot = (): void => {
    following.current = true;
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    setAtFoot(true);
  };
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    if (following.current) box.scrollTop = box.scrollHeight;
    else if (firstSeq !== tall.current.firstSeq) box.scrollTop += box.scrollHeight - tall.current.height;
    tall.current = { height: box.scrollHeight, firstSeq };
  }, [items, extras, firstSeq]);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    // Frames with mail grow after they are painted, and the window may change: the foot stays the foot.
    const watch = new ResizeObserver(() => {
      if (following.current) box.scrollTop = box.scrollHeight;
    });
    watch.observe(box);
    for (const child of box.children) watch.observe(child);
    return () => watch.disconnect();
  }, [items]);
  const onScroll = (): void => {
    const box = scroller.current;
    if (!box) return;
    following.current = box.scrollHeight - box.scrollTop - box.clientHeight < 48;
    setAtFoot(following.current);
    tall.current.height = box.scrollHeight;
  };
  return { scroller, atFoot, toFoot, onScroll };
}

/** Their message is here: they are not writing it any more. */
function hasSpoken(signal: TypingSignal, items: readonly TimelineItem[]): boolean {
  if (signal.who.kind !== 'customer') return false;
  const last = items.findLast((item) => item.direction === 'in');
  return last !== undefined && last.at >= signal.at;
}

/** Where many entries stood side by side, one line says that they moved. */
function firstOfMoved(item: TimelineItem, index: number, items: readonly TimelineItem[]): boolean {
  return item.data.name !== 'item.moved' || items[index - 1]?.data.name !== 'item.moved';
}

function startsDay(items: readonly TimelineItem[], index: number): boolean {
  const item = items[index];
  const before = items[index - 1];
  return (
    item !== undefined && new Date(item.at).toDateString() !== (before && new Date(before.at).toDateString())
  );
}
