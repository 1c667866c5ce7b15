/** What the variables of a rule's text stand for on a ticket; all of it made by the house, none of it by who wrote to us. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, type Locale, type RuleVariable } from '@lib/contracts';
import { ClockService } from '@lib/clocks';
import type { Tx } from '@lib/database';
import { Clock } from '@lib/platform';
import { momentInWords } from './moment-words.js';

const team: Record<Locale, string> = { fr: 'notre équipe', en: 'our team' };

interface Facts {
  number: string;
  locale: Locale;
  ownerName: string | null;
  promiseDueAt: Date | null;
  timeZone: string | null;
}

@Injectable()
export class RuleValues {
  constructor(
    private readonly clocks: ClockService,
    private readonly clock: Clock,
  ) {}

  /** In the language the customer used in their latest conversation, else in theirs. */
  async of(
    tx: Tx,
    ticketId: string,
  ): Promise<{ locale: Locale; values: Record<RuleVariable, string | null> } | null> {
    const [facts] = await tx.query<Facts>(
      `SELECT ticket.number, owner.name AS "ownerName",
         coalesce((SELECT data->>'locale' FROM tickets.interaction WHERE interaction.ticket_id = ticket.id
                   ORDER BY started_at DESC LIMIT 1), customer.locale, 'fr') AS locale,
         (SELECT min(due_at) FROM clocks.promise WHERE promise.ticket_id = ticket.id
          AND num_nonnulls(kept_at, lapsed_at, cancelled_at, renewed_at) = 0 AND due_at > now()) AS "promiseDueAt",
         (SELECT time_zone FROM clocks.calendar ORDER BY id <> 'default', id LIMIT 1) AS "timeZone"
       FROM tickets.ticket JOIN customers.customer ON customer.id = ticket.customer_id
       LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id WHERE ticket.id = $1`,
      [ticketId],
    );
    if (!facts) return null;
    const { locale, ownerName, promiseDueAt } = facts;
    const now = this.clock.now();
    const say = (at: Date | null): string | null =>
      at && momentInWords(at, now, locale, facts.timeZone ?? 'UTC');
    return {
      locale,
      values: {
        'ticket.number': formatTicketNumber(Number(facts.number)),
        answerer: ownerName?.trim().split(/\s+/)[0] || team[locale],
        'answer.by': say(await this.answerBy(ticketId, now)),
        'promise.next': say(promiseDueAt),
      },
    };
  }

  /** As the policy says, in business time; null without a policy, after the answer, and when it is late already. */
  private async answerBy(ticketId: string, now: Date): Promise<Date | null> {
    const clocks = await this.clocks.views(ticketId);
    const waiting = clocks.find(
      ({ kind, metAt, pausedAt }) =>
        (kind === 'first-answer' || kind === 'next-answer') && !metAt && !pausedAt,
    );
    const dueAt = waiting?.dueAt ? new Date(waiting.dueAt) : null;
    return dueAt && dueAt > now ? dueAt : null;
  }
}
