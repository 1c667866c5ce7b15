/** The work column's list of my tickets: grouped, virtual, walked with arrows or J and K, steady under the pointer. */
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { MeView, Ticket } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Skeleton } from '../../ui/skeleton.js';
import { useCommand } from '../keyboard/commands.js';
import { groupWork, isUnanswered, steadyOrder, type GroupName } from './grouping.js';
import { WorkRow } from './work-row.js';

type Entry =
  { kind: 'head'; name: GroupName; count: number } | { kind: 'row'; ticket: Ticket; position: number };
const titles: Record<GroupName, MessageId> = {
  now: 'group.now',
  next: 'group.next',
  'with-customer': 'group.with-customer',
  resolved: 'group.resolved',
  following: 'group.following',
};

interface Props {
  me: MeView;
  /** The number or id of the ticket that is open. */
  open: string | undefined;
  onShowQueue: () => void;
}

export function WorkList({ me, open, onShowQueue }: Props) {
  const say = useSay();
  const tickets = useLive((state) => state.tickets);
  const work = useLive((state) => state.work);
  const known = useLive((state) => state.me !== null);
  const pointer = useRef({ over: false, movedAt: 0 });
  const before = useRef(new Map<GroupName, readonly string[]>());
  const entries = useMemo(() => {
    const mine = [...work].flatMap((id) => tickets.get(id) ?? []);
    const steady = pointer.current.over && Date.now() - pointer.current.movedAt < 2_000;
    return flatten(groupWork(mine, me.id), steady, before.current);
  }, [tickets, work, me.id]);
  const rows = entries.filter((entry) => entry.kind === 'row');
  useStepping(
    rows.map((row) => row.ticket),
    open,
  );

  if (!known) return <Skeleton rows={5} />;
  if (rows.length === 0) {
    return (
      <div className="rows">
        <EmptyState title={say('work.empty-title')} text={say('work.empty-text')} testId="work-empty">
          <button type="button" className="btn" onClick={onShowQueue}>
            {say('work.empty-action')}
          </button>
        </EmptyState>
      </div>
    );
  }
  return <Rows entries={entries} total={rows.length} open={open} meId={me.id} pointer={pointer.current} />;
}

interface RowsProps {
  entries: Entry[];
  total: number;
  open: string | undefined;
  meId: string;
  pointer: { over: boolean; movedAt: number };
}

function Rows({ entries, total, open, meId, pointer }: RowsProps) {
  const say = useSay();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.kind === 'head' ? 33 : 57),
    getItemKey: (index) => keyOf(entries[index]),
    overscan: 12,
  });
  const rows = entries.filter((entry) => entry.kind === 'row');
  const stop =
    rows.find((row) => row.ticket.id === focused) ?? rows.find((row) => isOpen(row.ticket, open)) ?? rows[0];

  const go = (ticket: Ticket): void =>
    void navigate({ to: '/work/$ticket', params: { ticket: ticket.number } });
  const onKey = (event: KeyboardEvent): void => {
    const at = rows.findIndex((row) => row.ticket.id === stop?.ticket.id);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const target = step
      ? rows[at + step]
      : event.key === 'Home'
        ? rows[0]
        : event.key === 'End'
          ? rows.at(-1)
          : undefined;
    if (event.key === 'Enter' && stop) go(stop.ticket);
    if (!target) return;
    event.preventDefault();
    setFocused(target.ticket.id);
    virtual.scrollToIndex(entries.indexOf(target));
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-ticket="${target.ticket.id}"]`)?.focus(),
    );
  };

  return (
    <div
      className="rows"
      ref={scroller}
      onPointerEnter={() => (pointer.over = true)}
      onPointerLeave={() => (pointer.over = false)}
      onPointerMove={() => (pointer.movedAt = Date.now())}
    >
      <div
        role="listbox"
        aria-label={say('work.title')}
        className="virtual"
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKey}
        data-testid="work-list"
      >
        {virtual.getVirtualItems().map((item) => {
          const entry = entries[item.index];
          if (!entry) return null;
          const style = { transform: `translateY(${item.start}px)` };
          if (entry.kind === 'head') {
            return (
              <p className="grp at" role="presentation" key={item.key} style={style} data-group={entry.name}>
                <span>{say(titles[entry.name])}</span>
                <span className="num">{entry.count}</span>
              </p>
            );
          }
          const { ticket } = entry;
          const selected = isOpen(ticket, open);
          return (
            <div
              role="option"
              key={item.key}
              style={style}
              className={`row at ${selected ? 'sel' : ''} ${isUnanswered(ticket) ? 'unread' : ''}`}
              aria-selected={selected}
              aria-setsize={total}
              aria-posinset={entry.position}
              tabIndex={ticket.id === stop?.ticket.id ? 0 : -1}
              data-ticket={ticket.id}
              data-number={ticket.number}
              data-testid="work-row"
              onFocus={() => setFocused(ticket.id)}
              onClick={() => go(ticket)}
            >
              <WorkRow ticket={ticket} meId={meId} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** J, K and N walk the list from wherever the focus is. */
function useStepping(tickets: Ticket[], open: string | undefined): void {
  const navigate = useNavigate();
  const at = tickets.findIndex((ticket) => isOpen(ticket, open));
  const go = (ticket: Ticket | undefined): void => {
    if (ticket) void navigate({ to: '/work/$ticket', params: { ticket: ticket.number } });
  };
  useCommand('next', () => go(tickets[at + 1]), tickets.length > 0);
  useCommand('previous', () => go(tickets[at < 0 ? 0 : at - 1]), tickets.length > 0);
  useCommand('best', () => go(tickets.find((ticket) => !isOpen(ticket, open))), tickets.length > 0);
}

function flatten(
  groups: { name: GroupName; tickets: Ticket[] }[],
  steady: boolean,
  before: Map<GroupName, readonly string[]>,
): Entry[] {
  let position = 0;
  return groups.flatMap(({ name, tickets }) => {
    const ids = tickets.map((ticket) => ticket.id);
    const order = steady ? steadyOrder(before.get(name) ?? [], ids) : ids;
    before.set(name, order);
    const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
    const rows = order.flatMap((id): Entry[] => {
      const ticket = byId.get(id);
      return ticket ? [{ kind: 'row', ticket, position: ++position }] : [];
    });
    return [{ kind: 'head', name, count: tickets.length } satisfies Entry, ...rows];
  });
}

const keyOf = (entry: Entry | undefined): string =>
  entry ? (entry.kind === 'head' ? entry.name : entry.ticket.id) : '';

const isOpen = (ticket: Ticket, open: string | undefined): boolean =>
  open !== undefined && (ticket.id === open || ticket.number === open);
