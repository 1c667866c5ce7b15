/** Which addresses of a ticket take no mail, and that somebody of the house thinks otherwise; the whole list is for supervisors. */
import { Injectable } from '@nestjs/common';
import { Problem, type UndeliverableAddress, type UndeliverablePage } from '@lib/contracts';
import { Undeliverable } from '@lib/customers';
import { Database, type Tx } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';
import { TicketAccess } from './ticket-access.js';
import { actorOf } from './ticket-commands.js';
import { TimelineWriter } from './timeline-writer.js';

/** Everybody who was or could be written to on the ticket. */
const ADDRESSES = `
  SELECT identity.value AS address FROM customers.identity JOIN tickets.ticket ON ticket.customer_id = identity.customer_id
    WHERE ticket.id = $1 AND identity.kind = 'email'
  UNION SELECT claim.value FROM customers.claim JOIN tickets.ticket ON ticket.customer_id = claim.customer_id
    WHERE ticket.id = $1 AND claim.kind = 'email'
  UNION SELECT jsonb_array_elements_text(participants) FROM tickets.ticket WHERE id = $1
  UNION SELECT lower(jsonb_array_elements_text(coalesce(data->'to', '[]') || coalesce(data->'cc', '[]'))) FROM tickets.message
    WHERE ticket_id = $1 AND direction = 'out' AND channel = 'email'`;

@Injectable()
export class UndeliverableService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly undeliverable: Undeliverable,
    private readonly timeline: TimelineWriter,
  ) {}

  async ofTicket(principal: Principal, idOrNumber: string): Promise<UndeliverableAddress[]> {
    const ticketId = await this.access.require(principal, idOrNumber);
    return this.undeliverable.among(this.database, await this.addresses(this.database, ticketId));
  }

  /** By hand, from a ticket: the next mail goes out. Errors: `not-found` when it is no address of this ticket. */
  async liftOnTicket(principal: Principal, idOrNumber: string, address: string): Promise<void> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      if (!(await this.addresses(tx, ticketId)).includes(address)) throw new Problem('not-found');
      if (await this.undeliverable.lift(tx, address, principal.agentId))
        await this.timeline.event(tx, ticketId, 'address.lifted', actorOf(principal), { address });
    });
  }

  /** Errors: `forbidden` for agents, as for the two below. */
  page(
    principal: Principal,
    query: { q?: string; cursor?: string; limit: number },
  ): Promise<UndeliverablePage> {
    requireRole(principal, 'admin', 'supervisor');
    return this.undeliverable.page(query);
  }

  async say(principal: Principal, address: string, words: string): Promise<void> {
    requireRole(principal, 'admin', 'supervisor');
    await this.database.transaction((tx) => this.undeliverable.say(tx, address, words, principal.agentId));
  }

  /** Errors: `not-found` when nothing stands against it. */
  async lift(principal: Principal, address: string): Promise<void> {
    requireRole(principal, 'admin', 'supervisor');
    const lifted = await this.database.transaction((tx) =>
      this.undeliverable.lift(tx, address, principal.agentId),
    );
    if (!lifted) throw new Problem('not-found');
  }

  private async addresses(from: Tx | Database, ticketId: string): Promise<string[]> {
    return (await from.query<{ address: string }>(ADDRESSES, [ticketId])).map(({ address }) => address);
  }
}
