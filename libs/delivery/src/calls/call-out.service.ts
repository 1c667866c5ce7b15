/** Calling a customer from their ticket: the agent's phone first, then theirs, on a number they are known by. */
import { Inject, Injectable } from '@nestjs/common';
import { Problem, type CallCustomer, type Locale } from '@lib/contracts';
import { Engagements } from '@lib/agents';
import { Dispatches } from '@lib/bus';
import { CallbackService } from '@lib/callbacks';
import { Database, type Tx } from '@lib/database';
import { CONFIG, type Config, type Principal } from '@lib/platform';
import { InteractionService, TicketAccess } from '@lib/tickets';

interface Called {
  customerId: string;
  identityId: string;
  number: string;
  locale: Locale;
  /** Which of our numbers they last used on this ticket. */
  ours: string | null;
}

@Injectable()
export class CallOutService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly interactions: InteractionService,
    private readonly engagements: Engagements,
    private readonly callbacks: CallbackService,
    private readonly dispatches: Dispatches,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Answers the ticket's id; the same `clientId` calls once. Only numbers that are the customer's are called. Errors:
   * `not-found`, `ticket-closed`, `no-address-on-channel`, `capacity-full`, `move-not-allowed` while they are on the phone,
   * `idempotency-key-reused`.
   */
  async call(principal: Principal, idOrNumber: string, request: CallCustomer): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      const [ticket] = await tx.query<{ status: string }>(
        `SELECT status FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
        [ticketId],
      );
      if (await this.isAsked(tx, principal, ticketId, request.clientId)) return;
      if (ticket?.status === 'closed') throw new Problem('ticket-closed');
      const called = await this.whom(tx, ticketId, request.identityId);
      if (!(await this.engagements.fits(tx, principal.agentId, request.clientId, 'voice')))
        throw new Problem('capacity-full');
      // Whoever calls now does what was to be done later.
      await this.callbacks.withdraw(tx, ticketId, 'called-by-hand');
      await this.ring(tx, principal, ticketId, request.clientId, called);
    });
    return ticketId;
  }

  private async isAsked(tx: Tx, principal: Principal, ticketId: string, id: string): Promise<boolean> {
    const [known] = await tx.query<{ ticket_id: string; agent_id: string | null }>(
      `SELECT ticket_id, agent_id FROM tickets.interaction WHERE id = $1`,
      [id],
    );
    if (known && (known.ticket_id !== ticketId || known.agent_id !== principal.agentId))
      throw new Problem('idempotency-key-reused');
    return known !== undefined;
  }

  private async whom(tx: Tx, ticketId: string, identityId: string | undefined): Promise<Called> {
    const [busy] = await tx.query(
      `SELECT 1 FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'voice' AND state IN ('waiting', 'offered', 'connected', 'held')
         AND NOT (data ? 'callbackId' AND agent_id IS NULL)`,
      [ticketId],
    );
    if (busy) throw new Problem('move-not-allowed', 'There is a call on this ticket already');
    const [called] = await tx.query<Called>(
      `SELECT ticket.customer_id AS "customerId", identity.id AS "identityId", identity.value AS number,
         coalesce(customer.locale, 'fr') AS locale,
         (SELECT our_address FROM tickets.interaction WHERE interaction.ticket_id = ticket.id AND channel = 'voice'
          ORDER BY started_at DESC LIMIT 1) AS ours
       FROM tickets.ticket JOIN customers.customer ON customer.id = ticket.customer_id
       JOIN customers.identity ON identity.customer_id = ticket.customer_id AND identity.kind = 'phone'
       WHERE ticket.id = $1 AND ($2::uuid IS NULL OR identity.id = $2)
       ORDER BY (SELECT max(started_at) FROM tickets.interaction WHERE interaction.identity_id = identity.id) DESC NULLS LAST,
         identity.created_at DESC LIMIT 1`,
      [ticketId, identityId ?? null],
    );
    if (!called && identityId) throw new Problem('not-found');
    if (!called) throw new Problem('no-address-on-channel', 'No telephone number of this customer is known');
    return called;
  }

  /** From the number they know us by, else from our first one. */
  private async ring(
    tx: Tx,
    { agentId }: Principal,
    ticketId: string,
    id: string,
    { customerId, identityId, number, locale, ours }: Called,
  ): Promise<void> {
    const numbers = this.config.VOICE_NUMBERS;
    const from = ours !== null && numbers.includes(ours) ? ours : (numbers[0] ?? '');
    const callSid = `CA${id.replaceAll('-', '')}`;
    const threadKey = `call:${callSid}`;
    const call = { id, ticketId, customerId, identityId, agentId, threadKey, ourAddress: from };
    if (!(await this.interactions.beginCall(tx, call))) throw new Problem('idempotency-key-reused');
    await this.dispatches.put(
      tx,
      { channel: 'voice', kind: 'call-out', interactionId: id, callSid, agentId, to: number, from, locale },
      { key: `call-out:${id}` },
    );
  }
}
