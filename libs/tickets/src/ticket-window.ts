/** One page of a list of tickets as SQL: each part of what one may see is walked along an index, and only the pages are merged. */
import { Problem, TicketStatus, type TicketQuery } from '@lib/contracts';
import type { Principal } from '@lib/platform';
import { customersSql, queuesSql, seesAll, visibleSql } from './ticket-access.js';

export type TicketSort = TicketQuery['sort'];

/** Values of a statement made at run time: each goes in as a parameter, never as text. */
export class SqlValues {
  readonly list: unknown[] = [];

  add(value: unknown): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }
}

export interface TicketWindow {
  sort: TicketSort;
  /** At most 1,000. */
  limit: number;
  cursor?: string;
  /** None: all. */
  statuses?: readonly TicketStatus[];
  ownerId?: string;
  queueId?: string;
  customerId?: string;
  /** Only these tickets. */
  among?: readonly string[];
  /** What else must be so, as SQL over `ticket`. */
  where?: (values: SqlValues) => string;
}

const LEAST_ID = '00000000-0000-0000-0000-000000000000';
const GREATEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export const PRIORITY_RANK = `array_position(ARRAY['low', 'normal', 'high', 'urgent'], ticket.priority)`;

const columns = {
  updatedAt: { column: 'ticket.updated_at', met: 'met.updated_at', type: 'timestamptz' },
  openedAt: { column: 'ticket.opened_at', met: 'met.opened_at', type: 'timestamptz' },
  priority: { column: PRIORITY_RANK, met: 'met.rank', type: 'integer' },
} as const;

