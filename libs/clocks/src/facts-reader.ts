/** Reads what happened on a ticket from the rows of tickets and from the statuses that the bus told. */
import { Injectable } from '@nestjs/common';
import type { Priority, TicketStatus, TicketType } from '@lib/contracts';
import { plannedOnce, type Database, type Tx } from '@lib/database';
import type { TicketFacts } from './reckoning.js';

export interface TicketMatter extends TicketFacts {
  id: string;
  type: TicketType;
  priority: Priority;
  customerId: string;
  status: TicketStatus;
}

type StatusChange = TicketFacts['statuses'][number];
type Word = TicketFacts['words'][number];
interface OfTicket {
  ticketId: string;
}

interface Row {
  id: string;
  type: TicketType;
  priority: Priority;
  customerId: string;
  status: TicketStatus;
  openedAt: Date;
  resolvedAt: Date | null;
  updatedAt: Date;
  confirmedAt: Date | null;
  firstContactAt: Date;
}

@Injectable()
export class FactsReader {
  /** Those of the tickets that exist, in no order. */
  async read(from: Database | Tx, ticketIds: string[]): Promise<TicketMatter[]> {
    const tickets = await from.query<Row>(
      `SELECT id, type, priority, customer_id AS "customerId", status, opened_at AS "openedAt", resolved_at AS "resolvedAt",
         updated_at AS "updatedAt",
         (SELECT matter.answered_at FROM record.matter WHERE matter.ticket_id = ticket.id AND matter.works) AS "confirmedAt",
         least(opened_at, (SELECT min(started_at) FROM tickets.interaction WHERE ticket_id = ticket.id),
           CASE WHEN EXISTS (SELECT 1 FROM tickets.ticket AS absorbed WHERE absorbed.merged_into_id = ticket.id) THEN (
             SELECT min(absorbed.opened_at) FROM tickets.ticket AS absorbed
             WHERE absorbed.id IN (SELECT tickets.absorbed_by(ticket.id))) END) AS "firstContactAt"
       FROM tickets.ticket WHERE id = ANY($1)`,
      [plannedOnce(ticketIds)],
    );
    const statuses = await this.statuses(from, tickets);
    const words = await this.words(from, ticketIds);
    return tickets.map((ticket) => ({
      ...ticket,
      statuses: upToNow(ticket, statuses(ticket.id)),
      words: words(ticket.id),
    }));
  }

  /** A timer may come before the events of a downtime are heard: what the bus still has for us counts already. */
  private async statuses(from: Database | Tx, tickets: Row[]): Promise<(ticketId: string) => StatusChange[]> {
    const heard = byTicket(
      await from.query<StatusChange & OfTicket>(
        `SELECT ticket_id AS "ticketId", at, status FROM clocks.status_change WHERE ticket_id = ANY($1) ORDER BY at, event_id`,
        [plannedOnce(tickets.map(({ id }) => id))],
      ),
    );
    const behind = tickets.filter(({ id, status }) => !leadsTo(heard(id), status));
    if (behind.length === 0) return heard;
    const unheard = byTicket(
      await from.query<StatusChange & OfTicket>(
        `SELECT event.subject_id AS "ticketId", event.at, event.data->>'to' AS status
         FROM bus.delivery JOIN bus.event ON event.id = delivery.event_id
         WHERE delivery.listener = 'clocks.ticket' AND event.name = 'ticket.status-changed' AND event.subject_id = ANY($1)
           AND NOT EXISTS (SELECT 1 FROM clocks.status_change WHERE status_change.event_id = event.id)
         ORDER BY event.at, event.id`,
        [behind.map(({ id }) => id)],
      ),
    );
    return (id) => [...heard(id), ...unheard(id)].sort((one, other) => Number(one.at) - Number(other.at));
  }

  /** What never reached the customer is no answer, and a machine's mail no question. */
  private async words(from: Database | Tx, ticketIds: string[]): Promise<(ticketId: string) => Word[]> {
    return byTicket(
      await from.query<Word & OfTicket>(
        `SELECT ticket_id AS "ticketId", at, 'customer' AS by FROM tickets.message
         WHERE ticket_id = ANY($1) AND direction = 'in' AND author_kind = 'customer' AND NOT data ? 'automatic'
         UNION ALL
         SELECT ticket_id, at, 'agent' FROM tickets.message
         WHERE ticket_id = ANY($1) AND direction = 'out' AND author_kind = 'agent'
           AND coalesce(delivery_state, 'sent') NOT IN ('cancelled', 'failed', 'bounced')
         UNION ALL
         SELECT ticket_id, started_at, 'customer' FROM tickets.interaction WHERE ticket_id = ANY($1) AND channel = 'voice'
         UNION ALL
         SELECT ticket_id, connected_at, 'agent' FROM tickets.interaction
         WHERE ticket_id = ANY($1) AND channel = 'voice' AND connected_at IS NOT NULL
         ORDER BY 2, 3 DESC`,
        [plannedOnce(ticketIds)],
      ),
    );
  }
}

function byTicket<T extends OfTicket>(rows: T[]): (ticketId: string) => T[] {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const others = found.get(row.ticketId);
    if (others) others.push(row);
    else found.set(row.ticketId, [row]);
  }
  return (ticketId) => found.get(ticketId) ?? [];
}

function leadsTo(statuses: TicketFacts['statuses'], status: TicketStatus): boolean {
  return (statuses.at(-1)?.status ?? 'new') === status;
}

/** What was told before there were clocks, or never, the ticket itself must say. */
function upToNow(ticket: Row, told: TicketFacts['statuses']): TicketFacts['statuses'] {
  if (leadsTo(told, ticket.status)) return told;
  const at = ticket.resolvedAt ?? ticket.updatedAt;
  const last = told.at(-1)?.at ?? ticket.openedAt;
  return [...told, { at: at > last ? at : last, status: ticket.status }];
}
