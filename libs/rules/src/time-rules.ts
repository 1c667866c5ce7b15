/** Rules on time: one durable timer for each rule and ticket, moved when what it counts from moves, gone when it has no ground. */
import { Injectable } from '@nestjs/common';
import type { RuleSince, RuleTrigger } from '@lib/contracts';
import { Timers, type Timer } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock } from '@lib/platform';
import { RuleFactsReader } from './facts-reader.js';
import type { HeardEvent } from './heard.js';
import { because, judge } from './judge.js';
import { RuleLog, type ActiveRule } from './rule-log.js';

export const TIME_RULE = 'rules-time';
/** A rule that was switched on looks at the open tickets, part by part. */
export const BEGIN_TIME_RULE = 'rules-time-begin';
const PART = 200;
const MINUTE_MS = 60_000;

type OnTime = Extract<RuleTrigger, { on: 'time' }>;
type TimeRule = Omit<ActiveRule, 'trigger'> & { trigger: OnTime };

/** From when a rule counts on a ticket; null: it does not. What is settled waits for nothing. */
const anchors: Record<RuleSince, string> = {
  opened: 'ticket.opened_at',
  'last-change': 'ticket.updated_at',
  'customer-waits': `(SELECT min(message.at) FROM tickets.message WHERE message.ticket_id = ticket.id AND message.direction = 'in'
     AND NOT message.data ? 'automatic' AND message.seq > coalesce((SELECT max(answer.seq) FROM tickets.message AS answer
       WHERE answer.ticket_id = ticket.id AND answer.direction = 'out' AND answer.author_kind = 'agent'
         AND coalesce(answer.delivery_state, 'sent') NOT IN ('cancelled', 'failed', 'bounced')), 0))`,
};

@Injectable()
export class TimeRules {
  constructor(
    private readonly timers: Timers,
    private readonly facts: RuleFactsReader,
    private readonly log: RuleLog,
    private readonly clock: Clock,
  ) {}

  async heard(tx: Tx, rules: ActiveRule[], events: HeardEvent[]): Promise<void> {
    for (const rule of rules.filter(isTimeRule)) {
      // Its own effect begins no new wait: it would wake itself for ever.
      const moving = events.filter(
        (event) => !event.actor.chain?.includes(rule.id) && moves(event, rule.trigger.since),
      );
      const chains = new Map(moving.map((event) => [event.data.ticketId, event.actor.chain ?? []]));
      const opened = new Set(
        moving.flatMap(({ name, data }) => (name === 'ticket.opened' ? data.ticketId : [])),
      );
      if (chains.size > 0) await this.arm(tx, rule, chains, opened);
    }
  }

  /** True when it acts now. The row of the timer is gone with this transaction. */
  async due(tx: Tx, { key, payload }: Timer): Promise<boolean> {
    const [ruleId = '', ticketId = ''] = key.split(':');
    const rule = await this.rule(tx, ruleId);
    const anchor = rule && (await this.anchorsOf(tx, rule.trigger.since, [ticketId])).get(ticketId);
    if (!rule || !anchor) return false;
    const chain = Array.isArray(payload['chain']) ? payload['chain'].map(String) : [];
    const dueAt = dueOf(anchor, rule.trigger);
    if (dueAt.getTime() > this.clock.now().getTime() + 1_000) {
      await this.timers.set(tx, { kind: TIME_RULE, key, dueAt, payload: { chain } });
      return false;
    }
    const [facts] = await this.facts.read(tx, [ticketId], 'last', this.clock.now());
    const verdict = facts && judge(rule.conditions, facts);
    if (!verdict?.matches) return false;
    return this.log.claim(tx, rule, {
      key: `time:${ticketId}:${anchor.toISOString()}`,
      ticketId,
      chain,
      trigger: rule.trigger,
      because: because(rule.conditions, verdict),
    });
  }

  /** After it was saved or switched on: from now on, also for tickets that are open already. */
  async begin(tx: Tx, ruleId: string): Promise<void> {
    await this.timers.set(tx, { kind: BEGIN_TIME_RULE, key: ruleId, dueAt: this.clock.now(), payload: {} });
  }

