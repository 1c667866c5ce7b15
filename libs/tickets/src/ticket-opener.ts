/** A ticket opened by an agent: for a known customer or a new one; the opener owns it. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Problem, type Address, type OpenTicket } from '@lib/contracts';
import { CustomerResolver, normalisePhone } from '@lib/customers';
import { Database, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { OpeningRules } from './opening-rules.js';
import { OwnershipService } from './ownership.service.js';
import { TicketAccess } from './ticket-access.js';
import { actorOf } from './ticket-commands.js';
import { TicketService } from './ticket.service.js';
import { TimelineWriter } from './timeline-writer.js';

@Injectable()
export class TicketOpener {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly customers: CustomerResolver,
    private readonly tickets: TicketService,
    private readonly ownership: OwnershipService,
    private readonly timeline: TimelineWriter,
    private readonly rules: OpeningRules,
  ) {}

  /**
   * Answers the ticket's id; the same key answers the ticket that was opened under it. Errors: `invalid-input` when a field
   * that is needed at opening is lacking, `not-found` for a customer not to be seen, `idempotency-key-reused`.
   */
  async open(principal: Principal, request: OpenTicket, key: string | null): Promise<string> {
    if (request.customerId) await this.access.requireCustomer(principal, request.customerId);
    const actor = actorOf(principal);
    return this.database.transaction(async (tx) => {
      const asked = key && {
        agentId: principal.agentId,
        key,
        hash: createHash('sha256').update(JSON.stringify(request)).digest('hex'),
      };
      const opened = asked && (await this.openedUnder(tx, asked));
      if (opened) return opened;
      const customerId = request.customerId ?? (await this.customerOf(tx, request));
      const id = await this.tickets.open(tx, {
        customerId,
        subject: request.subject,
        type: request.type,
        impact: request.impact,
        urgency: request.urgency,
        actor,
      });
      if (request.queueId) await this.setQueue(tx, id, request.queueId);
      await this.rules.apply(tx, { ticketId: id, type: request.type, fields: request.fields });
      await this.ownership.takeIfFree(tx, id, principal.agentId, actor);
      if (request.note) await this.timeline.note(tx, { ticketId: id, author: actor, text: request.note });
      if (asked)
        await tx.query(
          `INSERT INTO tickets.opening (agent_id, idempotency_key, request_hash, ticket_id) VALUES ($1, $2, $3, $4)`,
          [asked.agentId, asked.key, asked.hash, id],
        );
      return id;
    });
  }

  /** Who asks at the same moment waits here until the first has its ticket. */
  private async openedUnder(
    tx: Tx,
    { agentId, key, hash }: { agentId: string; key: string; hash: string },
  ): Promise<string | null> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`opening:${agentId}:${key}`]);
    const [row] = await tx.query<{ ticketId: string; hash: string }>(
      `SELECT ticket_id AS "ticketId", request_hash AS hash FROM tickets.opening WHERE agent_id = $1 AND idempotency_key = $2`,
      [agentId, key],
    );
    if (row && row.hash !== hash) throw new Problem('idempotency-key-reused');
    return row?.ticketId ?? null;
  }

  private async customerOf(tx: Tx, { customer }: OpenTicket): Promise<string> {
    const addresses: Address[] = [];
    if (customer?.email) addresses.push({ kind: 'email', value: customer.email });
    if (customer?.phone) addresses.push({ kind: 'phone', value: phoneOf(customer.phone) });
    if (addresses.length === 0 && !customer?.name)
      throw new Problem('invalid-input', undefined, [
        { path: 'customer', message: 'Name, e-mail or phone is needed' },
      ]);
    const found = await this.customers.findOrMake(tx, addresses, customer?.name ?? null);
    return found.customerId;
  }

  private async setQueue(tx: Tx, ticketId: string, queueId: string): Promise<void> {
    const rows = await tx.query(
      `UPDATE tickets.ticket SET queue_id = $2 WHERE id = $1 AND EXISTS (SELECT 1 FROM routing.queue WHERE id = $2 AND archived_at IS NULL) RETURNING id`,
      [ticketId, queueId],
    );
    if (rows.length === 0)
      throw new Problem('invalid-input', undefined, [{ path: 'queueId', message: 'unknown' }]);
  }
}

function phoneOf(typed: string): string {
  const phone = normalisePhone(typed);
  if (!phone)
    throw new Problem('invalid-input', undefined, [
      { path: 'customer.phone', message: 'Not a phone number' },
    ]);
  return phone;
}
