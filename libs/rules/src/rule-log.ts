/** The log of rules: a run is claimed by its row, once for each rule and event; stops by the loop guard stand beside them. */
import { Injectable } from '@nestjs/common';
import type { RuleCondition, RuleStop, RuleTrigger } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { MOST_A_DAY, stopOf } from './loop-guard.js';
import type { RuleRow } from './rules.entities.js';

export type ActiveRule = Pick<RuleRow, 'id' | 'name' | 'trigger' | 'conditions' | 'actions' | 'editedBy'>;

export interface Cause {
  key: string;
  ticketId: string;
  chain: string[];
  trigger: RuleTrigger;
  because: RuleCondition[];
}

@Injectable()
export class RuleLog {
  /** True when there is something to do now: false for a repeat, and for what the loop guard stopped. */
  async claim(tx: Tx, rule: ActiveRule, cause: Cause): Promise<boolean> {
    const stop = stopOf(rule.id, cause.chain, await this.ranToday(tx, rule.id, cause.ticketId));
    // Of "too often" one row a day says it all.
    const day = new Date().toISOString().slice(0, 10);
    const key = stop === 'too-often' ? `too-often:${cause.ticketId}:${day}` : cause.key;
    const claimed = await tx.query(
      `INSERT INTO rules.run (id, rule_id, rule_name, acts_for, event_key, ticket_id, state, stop, trigger, because, actions, chain)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (rule_id, event_key) DO NOTHING RETURNING id`,
      [
        newId(),
        rule.id,
        rule.name,
        rule.editedBy,
        key,
        cause.ticketId,
        stop ? 'stopped' : 'due',
        stop satisfies RuleStop | null,
        JSON.stringify(cause.trigger),
        JSON.stringify(cause.because),
        JSON.stringify(stop ? [] : rule.actions),
        JSON.stringify([...cause.chain, rule.id]),
      ],
    );
    return claimed.length > 0 && stop === null;
  }

  private async ranToday(tx: Tx, ruleId: string, ticketId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (
         SELECT 1 FROM rules.run WHERE ticket_id = $1 AND rule_id = $2 AND state <> 'stopped'
           AND at > now() - interval '24 hours' LIMIT ${MOST_A_DAY}) AS ran`,
      [ticketId, ruleId],
    );
    return row?.count ?? 0;
  }
}
