/** The one way anything of a record is written: the right first, the ticket's row held, then history and the push. */
import { Injectable } from '@nestjs/common';
import { Problem, type Actor, type Locale, type TicketStatus } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { actorOf, TicketAccess, TimelineWriter } from '@lib/tickets';

export interface HeldTicket {
  id: string;
  status: TicketStatus;
  /** The customer's language. */
  locale: Locale;
}

/** A word of the ticket's own life for its history, and what belongs to it. Null when nothing changed. */
export type Written<T> = { result: T; event: { name: string; data: Record<string, unknown> } | null };

@Injectable()
export class RecordBook {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
  ) {}

  /** Errors: `not-found` for who may not see the ticket, `ticket-closed`. */
  async write<T>(
    principal: Principal,
    idOrNumber: string,
    work: (tx: Tx, ticket: HeldTicket) => Promise<Written<T>>,
  ): Promise<T> {
    const id = await this.access.require(principal, idOrNumber);
    return this.database.transaction((tx) => this.writeIn(tx, principal, id, work));
  }

  /** For callers that have decided the right already. Errors: `not-found`, `ticket-closed`. */
  async writeIn<T>(
    tx: Tx,
    principal: Principal,
    id: string,
    work: (tx: Tx, ticket: HeldTicket) => Promise<Written<T>>,
  ): Promise<T> {
    const ticket = await this.hold(tx, id);
    if (ticket.status === 'closed') throw new Problem('ticket-closed');
    const { result, event } = await work(tx, ticket);
    if (event) await this.tell(tx, id, event.name, actorOf(principal), event.data);
    return result;
  }

  /** Of tags that were not there before. */
  async tellTagged(tx: Tx, ticketId: string, tags: string[], actor: Actor): Promise<void> {
    if (tags.length === 0) return;
    await this.outbox.publish(tx, 'ticket.tagged', {
      subject: { type: 'ticket', id: ticketId },
      actor,
      data: { ticketId, tags: tags.slice(0, 30) },
    });
  }

  async tell(
    tx: Tx,
    ticketId: string,
    name: string,
    actor: Actor,
    data: Record<string, unknown>,
  ): Promise<void> {
    const { version } = await this.timeline.event(tx, ticketId, name, actor, data);
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: ticketId, version },
      actor,
      data: { ticketId },
    });
  }

  private async hold(tx: Tx, id: string): Promise<HeldTicket> {
    const [ticket] = await tx.query<HeldTicket>(
      `SELECT ticket.id, ticket.status, coalesce(customer.locale, 'fr') AS locale
       FROM tickets.ticket JOIN customers.customer ON customer.id = ticket.customer_id
       WHERE ticket.id = $1 FOR UPDATE OF ticket`,
      [id],
    );
    if (!ticket) throw new Problem('not-found');
    return ticket;
  }
}