/** Rows `{id, key}` in order, one more than the limit when there is a next page. Throws `invalid-input` for a foreign cursor. */
export function windowSql(principal: Principal, window: TicketWindow): { sql: string; values: unknown[] } {
  const values = new SqlValues();
  const { column, met, type } = columns[window.sort.replace('-', '') as keyof typeof columns];
  const direction = window.sort.startsWith('-') ? 'DESC' : 'ASC';
  const cursor = readCursor(window.cursor, type === 'integer' ? RANK : MOMENT);
  const limit = Math.min(1_000, Math.trunc(window.limit)) + 1;
  const all = seesAll(principal);
  let me: string | undefined;
  const myself = (): string => (me ??= `${values.add(principal.agentId)}::uuid`);
  const statuses = `${values.add(window.statuses?.length ? window.statuses : TicketStatus.options)}::text[]`;

  const [past, edge] = direction === 'ASC' ? ['>', LEAST_ID] : ['<', GREATEST_ID];
  const place = cursor && { key: `${values.add(cursor.key)}::${type}`, id: `${values.add(cursor.id)}::uuid` };
  const where = window.where ? [`(${window.where(values)})`] : [];
  const ordered = (key: string, id: string): string =>
    `ORDER BY ${key} ${direction}, ${id} ${direction} LIMIT ${limit}`;
  /** Few rows, all read by their own index and sorted then: what lies behind the cursor must not lure the planner to another. */
  const few = (...conditions: string[]): string =>
    `(SELECT id, key FROM (SELECT ticket.id, ${column} AS key FROM tickets.ticket
       WHERE ${[...conditions, `ticket.status = ANY(${statuses})`, ...where].join(' AND ')} OFFSET 0) AS few
     ${place ? `WHERE (key, id) ${past} (${place.key}, ${place.id})` : ''} ${ordered('key', 'id')})`;
  /**
   * Many rows: status by status, and rank by rank, each along the index that has the order. Ranks are few and their
   * planner believes nothing lies behind the last of them: it is told each by name.
   */
  const ranks = type === 'integer' ? ranksFrom(cursor?.key ?? null, direction) : null;
  const along = (from: string, { key, id }: { key: string; id: string }, conditions: string[]): string => {
    const placed = ranks
      ? [
          `${key} = wanted.rank`,
          ...(place
            ? [`${id} ${past} CASE WHEN wanted.rank = ${place.key} THEN ${place.id} ELSE '${edge}' END`]
            : []),
        ]
      : place
        ? [`(${key}, ${id}) ${past} (${place.key}, ${place.id})`]
        : [];
    return `SELECT ${id} AS id, ${key} AS key FROM ${from} WHERE ${[...conditions, ...placed, ...where].join(' AND ')} ${ordered(key, id)}`;
  };
  const wanted = ranks
    ? `(SELECT status, rank FROM unnest(${statuses}) AS status CROSS JOIN unnest(${values.add(ranks)}::integer[]) AS rank) AS wanted`
    : `unnest(${statuses}) AS wanted(status)`;
  const byStatus = (part: string, from = ''): string =>
    `SELECT part.id, part.key FROM ${wanted}${from} CROSS JOIN LATERAL (${part}) AS part`;
  const walked = (conditions: string[], from = ''): string =>
    byStatus(
      along('tickets.ticket', { key: column, id: 'ticket.id' }, [
        ...conditions,
        'ticket.status = wanted.status',
      ]),
      from,
    );

  const visible = (): string[] => (all ? [] : [visibleSql(myself())]);
  const same = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`ticket.${name} = ${values.add(value)}::uuid`];
  const equal = [
    ...same('customer_id', window.customerId),
    ...same('owner_id', window.ownerId),
    ...same('queue_id', window.queueId),
  ];

  const parts = (): string[] => {
    if (window.among)
      return [few(`ticket.id = ANY(${values.add(window.among)}::uuid[])`, ...equal, ...visible())];
    if (window.customerId !== undefined) return [few(...equal, ...visible())];
    if (all || window.ownerId !== undefined)
      return [walked([...equal, ...(window.ownerId === principal.agentId ? [] : visible())])];
    // A queue they do not serve may be long and show them little: their own sights are walked, and checked for it.
    where.push(...equal);
    return sightsOf(myself());
  };
  /** The five sights of `visibleSql`, each where an index has its order. */
  const sightsOf = (me: string): string[] => [
    walked([`ticket.owner_id = ${me}`]),
    few(`ticket.stand_in_id = ${me}`),
    walked(['ticket.queue_id = served.queue_id'], ` CROSS JOIN (${queuesSql(me)}) AS served`),
    byStatus(
      along(
        where.length > 0 ? 'tickets.met JOIN tickets.ticket ON ticket.id = met.ticket_id' : 'tickets.met',
        { key: met, id: 'met.ticket_id' },
        [`met.agent_id = ${me}`, 'met.status = wanted.status'],
      ),
    ),
    few(`ticket.customer_id = ANY(ARRAY(${customersSql(me)}))`),
  ];
  const sql = `SELECT id, key::text FROM (${parts().join('\nUNION\n')}) AS found
    ORDER BY found.key ${direction}, found.id ${direction} LIMIT ${limit}`;
  return { sql, values: values.list };
}

/** The ranks a page may still hold, as they are in the order of the sort. */
function ranksFrom(key: string | null, direction: 'ASC' | 'DESC'): number[] {
  const from = key === null ? null : Number(key);
  return [1, 2, 3, 4].filter((rank) => from === null || (direction === 'ASC' ? rank >= from : rank <= from));
}

export function writeCursor(row: { key: string; id: string }): string {
  return Buffer.from(JSON.stringify([row.key, row.id])).toString('base64url');
}

const RANK = /^\d$/;
/** As PostgreSQL writes a moment. */
export const MOMENT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}[\d.]{0,7}[+-]\d{2}(:\d{2}){0,2}$/;

export function readCursor(cursor: string | undefined, shape: RegExp): { key: string; id: string } | null {
  if (!cursor) return null;
  try {
    const [key, id]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof key === 'string' && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) && shape.test(key))
      return { key, id };
  } catch {
    // An unreadable cursor is answered below like any other wrong input.
  }
  throw new Problem('invalid-input', 'The cursor is not one of ours', [
    { path: 'cursor', message: 'unknown' },
  ]);
}
