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
  const statement = new WindowStatement(principal, window);
  const sql = statement.whole();
  return { sql, values: statement.values.list };
}

class WindowStatement {
  readonly values = new SqlValues();
  private mine: string | undefined;
  private readonly column: string;
  private readonly met: string;
  private readonly direction: 'ASC' | 'DESC';
  private readonly statuses: string;
  /** Where the page before ended, and what lies past it in this direction. */
  private readonly place: { key: string; id: string } | null;
  private readonly past: '<' | '>';
  /**
   * Walked one by one when priority is the order: the planner believes that nothing lies behind the last of so few values,
   * and would take an index without the queue or the customer.
   */
  private readonly ranks: string | null;
  private readonly limit: number;
  private readonly where: string[];

  constructor(
    private readonly principal: Principal,
    private readonly window: TicketWindow,
  ) {
    const { column, met, type } = columns[window.sort.replace('-', '') as keyof typeof columns];
    const cursor = readCursor(window.cursor, type === 'integer' ? RANK : MOMENT);
    this.column = column;
    this.met = met;
    this.direction = window.sort.startsWith('-') ? 'DESC' : 'ASC';
    this.past = this.direction === 'ASC' ? '>' : '<';
    this.limit = Math.min(1_000, Math.trunc(window.limit)) + 1;
    this.statuses = `${this.values.add(window.statuses?.length ? window.statuses : TicketStatus.options)}::text[]`;
    this.place = cursor && {
      key: `${this.values.add(cursor.key)}::${type}`,
      id: `${this.values.add(cursor.id)}::uuid`,
    };
    this.ranks =
      type === 'integer'
        ? `${this.values.add(ranksFrom(cursor?.key ?? null, this.direction))}::integer[]`
        : null;
    this.where = window.where ? [`(${window.where(this.values)})`] : [];
  }

  whole(): string {
    return `SELECT id, key::text FROM (${this.parts().join('\nUNION\n')}) AS found ${this.order('found.key', 'found.id')}`;
  }

  private parts(): string[] {
    const { among, customerId, ownerId, queueId } = this.window;
    const all = seesAll(this.principal);
    const equal = [
      ...this.same('customer_id', customerId),
      ...this.same('owner_id', ownerId),
      ...this.same('queue_id', queueId),
    ];
    if (among)
      return [this.few(`ticket.id = ANY(${this.values.add(among)}::uuid[])`, ...equal, ...this.visible())];
    if (customerId !== undefined) return [this.few(...equal, ...this.visible())];
    if (all || ownerId !== undefined)
      return [this.walked([...equal, ...(ownerId === this.principal.agentId ? [] : this.visible())])];
    // A queue they do not serve may be long and show them little: their own sights are walked, and checked for it.
    this.where.push(...equal);
    return this.sights(this.me());
  }

  /** The five sights of `visibleSql`, each where an index has its order. */
  private sights(me: string): string[] {
    return [
      this.walked([`ticket.owner_id = ${me}`]),
      this.few(`ticket.stand_in_id = ${me}`),
      this.walked(['ticket.queue_id = served.queue_id'], ` CROSS JOIN (${queuesSql(me)}) AS served`),
      this.walkedMet(me),
      this.few(`ticket.customer_id = ANY(ARRAY(${customersSql(me)}))`),
    ];
  }

  /** Few rows, all read by their own index and sorted then: what lies behind the cursor must not lure the planner to another. */
  private few(...conditions: string[]): string {
    const held = [...conditions, `ticket.status = ANY(${this.statuses})`, ...this.where].join(' AND ');
    const behind = this.place ? `WHERE (key, id) ${this.past} (${this.place.key}, ${this.place.id})` : '';
    return `(SELECT id, key FROM (SELECT ticket.id, ${this.column} AS key FROM tickets.ticket WHERE ${held} OFFSET 0) AS few
      ${behind} ${this.order('key', 'id')})`;
  }

  /** Many rows: status by status, each along the index that has the order. */
  private walked(conditions: string[], from = ''): string {
    const page = this.page('tickets.ticket', { key: this.column, id: 'ticket.id' }, [
      ...conditions,
      'ticket.status = wanted.status',
    ]);
    return this.byStatus(page, from);
  }

  private walkedMet(me: string): string {
    const from =
      'tickets.met' + (this.where.length > 0 ? ' JOIN tickets.ticket ON ticket.id = met.ticket_id' : '');
    const conditions = [`met.agent_id = ${me}`, 'met.status = wanted.status'];
    return this.byStatus(this.page(from, { key: this.met, id: 'met.ticket_id' }, conditions));
  }

  private byStatus(page: string, from = ''): string {
    const wanted = this.ranks
      ? `(SELECT status, rank FROM unnest(${this.statuses}) AS status CROSS JOIN unnest(${this.ranks}) AS rank) AS wanted`
      : `unnest(${this.statuses}) AS wanted(status)`;
    return `SELECT part.id, part.key FROM ${wanted}${from} CROSS JOIN LATERAL (${page}) AS part`;
  }

  private page(from: string, { key, id }: { key: string; id: string }, conditions: string[]): string {
    const held = [...conditions, ...this.behind(key, id), ...this.where].join(' AND ');
    return `SELECT ${id} AS id, ${key} AS key FROM ${from} WHERE ${held} ${this.order(key, id)}`;
  }

  private behind(key: string, id: string): string[] {
    const { place, past, ranks } = this;
    if (!ranks) return place ? [`(${key}, ${id}) ${past} (${place.key}, ${place.id})`] : [];
    const edge = past === '>' ? LEAST_ID : GREATEST_ID;
    const within =
      place && `${id} ${past} CASE WHEN wanted.rank = ${place.key} THEN ${place.id} ELSE '${edge}' END`;
    return [`${key} = wanted.rank`, ...(within ? [within] : [])];
  }

  private visible(): string[] {
    return seesAll(this.principal) ? [] : [visibleSql(this.me())];
  }

  /** A value only where it is asked for: PostgreSQL refuses one that no condition names. */
  private me(): string {
    return (this.mine ??= `${this.values.add(this.principal.agentId)}::uuid`);
  }

  private same(name: string, value: string | undefined): string[] {
    return value === undefined ? [] : [`ticket.${name} = ${this.values.add(value)}::uuid`];
  }

  private order(key: string, id: string): string {
    return `ORDER BY ${key} ${this.direction}, ${id} ${this.direction} LIMIT ${this.limit}`;
  }
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
