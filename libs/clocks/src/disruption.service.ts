/** What a matter costs the people it stops: set on the ticket, running from first contact until it is confirmed to work. */
import { Injectable } from '@nestjs/common';
import {
  costOf,
  lostMinutes,
  type ChangeDisruption,
  type DisruptionTotal,
  type DisruptionView,
  type TicketDisruptionFacts,
} from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database } from '@lib/database';
import { Clock, requireRole, type Principal } from '@lib/platform';
import { actorOf, DISRUPTION_JSON, TicketAccess } from '@lib/tickets';
import { TimeSettingsBook } from './time-settings.js';

/** Far more than a house can bear at once. */
const MOST_RUNNING = 5_000;

@Injectable()
export class DisruptionService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly settings: TimeSettingsBook,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Null while nobody said how many it stops. */
  async show(principal: Principal, idOrNumber: string): Promise<DisruptionView | null> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const [row] = await this.database.query<{ facts: TicketDisruptionFacts | null }>(
      `SELECT ${DISRUPTION_JSON} AS facts FROM tickets.ticket WHERE id = $1`,
      [ticketId],
    );
    return row?.facts ? this.reckon(row.facts) : null;
  }

  async change(
    principal: Principal,
    idOrNumber: string,
    { people, blockedPercent, working }: ChangeDisruption,
  ): Promise<DisruptionView | null> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO clocks.disruption (ticket_id, people, blocked_percent, working_at, changed_by, changed_at)
         VALUES ($1, $2, $3, CASE WHEN $4 THEN $5::timestamptz END, $6, $5)
         ON CONFLICT (ticket_id) DO UPDATE SET people = excluded.people, blocked_percent = excluded.blocked_percent,
           working_at = CASE WHEN $4 THEN coalesce(disruption.working_at, $5) END,
           changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
        [ticketId, people, blockedPercent, working, now, principal.agentId],
      );
      await this.outbox.publish(tx, 'disruption.changed', {
        subject: { type: 'ticket', id: ticketId },
        actor: actorOf(principal),
        data: { ticketId },
      });
    });
    return this.show(principal, ticketId);
  }

  /** What runs right now, over the whole house. */
  async total(principal: Principal): Promise<DisruptionTotal> {
    requireRole(principal, 'supervisor', 'admin');
    const rows = await this.database.query<{ facts: TicketDisruptionFacts | null }>(
      `SELECT ${DISRUPTION_JSON} AS facts FROM tickets.ticket
       WHERE id IN (SELECT ticket_id FROM clocks.disruption WHERE working_at IS NULL) LIMIT ${MOST_RUNNING}`,
    );
    const running = rows.flatMap(({ facts }) => (facts && facts.workingAt === null ? [facts] : []));
    const { hourlyCostCents, currency } = await this.settings.read();
    const minutes = running.reduce((sum, facts) => sum + lostMinutes(facts, this.clock.now().getTime()), 0);
    return {
      tickets: running.length,
      people: running.reduce((sum, { people }) => sum + people, 0),
      lostMinutes: minutes,
      costCents: costOf(minutes, hourlyCostCents),
      currency,
    };
  }

  private reckon({ hourlyCostCents, ...facts }: TicketDisruptionFacts): DisruptionView {
    const minutes = lostMinutes(facts, this.clock.now().getTime());
    return { ...facts, lostMinutes: minutes, costCents: costOf(minutes, hourlyCostCents) };
  }
}
