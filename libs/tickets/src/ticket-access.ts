/** Who may see a ticket: decided here, in the service, for HTTP and sockets alike; everybody else gets "not found". */
import { Injectable } from '@nestjs/common';
import { parseTicketNumber, Problem } from '@lib/contracts';
import { Database, plannedOnce, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { z } from 'zod';

/**
 * Supervisors and admins see all. An agent sees: tickets they own or stand in for; tickets of their queues; tickets they
 * have met, being or having been on them, following them, having handed them over or being asked to take them over; and
 * every ticket of a customer whose open ticket they own or whom they are serving (P8: never ask twice).
 * Lists walk the same five sights, each along an index of its own (`sightsOf` in ticket-window.ts).
 */
export function visibleSql(agentParameter: string): string {
  const me = agentParameter;
  return `(ticket.owner_id = ${me} OR ticket.stand_in_id = ${me}
    OR ticket.queue_id IN (${queuesSql(me)})
    OR EXISTS (SELECT 1 FROM tickets.met WHERE met.agent_id = ${me} AND met.ticket_id = ticket.id)
    OR ticket.customer_id IN (${customersSql(me)}))`;
}

export function queuesSql(me: string): string {
  return `SELECT queue_id FROM agents.membership WHERE agent_id = ${me}`;
}

/** Whom they serve, or answer to. */
export function customersSql(me: string): string {
  return `SELECT served.customer_id FROM agents.engagement JOIN tickets.interaction AS served ON served.id = engagement.interaction_id
      WHERE engagement.agent_id = ${me}
    UNION SELECT owned.customer_id FROM tickets.ticket AS owned
      WHERE owned.owner_id = ${me} AND owned.status IN ('new', 'open', 'pending', 'on-hold')`;
}

export function seesAll(principal: Principal): boolean {
  return principal.role !== 'agent';
}

@Injectable()
export class TicketAccess {
  constructor(private readonly database: Database) {}

  async visibleTo(principal: Principal, ids: string[], tx?: Tx): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await (tx ?? this.database).query<{ id: string }>(
      `SELECT ticket.id FROM tickets.ticket WHERE ticket.id = ANY($1) AND ($3 OR ${visibleSql('$2')})`,
      [plannedOnce(ids), principal.agentId, seesAll(principal)],
    );
    return rows.map((row) => row.id);
  }

  /** The id of a ticket given by id or number, if this agent may see it; otherwise `not-found`, whether it exists or not. */
  async require(principal: Principal, idOrNumber: string): Promise<string> {
    const number = parseTicketNumber(idOrNumber);
    const isId = z.uuid().safeParse(idOrNumber).success;
    if (number === null && !isId) throw new Problem('not-found');
    const [row] = await this.database.query<{ id: string }>(
      `SELECT ticket.id FROM tickets.ticket
       WHERE ${number === null ? 'ticket.id = $1::uuid' : 'ticket.number = $1::bigint'} AND ($3 OR ${visibleSql('$2')})`,
      [number ?? idOrNumber, principal.agentId, seesAll(principal)],
    );
    if (!row) throw new Problem('not-found');
    return row.id;
  }

  /** A customer is visible through any visible ticket. */
  async requireCustomer(principal: Principal, customerId: string): Promise<void> {
    if (!z.uuid().safeParse(customerId).success) throw new Problem('not-found');
    const [row] = await this.database.query<{ found: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM customers.customer WHERE id = $1) AND ($3 OR EXISTS (
         SELECT 1 FROM tickets.ticket WHERE ticket.customer_id = $1 AND ${visibleSql('$2')})) AS found`,
      [customerId, principal.agentId, seesAll(principal)],
    );
    if (!row?.found) throw new Problem('not-found');
  }
}
