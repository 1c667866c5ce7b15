/** Which ticket something that arrived goes to: the one its keys lead to, the open matter of who sent it, or none yet. */
import { Injectable } from '@nestjs/common';
import type { InboundMessage, StrangerWhy, TicketStatus } from '@lib/contracts';
import type { ResolvedCustomer } from '@lib/customers';
import type { Tx } from '@lib/database';
import { StrangerMails } from './stranger-mails.js';
import { ThreadFinder, type FoundThread } from './thread-finder.js';

export interface TicketRef {
  id: string;
  opened: boolean;
  matchedBy: string;
  status: TicketStatus;
  /** Set when keys led to an ongoing interaction. */
  interactionId: string | null;
  /** The merged ticket it was addressed to. */
  homeId: string | null;
  /** The ticket a stranger tried to reach, when this is another. */
  refused: string | null;
  /** Set when what arrived may not be read by anybody outside until an agent says so. */
  held?: StrangerWhy;
}

/** There is none: one is opened, after the closed one it continues if any. */
export interface NoTicket {
  id: null;
  follows: string | null;
  refused: string | null;
  /** Opened to gather what comes faster than people write. */
  gathers?: boolean;
}

@Injectable()
export class TicketFinder {
  constructor(
    private readonly threads: ThreadFinder,
    private readonly strangers: StrangerMails,
  ) {}

  async find(tx: Tx, customer: ResolvedCustomer, inbound: InboundMessage): Promise<TicketRef | NoTicket> {
    if (loopOf(inbound)) return this.gathering(tx, customer);
    const { found, refused } = await this.threads.find(tx, inbound, customer);
    if (found && !(await this.isOver(tx, found, inbound))) return joined(found);
    if (found) return this.afterItsEnd(tx, found, customer, inbound);
    const judged = refused && (await this.strangers.judge(tx, refused, inbound));
    if (refused && judged === 'join') {
      const why = 'same-organisation';
      await this.strangers.letIn(tx, refused.ticketId, inbound.from.value, why, {
        kind: 'customer',
        id: customer.customerId,
        name: customer.name,
      });
      return joined({ ...NOWHERE, ...refused, matchedBy: why });
    }
    if (refused && judged && judged !== 'join')
      return { ...joined({ ...NOWHERE, ...refused }), held: judged };
    const reached = refused?.ticketId ?? null;
    // A mail without keys, a call or a chat of somebody with an open matter is about that matter until an agent says otherwise.
    const open = inbound.automatic?.auto ? null : await this.openTicketOf(tx, customer.customerId);
    if (!open) return { id: null, follows: null, refused: reached };
    return {
      ...joined({ ...NOWHERE, ticketId: open.id, status: open.status, matchedBy: 'customer' }),
      refused: reached,
    };
  }

  /** One ticket for all of it, so that a loop is one line in a list and not a hundred. */
  private async gathering(tx: Tx, customer: ResolvedCustomer): Promise<TicketRef | NoTicket> {
    const [ticket] = await tx.query<{ id: string; status: TicketStatus }>(
      `SELECT ticket.id, ticket.status FROM tickets.thread
       JOIN tickets.ticket AS made ON made.id = thread.ticket_id
       JOIN tickets.ticket ON ticket.id = CASE WHEN made.merged_into_id IS NULL THEN made.id ELSE tickets.survivor_of(made.id) END
       WHERE thread.channel = 'email' AND thread.key = $1 AND ticket.status NOT IN ('resolved', 'closed')`,
      [gatheringKey(customer.customerId)],
    );
    if (!ticket) return { id: null, follows: null, refused: null, gathers: true };
    return joined({ ...NOWHERE, ticketId: ticket.id, status: ticket.status, matchedBy: 'possible-loop' });
  }

  /** Not about another matter that happens to be open. A machine's word on a matter that is over is kept with it and wakes nobody. */
  private async afterItsEnd(
    tx: Tx,
    over: FoundThread,
    customer: ResolvedCustomer,
    inbound: InboundMessage,
  ): Promise<TicketRef | NoTicket> {
    const next = await this.followUpOf(tx, over.ticketId, customer.customerId);
    if (next) {
      const thread = { ...NOWHERE, ticketId: next.id, status: next.status, matchedBy: 'follow-up' };
      const alsoOver = await this.isOver(tx, thread, inbound);
      return alsoOver ? this.afterItsEnd(tx, thread, customer, inbound) : joined(thread);
    }
    if (inbound.automatic?.auto) return joined(over);
    return { id: null, follows: over.ticketId, refused: null };
  }

  /** Closed, or resolved for longer than its queue waits for an answer. What is said in a call or chat that is going on belongs to it. */
  private async isOver(
    tx: Tx,
    { ticketId, status, interactionId }: FoundThread,
    inbound: InboundMessage,
  ): Promise<boolean> {
    if (status === 'closed') return true;
    if (status !== 'resolved' || interactionId !== null) return false;
    const [over] = await tx.query(
      `SELECT 1 FROM tickets.ticket
       JOIN routing.queue ON queue.id = coalesce(ticket.queue_id, (SELECT id FROM routing.queue WHERE is_default LIMIT 1))
       WHERE ticket.id = $1 AND ticket.resolved_at + queue.reopen_days * interval '24 hours' <= $2
         OR ticket.id = $1 AND queue.reopen_days = 0`,
      [ticketId, inbound.receivedAt],
    );
    return over !== undefined;
  }

  /** The newest ticket in which one that is over goes on. */
  private async followUpOf(
    tx: Tx,
    closedId: string,
    customerId: string,
  ): Promise<{ id: string; status: TicketStatus } | null> {
    const [ticket] = await tx.query<{ id: string; status: TicketStatus }>(
      `SELECT id, status FROM tickets.ticket
       WHERE follows_ticket_id = $1 AND customer_id = $2 AND status <> 'closed' ORDER BY opened_at DESC LIMIT 1`,
      [closedId, customerId],
    );
    return ticket ?? null;
  }

  private async openTicketOf(
    tx: Tx,
    customerId: string,
  ): Promise<{ id: string; status: TicketStatus } | null> {
    const [ticket] = await tx.each<{ id: string; status: TicketStatus }>(
      `SELECT given.place, latest.id, latest.status FROM json_to_recordset($1::json) AS given(place integer, "customerId" uuid)
       CROSS JOIN LATERAL (
         SELECT id, status FROM tickets.ticket
         WHERE customer_id = given."customerId" AND status IN ('new', 'open', 'pending', 'on-hold')
         ORDER BY updated_at DESC LIMIT 1) AS latest`,
      { customerId },
    );
    return ticket ?? null;
  }
}

/** Where what comes faster than people write is gathered. */
export function gatheringKey(customerId: string): string {
  return `possible-loop:${customerId}`;
}

/** Why it looks like one; null for an ordinary mail. */
export function loopOf(inbound: InboundMessage): string | null {
  const why = inbound.data['possibleLoop'];
  return typeof why === 'string' ? why : null;
}

const NOWHERE = { interactionId: null, homeId: null, matchedBy: 'refused' };

function joined({ ticketId, ...found }: FoundThread): TicketRef {
  return { id: ticketId, opened: false, refused: null, ...found };
}
