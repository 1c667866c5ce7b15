/** Which rows of a list are chosen: one by one, from one to another, never more than a job may have. */
import { MOST_BULK_TICKETS } from '@lib/contracts';

export interface Selection {
  ids: ReadonlySet<string>;
  /** From where a range is drawn: the row chosen last. */
  anchor: string | null;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null };

export function toggled({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id) && next.size < MOST_BULK_TICKETS) next.add(id);
  return { ids: next, anchor: id };
}

/** Adds everything between the row chosen last and this one; the anchor stays, so that a range can be drawn on. */
export function ranged({ ids, anchor }: Selection, order: readonly string[], to: string): Selection {
  const end = order.indexOf(to);
  const from = anchor === null ? end : order.indexOf(anchor);
  const start = from < 0 ? end : from;
  const between = order.slice(Math.min(start, end), Math.max(start, end) + 1);
  return { ids: limited([...ids, ...between]), anchor: order[start] ?? to };
}

export function allOf(order: readonly string[]): Selection {
  return { ids: limited(order), anchor: null };
}

function limited(ids: readonly string[]): ReadonlySet<string> {
  return new Set([...new Set(ids)].slice(0, MOST_BULK_TICKETS));
}
