/** The tickets of a view beyond those loaded, as many as one job may have. */
import { MOST_BULK_TICKETS, type ViewConditions, type ViewSort } from '@lib/contracts';
import { api } from '../../api/calls.js';

const PAGE = 200;

export async function idsInView(view: { conditions: ViewConditions; sort: ViewSort }): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await api.viewTickets({ ...view, limit: PAGE, cursor });
    ids.push(...items.map(({ id }) => id));
    cursor = nextCursor ?? undefined;
  } while (cursor && ids.length < MOST_BULK_TICKETS);
  return ids.slice(0, MOST_BULK_TICKETS);
}