  /** What was due before the rule was there is let be: a new rule does not fall upon old tickets. */
  async beginPart(tx: Tx, ruleId: string, after: unknown): Promise<void> {
    const rule = await this.rule(tx, ruleId);
    if (!rule) return;
    const tickets = await tx.query<{ id: string }>(
      `SELECT id FROM tickets.ticket WHERE status NOT IN ('resolved', 'closed') AND ($1::uuid IS NULL OR id > $1)
       ORDER BY id LIMIT ${PART}`,
      [typeof after === 'string' ? after : null],
    );
    const now = this.clock.now();
    const found = await this.anchorsOf(
      tx,
      rule.trigger.since,
      tickets.map(({ id }) => id),
    );
    await this.timers.setAll(
      tx,
      [...found]
        .map(([ticketId, anchor]) => this.timer(rule, ticketId, anchor, []))
        .filter(({ dueAt }) => dueAt > now),
    );
    const last = tickets.at(-1);
    if (tickets.length === PART && last)
      await this.timers.set(tx, {
        kind: BEGIN_TIME_RULE,
        key: ruleId,
        dueAt: now,
        payload: { after: last.id },
      });
  }

  /** How long ago a ticket was opened is not looked at again because its status changed. */
  private async arm(
    tx: Tx,
    rule: TimeRule,
    chains: Map<string, string[]>,
    opened: ReadonlySet<string>,
  ): Promise<void> {
    const now = this.clock.now();
    const found = await this.anchorsOf(tx, rule.trigger.since, [...chains.keys()]);
    const timers = [...found].flatMap(([id, anchor]) => {
      const timer = this.timer(rule, id, anchor, chains.get(id) ?? []);
      return rule.trigger.since !== 'opened' || opened.has(id) || timer.dueAt > now ? timer : [];
    });
    await this.timers.setAll(tx, timers);
    const groundless = [...chains.keys()].filter((id) => !found.has(id));
    await this.timers.cancel(tx, TIME_RULE, ...groundless.map((id) => `${rule.id}:${id}`));
  }

  private timer(rule: TimeRule, ticketId: string, anchor: Date, chain: string[]): Timer {
    const dueAt = dueOf(anchor, rule.trigger);
    return { kind: TIME_RULE, key: `${rule.id}:${ticketId}`, dueAt, payload: { chain } };
  }

  private async anchorsOf(tx: Tx, since: RuleSince, ids: string[]): Promise<Map<string, Date>> {
    const rows = await tx.query<{ id: string; anchor: Date }>(
      `SELECT * FROM (SELECT ticket.id, ${anchors[since]} AS anchor FROM tickets.ticket
         WHERE ticket.id = ANY($1) AND ticket.status NOT IN ('resolved', 'closed') AND ticket.merged_into_id IS NULL) AS counted
       WHERE anchor IS NOT NULL`,
      [ids],
    );
    return new Map(rows.map(({ id, anchor }) => [id, anchor]));
  }

  private async rule(tx: Tx, id: string): Promise<TimeRule | null> {
    const [row] = await tx.query<ActiveRule>(
      `SELECT id, name, trigger, conditions, actions, edited_by AS "editedBy" FROM rules.rule
       WHERE id = $1 AND active AND archived_at IS NULL`,
      [id],
    );
    return row && isTimeRule(row) ? row : null;
  }
}

function isTimeRule(rule: ActiveRule): rule is TimeRule {
  return rule.trigger.on === 'time';
}

function dueOf(anchor: Date, { minutes }: OnTime): Date {
  return new Date(anchor.getTime() + minutes * MINUTE_MS);
}

/** Opening is one moment; who waits begins or ends to with a message; a change is any of them. Settling ends them all. */
function moves({ name }: HeardEvent, since: RuleSince): boolean {
  if (name === 'ticket.opened' || name === 'ticket.status-changed') return true;
  if (since === 'opened') return false;
  return since === 'last-change' || name === 'interaction.received' || name === 'message.submitted';
}
