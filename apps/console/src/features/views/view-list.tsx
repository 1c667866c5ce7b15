/** The tickets of a view: virtual rows walked with arrows or J and K, opened with Enter, loaded as one comes near the end. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Ticket, ViewColumn, ViewSort } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { allOf, NOTHING, ranged, toggled, type Selection } from '../bulk/selection.js';
import { useCommand } from '../keyboard/commands.js';
import { nextSort } from './view-state.js';
import { ViewCell } from './view-cell.js';

const ROW = 45;
const NEAR_END = 20;
const sortable = ['priority', 'openedAt', 'updatedAt'] as const;

interface Props {
  name: string;
  tickets: Ticket[];
  columns: ViewColumn[];
  sort: ViewSort;
  /** More is to be had: ask for it. */
  more: (() => void) | null;
  onSort: (sort: ViewSort) => void;
  selection: Selection;
  onSelection: (selection: Selection) => void;
}

export function ViewList(props: Props) {
  const { name, tickets, columns, more, selection, onSelection } = props;
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: tickets.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => tickets[index]?.id ?? index,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= tickets.length - NEAR_END) more();
  }, [more, last, tickets.length]);

  const at = Math.max(
    0,
    tickets.findIndex((ticket) => ticket.id === focused),
  );
  const open = (ticket: Ticket | undefined): void => {
    if (ticket) void navigate({ to: '/work/$ticket', params: { ticket: ticket.number } });
  };
  const go = (index: number): void => {
    const target = tickets[Math.min(Math.max(0, index), tickets.length - 1)];
    if (!target) return;
    setFocused(target.id);
    virtual.scrollToIndex(tickets.indexOf(target));
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-ticket="${target.id}"]`)?.focus(),
    );
  };
  useCommand('next', () => go(focused === null ? 0 : at + 1), tickets.length > 0);
  useCommand('previous', () => go(at - 1), tickets.length > 0);
  const order = useMemo(() => tickets.map(({ id }) => id), [tickets]);
  const pick = (id: string | undefined, toThere = false): void => {
    if (id) onSelection(toThere ? ranged(selection, order, id) : toggled(selection, id));
  };
  useCommand('select', () => pick(tickets[at]?.id), focused !== null);
  /** Arrows with Shift choose what they pass over. */
  const draw = (to: number): void => {
    const [here, there] = [tickets[at], tickets[Math.min(Math.max(0, to), tickets.length - 1)]];
    if (!here || !there) return;
    onSelection(ranged({ ids: selection.ids, anchor: selection.anchor ?? here.id }, order, there.id));
  };
  const onKey = (event: KeyboardEvent): void => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: tickets.length - 1 }[event.key];
    if (event.key === 'Enter') open(tickets[at]);
    if (event.key === 'Escape') onSelection(NOTHING);
    const all = event.key === 'a' && (event.ctrlKey || event.metaKey);
    if (all) onSelection(allOf(order));
    if (event.key === ' ') pick(tickets[at]?.id, event.shiftKey);
    if (to !== undefined && event.shiftKey) draw(to);
    if (to !== undefined) go(to);
    if (to !== undefined || all || event.key === ' ') event.preventDefault();
  };

  return (
    <div className="view-table">
      <ViewHead {...props} order={order} />
      <div className="view-rows" ref={scroller}>
        <div
          role="listbox"
          aria-label={name}
          aria-multiselectable="true"
          className="virtual"
          style={{ height: virtual.getTotalSize() }}
          onKeyDown={onKey}
          data-testid="view-list"
        >
          {items.map((item) => {
            const ticket = tickets[item.index];
            if (!ticket) return null;
            return (
              <div
                role="option"
                key={item.key}
                className={`view-row at ${ticket.status}`}
                style={{ transform: `translateY(${item.start}px)` }}
                aria-selected={selection.ids.has(ticket.id)}
                aria-setsize={more ? -1 : tickets.length}
                aria-posinset={item.index + 1}
                tabIndex={item.index === at ? 0 : -1}
                data-ticket={ticket.id}
                data-number={ticket.number}
                data-testid="view-row"
                onFocus={() => setFocused(ticket.id)}
                onClick={(event) => {
                  const choosing = event.shiftKey || event.ctrlKey || event.metaKey;
                  if (choosing) pick(ticket.id, event.shiftKey);
                  else open(ticket);
                }}
              >
                <span
                  className="view-pick"
                  aria-hidden="true"
                  onClick={(event) => {
                    event.stopPropagation();
                    setFocused(ticket.id);
                    pick(ticket.id, event.shiftKey);
                  }}
                  data-testid="view-pick"
                />
                {columns.map((column) => (
                  <ViewCell key={column} column={column} ticket={ticket} />
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** Rows are one column of choices to a screen reader; the heads are buttons that say the order. */
function ViewHead({
  columns,
  sort,
  onSort,
  selection,
  onSelection,
  order,
}: Omit<Props, 'name' | 'tickets' | 'more'> & { order: readonly string[] }) {
  const say = useSay();
  const all = order.length > 0 && order.every((id) => selection.ids.has(id));
  return (
    <div className="view-head">
      <span className="view-pick-all">
        <input
          type="checkbox"
          aria-label={say('bulk.pick-loaded')}
          checked={all}
          onChange={() => onSelection(all ? NOTHING : allOf(order))}
          data-testid="view-pick-all"
        />
      </span>
      {columns.map((column) => {
        const key = sortable.find((one) => one === column);
        const on = key && sort.replace('-', '') === key;
        return (
          <span key={column} className={`c-${column}`}>
            {key ? (
              <button
                type="button"
                onClick={() => onSort(nextSort(key, sort))}
                aria-pressed={Boolean(on)}
                data-testid={`sort-${key}`}
              >
                {say(`views.column-${column}`)}
                {on && (
                  <>
                    <span aria-hidden="true">{sort.startsWith('-') ? ' ↓' : ' ↑'}</span>
                    <span className="sr">
                      {say(sort.startsWith('-') ? 'views.descending' : 'views.ascending')}
                    </span>
                  </>
                )}
              </button>
            ) : (
              say(`views.column-${column}`)
            )}
          </span>
        );
      })}
    </div>
  );
}
