/** What the variables of a template stand for on a ticket: the closed list, each read by name, nothing inner among it. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, type Locale, type TicketVariable } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, type Principal } from '@lib/platform';
import { greetingAt } from './greeting.js';

interface Facts {
  number: string;
  subject: string;
  customerName: string | null;
  locale: Locale;
  ownerName: string | null;
  promiseDueAt: Date | null;
  timeZone: string | null;
  understood: string | null;
  steps: string[];
}

export interface TicketValues {
  locale: Locale;
  values: Record<TicketVariable, string | null>;
}

@Injectable()
export class TicketValuesReader {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async read(ticketId: string, author: Pick<Principal, 'name'>, tx?: Tx): Promise<TicketValues | null> {
    const [facts] = await (tx ?? this.database).query<Facts>(
      `SELECT ticket.number, ticket.subject, customer.name AS "customerName", coalesce(customer.locale, 'fr') AS locale,
         owner.name AS "ownerName",
         (SELECT min(promise.due_at) FROM clocks.promise WHERE promise.ticket_id = ticket.id
          AND num_nonnulls(promise.kept_at, promise.lapsed_at, promise.cancelled_at) = 0 AND promise.due_at > now()) AS "promiseDueAt",
         (SELECT time_zone FROM clocks.calendar WHERE calendar.id = 'default') AS "timeZone",
         (SELECT understood FROM record.matter WHERE matter.ticket_id = ticket.id) AS understood,
         (SELECT coalesce(jsonb_agg(customer_wording ORDER BY place), '[]') FROM record.plan_step
          WHERE plan_step.ticket_id = ticket.id AND customer_wording IS NOT NULL AND state IN ('planned', 'doing')) AS steps
       FROM tickets.ticket JOIN customers.customer ON customer.id = ticket.customer_id
       LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id WHERE ticket.id = $1`,
      [ticketId],
    );
    if (!facts) return null;
    const { locale, customerName, ownerName, subject, promiseDueAt, understood, steps } = facts;
    const timeZone = facts.timeZone ?? 'Europe/Paris';
    const firstName = customerName?.trim().split(/\s+/)[0] || null;
    return {
      locale,
      values: {
        greeting: greetingAt(this.clock.now(), locale, timeZone, firstName),
        'customer.name': customerName,
        'customer.first-name': firstName,
        'ticket.number': formatTicketNumber(Number(facts.number)),
        'ticket.subject': subject,
        'owner.name': ownerName,
        'agent.name': author.name,
        'promise.next': promiseDueAt && momentIn(promiseDueAt, locale, timeZone),
        'matter.understood': understood?.trim() || null,
        'plan.steps': steps.map((step, index) => `${index + 1}. ${step}`).join('\n') || null,
      },
    };
  }
}

/** `vendredi 20 novembre à 15:00`, by the clock on the house's wall. */
export function momentIn(at: Date, locale: Locale, timeZone: string): string {
  const region = locale === 'fr' ? 'fr-FR' : 'en-GB';
  const day = new Intl.DateTimeFormat(region, { weekday: 'long', day: 'numeric', month: 'long', timeZone });
  const time = new Intl.DateTimeFormat(region, {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone,
  });
  return `${day.format(at)} ${locale === 'fr' ? 'à' : 'at'} ${time.format(at)}`;
}
