/** Reads what happened on a ticket from the rows of tickets and from the statuses that the bus told. */
import { Injectable } from '@nestjs/common';
import type { Priority, TicketStatus, TicketType } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';
import type { TicketFacts } from './reckoning.js';

export interface TicketMatter extends TicketFacts {
  type: TicketType;
  priority: Priority;
  customerId: string;
  status: TicketStatus;
}

interface Row {
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
  /** Null when there is no such ticket. */
  async read(from: Database | Tx, ticketId: string): Promise<TicketMatter | null> {
    const [ticket] = await from.query<Row>(
      `SELECT type, priority, customer_id AS "customerId", status, opened_at AS "openedAt", resolved_at AS "resolvedAt",
         updated_at AS "updatedAt",
         (SELECT matter.answered_at FROM record.matter WHERE matter.ticket_id = ticket.id AND matter.works) AS "confirmedAt",
         least(opened_at, (SELECT min(started_at) FROM tickets.interaction WHERE ticket_id = ticket.id)) AS "firstContactAt"
       FROM tickets.ticket WHERE id = $1`,
      [ticketId],
    );
    if (!ticket) return null;
    return {
      ...ticket,
      statuses: await this.statuses(from, ticketId, ticket),
      words: await this.words(from, ticketId),
    };
  }

  /** A timer may come before the events of a downtime are heard: what the bus still has for us counts already. */
  private async statuses(
    from: Database | Tx,
    ticketId: string,
    ticket: Row,
  ): Promise<TicketFacts['statuses']> {
    const heard = await from.query<TicketFacts['statuses'][number]>(
      `SELECT at, status FROM clocks.status_change WHERE ticket_id = $1 ORDER BY at, event_id`,
      [ticketId],
    );
    if (leadsTo(heard, ticket.status)) return heard;
    const unheard = await from.query<TicketFacts['statuses'][number]>(
      `SELECT event.at, event.data->>'to' AS status FROM bus.delivery JOIN bus.event ON event.id = delivery.event_id
       WHERE delivery.listener = 'clocks.ticket' AND event.name = 'ticket.status-changed' AND event.subject_id = $1
         AND NOT EXISTS (SELECT 1 FROM clocks.status_change WHERE status_change.event_id = event.id)
       ORDER BY event.at, event.id`,
      [ticketId],
    );
    return upToNow(
      ticket,
      [...heard, ...unheard].sort((one, other) => Number(one.at) - Number(other.at)),
    );
  }

  /** What never reached the customer is no answer, and a machine's mail no question. */
  private words(from: Database | Tx, ticketId: string): Promise<TicketFacts['words']> {
    return from.query(
      `SELECT at, 'customer' AS by FROM tickets.message
       WHERE ticket_id = $1 AND direction = 'in' AND author_kind = 'customer' AND NOT data ? 'automatic'
       UNION ALL
       SELECT at, 'agent' FROM tickets.message
       WHERE ticket_id = $1 AND direction = 'out' AND author_kind = 'agent'
         AND coalesce(delivery_state, 'sent') NOT IN ('cancelled', 'failed', 'bounced')
       UNION ALL
       SELECT started_at, 'customer' FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'voice'
       UNION ALL
       SELECT connected_at, 'agent' FROM tickets.interaction
       WHERE ticket_id = $1 AND channel = 'voice' AND connected_at IS NOT NULL
       ORDER BY 1, 2 DESC`,
      [ticketId],
    );
  }
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
