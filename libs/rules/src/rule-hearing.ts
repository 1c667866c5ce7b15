/** Looks at what happened through every rule that waits for it; what matches is put down once and done by the runner. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '@lib/database';
import { Clock } from '@lib/platform';
import { RuleFactsReader } from './facts-reader.js';
import { happeningOf, type Happening, type HeardEvent } from './heard.js';
import { because, judge, type RuleFacts } from './judge.js';
import { RuleLog, type ActiveRule } from './rule-log.js';
import { TimeRules } from './time-rules.js';

@Injectable()
export class RuleHearing {
  constructor(
    private readonly facts: RuleFactsReader,
    private readonly log: RuleLog,
    private readonly times: TimeRules,
    private readonly clock: Clock,
  ) {}

  /** May run twice and in any order: what a rule has claimed it does not claim again. True when there is something to do. */
  async hear(tx: Tx, events: HeardEvent[]): Promise<boolean> {
    const rules = await this.active(tx);
    if (rules.length === 0) return false;
    await this.times.heard(tx, rules, events);
    const happenings = events
      .map(happeningOf)
      .filter((one): one is Happening => one !== null)
      .filter(({ on }) => rules.some(({ trigger }) => trigger.on === on));
    const [first, later] = [happenings.filter(isOpening), happenings.filter((one) => !isOpening(one))];
    const acted = [
      await this.consider(tx, rules, first, 'first'),
      await this.consider(tx, rules, later, 'last'),
    ];
    return acted.some(Boolean);
  }

  private async consider(
    tx: Tx,
    rules: ActiveRule[],
    happenings: Happening[],
    which: 'first' | 'last',
  ): Promise<boolean> {
    const ids = [...new Set(happenings.map(({ ticketId }) => ticketId))];
    const read = await this.facts.read(tx, ids, which, this.clock.now());
    const machines = await this.writtenByMachines(tx, ids);
    // What happened on one ticket is looked at in its order; tickets side by side.
    const acted = await tx.together(ids, async (id) => {
      const facts = read.find((one) => one.id === id);
      if (!facts) return false;
      let any = false;
      for (const happening of happenings.filter(({ ticketId }) => ticketId === id)) {
        if (happening.on === 'customer-wrote' && machines.has(id)) continue;
        for (const rule of rules.filter(({ trigger }) => trigger.on === happening.on))
          any = (await this.match(tx, rule, happening, atThisClock(facts, happening))) || any;
      }
      return any;
    });
    return acted.some(Boolean);
  }

  private async match(tx: Tx, rule: ActiveRule, happening: Happening, facts: RuleFacts): Promise<boolean> {
    const verdict = judge(rule.conditions, facts);
    if (!verdict.matches) return false;
    const { key, ticketId, chain } = happening;
    return this.log.claim(tx, rule, {
      key,
      ticketId,
      chain,
      trigger: rule.trigger,
      because: because(rule.conditions, verdict),
    });
  }

  /** Tickets on which the last that came in was automatic: no customer wrote. */
  private async writtenByMachines(tx: Tx, ticketIds: string[]): Promise<Set<string>> {
    if (ticketIds.length === 0) return new Set();
    const rows = await tx.query<{ id: string }>(
      `SELECT ticket.id FROM unnest($1::uuid[]) AS ticket(id) JOIN LATERAL (
         SELECT data FROM tickets.message WHERE message.ticket_id = ticket.id AND direction = 'in' ORDER BY seq DESC LIMIT 1
       ) AS last ON last.data ? 'automatic'`,
      [ticketIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  private active(tx: Tx): Promise<ActiveRule[]> {
    return tx.query<ActiveRule>(
      `SELECT id, name, trigger, conditions, actions, edited_by AS "editedBy" FROM rules.rule
       WHERE active AND archived_at IS NULL ORDER BY place, id`,
    );
  }
}

function isOpening({ on }: Happening): boolean {
  return on === 'ticket-opened';
}

/** A rule that waits for a clock looks at that clock alone. */
function atThisClock(facts: RuleFacts, { clock }: Happening): RuleFacts {
  return clock === null ? facts : { ...facts, clocks: [clock] };
}
