/** One page of a list of tickets as SQL: each part of what one may see is walked along an index, and only the pages are merged. */
import { Problem, TicketStatus, type TicketQuery } from '@lib/contracts';
import type { Principal } from '@lib/platform';
import { metSql, seesAll, visibleSql } from './ticket-access.js';

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

export const PRIORITY_RANK = `array_position(ARRAY['low', 'normal', 'high', 'urgent'], ticket.priority)`;

const columns = {
  updatedAt: { column: 'ticket.updated_at', type: 'timestamptz' },
  openedAt: { column: 'ticket.opened_at', type: 'timestamptz' },
  priority: { column: PRIORITY_RANK, type: 'integer' },
} as const;

/** Rows `{id, key}` in order, one more than the limit when there is a next page. Throws `invalid-input` for a foreign cursor. */
export function windowSql(principal: Principal, window: TicketWindow): { sql: string; values: unknown[] } {
  const values = new SqlValues();
  const { column, type } = columns[window.sort.replace('-', '') as keyof typeof columns];
  const direction = window.sort.startsWith('-') ? 'DESC' : 'ASC';
  const cursor = readCursor(window.cursor, type === 'integer' ? RANK : MOMENT);
  const limit = Math.min(1_000, Math.trunc(window.limit)) + 1;
  const all = seesAll(principal);
  let me: string | undefined;
  const myself = (): string => (me ??= `${values.add(principal.agentId)}::uuid`);
  const statuses = `${values.add(window.statuses?.length ? window.statuses : TicketStatus.options)}::text[]`;

  const rest: string[] = [];
  if (cursor)
    rest.push(
      `(${column}, ticket.id) ${direction === 'ASC' ? '>' : '<'} (${values.add(cursor.key)}::${type}, ${values.add(cursor.id)}::uuid)`,
    );
  if (window.where) rest.push(`(${window.where(values)})`);
  const page = (conditions: string[]): string =>
    `SELECT ticket.id, ${column} AS key FROM tickets.ticket WHERE ${[...conditions, ...rest].join(' AND ')}
     ORDER BY ${column} ${direction}, ticket.id ${direction} LIMIT ${limit}`;
  /** Few rows, sorted when read. */
  const few = (...conditions: string[]): string =>
    `(${page([...conditions, `ticket.status = ANY(${statuses})`])})`;
  /** Many rows: status by status, each along the index that has the order. */
  const walked = (conditions: string[], from = ''): string =>
    `SELECT part.id, part.key FROM unnest(${statuses}) AS wanted(status)${from}
     CROSS JOIN LATERAL (${page([...conditions, 'ticket.status = wanted.status'])}) AS part`;

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
    if (equal.length > 0)
      return [walked([...equal, ...(window.ownerId === principal.agentId ? [] : visible())])];
    if (all) return [walked([])];
    return [
      walked([`ticket.owner_id = ${myself()}`]),
      few(`ticket.stand_in_id = ${myself()}`),
      walked(
        ['ticket.queue_id = served.queue_id'],
        ` CROSS JOIN (SELECT queue_id FROM agents.membership WHERE agent_id = ${myself()}) AS served`,
      ),
      few(`ticket.id = ANY(ARRAY(${metSql(myself())}))`),
    ];
  };
  const sql = `SELECT id, key::text FROM (${parts().join('\nUNION\n')}) AS found
    ORDER BY found.key ${direction}, found.id ${direction} LIMIT ${limit}`;
  return { sql, values: values.list };
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
