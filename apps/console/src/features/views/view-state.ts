/** What the address says of the list that is shown: which view, what is asked besides it, and in which order. */
import {
  Priority,
  TicketStatus,
  TicketType,
  ViewSort,
  type SavedView,
  type ViewColumn,
  type ViewConditions,
  type ViewRule,
} from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { builtIn, COLUMNS } from './built-in.js';

export interface ViewSearch {
  /** The id of a saved view or of one everybody has. */
  view?: string;
  sort?: ViewSort;
  status?: TicketStatus;
  priority?: Priority;
  type?: TicketType;
  owner?: 'me' | 'nobody';
  queue?: string;
  text?: string;
}

export interface ShownView {
  id: string;
  name: { text: string } | { id: MessageId };
  conditions: ViewConditions;
  sort: ViewSort;
  columns: ViewColumn[];
  saved: SavedView | null;
}

const UUID = /^[0-9a-f-]{36}$/;

/** An address may hold anything: what is not understood is left out. */
export function readSearch(given: Record<string, unknown>): ViewSearch {
  const text = typeof given['text'] === 'string' ? given['text'].slice(0, 200) : '';
  const queue = given['queue'];
  const owner = given['owner'];
  return tidy({
    view: typeof given['view'] === 'string' ? given['view'].slice(0, 40) : undefined,
    sort: ViewSort.safeParse(given['sort']).data,
    status: TicketStatus.safeParse(given['status']).data,
    priority: Priority.safeParse(given['priority']).data,
    type: TicketType.safeParse(given['type']).data,
    owner: owner === 'me' || owner === 'nobody' ? owner : undefined,
    queue: typeof queue === 'string' && (UUID.test(queue) || queue === 'mine') ? queue : undefined,
    text: text || undefined,
  });
}

export function tidy(search: ViewSearch): ViewSearch {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ''),
  );
}

/** Null: there is no such view, or not for this person. */
export function shownView(id: string | undefined, saved: readonly SavedView[]): ShownView | null {
  const everybodys = builtIn.find((one) => one.id === (id ?? builtIn[0]?.id));
  if (everybodys) return { ...everybodys, name: { id: everybodys.name }, columns: COLUMNS, saved: null };
  const own = saved.find((one) => one.id === id);
  return own
    ? {
        id: own.id,
        name: { text: own.name },
        conditions: own.conditions,
        sort: own.sort,
        columns: own.columns,
        saved: own,
      }
    : null;
}

/** The view's conditions and what is asked besides: both must hold. */
export function conditionsOf(view: ShownView, search: ViewSearch): ViewConditions {
  return { all: [...view.conditions.all, ...rulesOf(search)].slice(0, 20) };
}

export function rulesOf({ status, priority, type, owner, queue, text }: ViewSearch): ViewRule[] {
  const rules: ViewRule[] = [];
  if (status) rules.push({ field: 'status', is: [status] });
  if (priority) rules.push({ field: 'priority', is: [priority] });
  if (type) rules.push({ field: 'type', is: [type] });
  if (owner) rules.push({ field: 'owner', is: [owner] });
  if (queue) rules.push({ field: 'queue', is: [queue] });
  if (text && text.trim().length >= 3) rules.push({ field: 'text', contains: text.trim() });
  return rules;
}

/** Pressing a column's head: its natural order first, then the other way. */
export function nextSort(column: 'updatedAt' | 'openedAt' | 'priority', now: ViewSort): ViewSort {
  return now === `-${column}` ? column : `-${column}`;
}
