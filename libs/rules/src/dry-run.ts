/** What a rule would have matched among the newest tickets, and why; it reads, and changes nothing. */
import { Injectable } from '@nestjs/common';
import {
  formatTicketNumber,
  type DryRun,
  type DryRunItem,
  type DryRunResult,
  type RuleEvent,
  type RuleTrigger,
} from '@lib/contracts';
import { Database } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';
import { RuleFactsReader } from './facts-reader.js';
import { judge } from './judge.js';

const MOST_SHOWN = 100;
const OTHERS_SHOWN = 20;

/** Whether it has ever happened on a ticket, from the rows that are there. */
const happened: Record<RuleEvent, string> = {
  'ticket-opened': 'true',
  'customer-wrote': `(SELECT count(*) FROM tickets.message WHERE message.ticket_id = ticket.id AND direction = 'in' AND NOT data ? 'automatic') > 1`,
  'agent-answered': `EXISTS (SELECT 1 FROM tickets.message WHERE message.ticket_id = ticket.id AND direction = 'out' AND author_kind = 'agent')`,
  'status-changed': `ticket.status <> 'new'`,
  'priority-changed': `EXISTS (SELECT 1 FROM tickets.ticket_event WHERE ticket_event.ticket_id = ticket.id AND ticket_event.name = 'ticket.changed'
    AND ticket_event.data->'changes' ? 'priority')`,
  'owner-changed': `EXISTS (SELECT 1 FROM tickets.ticket_event WHERE ticket_event.ticket_id = ticket.id AND ticket_event.name = 'ticket.owner-changed')`,
  tagged: `EXISTS (SELECT 1 FROM record.ticket_tag WHERE ticket_tag.ticket_id = ticket.id)`,
  'handed-over': `ticket.hand_over_count > 0`,
  'clock-warned': `EXISTS (SELECT 1 FROM clocks.clock WHERE clock.ticket_id = ticket.id AND warned_at IS NOT NULL)`,
  'clock-breached': `EXISTS (SELECT 1 FROM clocks.clock WHERE clock.ticket_id = ticket.id AND breached_at IS NOT NULL)`,
};

/** Whether so much time ever passed. Who waited how long is known of the first answer only. */
const passed = {
  opened: `coalesce(ticket.resolved_at, now()) - ticket.opened_at >= $2::integer * interval '1 minute'`,
  'last-change': `ticket.status NOT IN ('resolved', 'closed') AND now() - ticket.updated_at >= $2::integer * interval '1 minute'`,
  'customer-waits': `coalesce((SELECT min(at) FROM tickets.message WHERE message.ticket_id = ticket.id AND direction = 'out' AND author_kind = 'agent'),
      ticket.resolved_at, now())
    - (SELECT min(at) FROM tickets.message WHERE message.ticket_id = ticket.id AND direction = 'in' AND NOT data ? 'automatic')
    >= $2::integer * interval '1 minute'`,
};

interface Looked extends DryRunItem {
  triggered: boolean;
}

@Injectable()
export class DryRuns {
  constructor(
    private readonly database: Database,
    private readonly facts: RuleFactsReader,
  ) {}

  /** By what is on the tickets today, and by the opening hours of the moment each was opened. */
  async run(principal: Principal, { rule, tickets }: DryRun): Promise<DryRunResult> {
    requireRole(principal, 'admin');
    const { trigger, conditions } = rule;
    const newest = await this.newest(trigger, tickets);
    const which = trigger.on === 'ticket-opened' ? 'first' : 'last';
    const facts = await this.facts.read(
      this.database,
      newest.map(({ id }) => id),
      which,
      null,
    );
    const byId = new Map(facts.map((one) => [one.id, one]));
    const looked = newest.flatMap(({ id, number, subject, triggered }): Looked[] => {
      const known = byId.get(id);
      if (!known) return [];
      const { matches, all, any } = judge(conditions, known);
      const ticket = { id, number: formatTicketNumber(Number(number)), subject };
      return [{ ticket, triggered: triggered === true, matches: matches && triggered === true, all, any }];
    });
    const matched = looked.filter(({ matches }) => matches);
    const others = looked.filter(({ matches }) => !matches).slice(0, OTHERS_SHOWN);
    const count = (side: 'all' | 'any') =>
      conditions[side].map((_, place) => looked.filter((one) => one[side][place]).length);
    return {
      looked: looked.length,
      matched: matched.length,
      held: {
        triggered: looked.filter(({ triggered }) => triggered).length,
        all: count('all'),
        any: count('any'),
      },
      items: [...matched.slice(0, MOST_SHOWN - others.length), ...others],
    };
  }

  private newest(trigger: RuleTrigger, tickets: number) {
    const asked = trigger.on === 'time' ? passed[trigger.since] : happened[trigger.on];
    const minutes = trigger.on === 'time' ? [trigger.minutes] : [];
    return this.database.query<{ id: string; number: string; subject: string; triggered: boolean | null }>(
      `SELECT ticket.id, ticket.number, ticket.subject, (${asked}) AS triggered FROM tickets.ticket
       WHERE ticket.merged_into_id IS NULL ORDER BY ticket.opened_at DESC, ticket.id DESC LIMIT $1`,
      [tickets, ...minutes],
    );
  }
}
