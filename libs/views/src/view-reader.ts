/** The tickets of a view, page by page, and how many there are, counted no further than a list is ever read. */
import { Injectable } from '@nestjs/common';
import type { ViewConditions, ViewCount, ViewSort, ViewTickets, ViewTicketsQuery } from '@lib/contracts';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';
import { TicketReader, windowSql } from '@lib/tickets';
import { windowOf } from './conditions.js';

const COUNTED = 1_000;

@Injectable()
export class ViewReader {
  constructor(
    private readonly database: Database,
    private readonly tickets: TicketReader,
  ) {}

  page(
    principal: Principal,
    view: { conditions: ViewConditions; sort: ViewSort },
    { sort, limit, cursor }: ViewTicketsQuery,
  ): Promise<ViewTickets> {
    const window = windowOf(view.conditions, principal.agentId);
    return this.tickets.window(principal, { ...window, sort: sort ?? view.sort, limit, cursor });
  }

  /** What counts as seen is what the list shows: the same statement. */
  async count(principal: Principal, conditions: ViewConditions): Promise<ViewCount> {
    const window = windowOf(conditions, principal.agentId);
    const { sql, values } = windowSql(principal, { ...window, sort: '-updatedAt', limit: COUNTED });
    const [row] = await this.database.queryUnnamed<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (${sql}) AS found`,
      values,
    );
    const count = row?.count ?? 0;
    return { count: Math.min(count, COUNTED), more: count > COUNTED };
  }
}
