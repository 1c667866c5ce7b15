/** Callbacks as agents arrange them: for later, with a promise; done without; and, pressed too soon, as they were. */
import { Inject, Injectable } from '@nestjs/common';
import { Problem, type ArrangeCallback, type CallbackRules, type Locale } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { PromiseService } from '@lib/clocks';
import { Clock, CONFIG, type Config, type Principal } from '@lib/platform';
import { actorOf, requireOpenTicket, TicketAccess, TimelineWriter } from '@lib/tickets';
import { CallbackRecords } from './callback-records.js';
import { CallbackService, PLAIN } from './callback.service.js';

/** Later than this is a plan, not a callback. */
const LONGEST_AHEAD_MS = 60 * 24 * 3_600_000;
/** An undo is a press within seconds. */
const TAKE_BACK = '2 minutes';

interface Reach {
  identityId: string;
  number: string;
  queueId: string;
  locale: Locale;
  ours: string | null;
  rules: CallbackRules | null;
}

@Injectable()
export class ArrangedCallbacks {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly records: CallbackRecords,
    private readonly callbacks: CallbackService,
    private readonly promises: PromiseService,
    private readonly timeline: TimelineWriter,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * In the place of one that is to come. Each answers the ticket's id. Errors: `not-found`, `ticket-closed`, `no-address-on-channel`,
   * `invalid-input` for a time that is past or too far, `move-not-allowed` while somebody is calling them.
   */
  async arrange(principal: Principal, idOrNumber: string, request: ArrangeCallback): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const dueAt = new Date(request.at);
    const ahead = dueAt.getTime() - this.clock.now().getTime();
    if (ahead < 0 || ahead > LONGEST_AHEAD_MS)
      throw new Problem('invalid-input', undefined, [{ path: 'at', message: 'Past, or too far away' }]);
    await this.database.transaction(async (tx) => {
      await requireOpenTicket(tx, ticketId);
      const { number, identityId, queueId, locale, ours, rules } = await this.reach(
        tx,
        ticketId,
        request.identityId,
      );
      await this.withdrawIfAny(tx, ticketId, 'arranged-again');
      const promise = await this.promises.attachIn(tx, principal, ticketId, {
        ...{ text: request.text, dueAt: request.until, renews: null },
      });
      const numbers = this.config.VOICE_NUMBERS;
      const ourNumber = ours !== null && numbers.includes(ours) ? ours : (numbers[0] ?? '');
      const where = { ticketId, queueId, identityId, number, ourNumber, locale };
      await this.callbacks.arrange(
        tx,
        {
          ...{ ...where, since: dueAt, fromInteractionId: null },
          // The agent chose the time: no hours move it.
          rules: { ...(rules ?? PLAIN), calendarId: null },
          ...{ madeBy: principal.agentId, promiseId: promise.id },
        },
        dueAt,
      );
      await this.timeline.event(tx, ticketId, 'callback.arranged', actorOf(principal), {
        number,
        dueAt: dueAt.toISOString(),
      });
    });
    return ticketId;
  }

  /** Errors: `not-found` when none is to come, `move-not-allowed` while somebody is calling them. */
  async cancel(principal: Principal, idOrNumber: string): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      await this.records.lockTicket(tx, ticketId);
      if (!(await this.withdrawIfAny(tx, ticketId, 'cancelled'))) throw new Problem('not-found');
      await this.timeline.event(tx, ticketId, 'callback.cancelled', actorOf(principal), {});
    });
    return ticketId;
  }

  /** What was cancelled a moment ago stands where it stood. Errors: `move-not-allowed` when that is too long ago. */
  async restore(principal: Principal, idOrNumber: string): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      await requireOpenTicket(tx, ticketId);
      const reopened = await this.records.reopen(tx, ticketId, TAKE_BACK);
      if (!reopened) throw new Problem('move-not-allowed', 'It is too late to take it back');
      await this.callbacks.resume(tx, ticketId, reopened.dueAt);
      await this.timeline.event(tx, ticketId, 'callback.restored', actorOf(principal), {});
    });
    return ticketId;
  }

  private async withdrawIfAny(tx: Tx, ticketId: string, why: string): Promise<boolean> {
    const pending = await this.records.pendingOf(tx, ticketId);
    if (!pending) return false;
    if (await this.records.inHand(tx, pending))
      throw new Problem('move-not-allowed', 'Somebody is calling them');
    await this.callbacks.withdraw(tx, ticketId, why);
    return true;
  }

  private async reach(tx: Tx, ticketId: string, identityId: string | undefined): Promise<Reach> {
    const [reach] = await tx.query<Reach>(
      `SELECT identity.id AS "identityId", identity.value AS number, coalesce(customer.locale, 'fr') AS locale,
         coalesce(ticket.queue_id, (SELECT id FROM routing.queue WHERE is_default LIMIT 1)) AS "queueId",
         (SELECT our_address FROM tickets.interaction WHERE interaction.ticket_id = ticket.id AND channel = 'voice'
          ORDER BY started_at DESC LIMIT 1) AS ours,
         (SELECT callback FROM routing.queue WHERE queue.id = ticket.queue_id) AS rules
       FROM tickets.ticket JOIN customers.customer ON customer.id = ticket.customer_id
       JOIN customers.identity ON identity.customer_id = ticket.customer_id AND identity.kind = 'phone'
       WHERE ticket.id = $1 AND ($2::uuid IS NULL OR identity.id = $2)
       ORDER BY (SELECT max(started_at) FROM tickets.interaction WHERE interaction.identity_id = identity.id) DESC NULLS LAST,
         identity.created_at DESC LIMIT 1`,
      [ticketId, identityId ?? null],
    );
    if (!reach && identityId) throw new Problem('not-found');
    if (!reach) throw new Problem('no-address-on-channel', 'No telephone number of this customer is known');
    return reach;
  }
}
