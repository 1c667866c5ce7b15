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
    const claimed = await tx.each(
      `WITH given AS (
         SELECT * FROM json_to_recordset($1::json) AS given(place integer, id uuid, "ruleId" uuid, "ruleName" text, "actsFor" uuid,
           key text, "ticketId" uuid, state text, stop text, trigger jsonb, because jsonb, actions jsonb, chain jsonb)),
       put AS (
         INSERT INTO rules.run (id, rule_id, rule_name, acts_for, event_key, ticket_id, state, stop, trigger, because, actions, chain)
         SELECT id, "ruleId", "ruleName", "actsFor", key, "ticketId", state, stop, trigger, because, actions, chain FROM given
         ON CONFLICT (rule_id, event_key) DO NOTHING RETURNING id)
       SELECT place FROM given JOIN put USING (id)`,
      {
        id: newId(),
        ruleId: rule.id,
        ruleName: rule.name,
        actsFor: rule.editedBy,
        key,
        ticketId: cause.ticketId,
        state: stop ? 'stopped' : 'due',
        stop: stop satisfies RuleStop | null,
        trigger: cause.trigger,
        because: cause.because,
        actions: stop ? [] : rule.actions,
        chain: [...cause.chain, rule.id],
      },
    );
    return claimed.length > 0 && stop === null;
  }

  private async ranToday(tx: Tx, ruleId: string, ticketId: string): Promise<number> {
    const [row] = await tx.each<{ count: number }>(
      `SELECT given.place, ran.count FROM json_to_recordset($1::json) AS given(place integer, "ruleId" uuid, "ticketId" uuid)
       CROSS JOIN LATERAL (
         SELECT count(*)::integer AS count FROM (
           SELECT 1 FROM rules.run WHERE ticket_id = given."ticketId" AND rule_id = given."ruleId" AND state <> 'stopped'
             AND at > now() - interval '24 hours' LIMIT ${MOST_A_DAY}) AS today) AS ran`,
      { ruleId, ticketId },
    );
    return row?.count ?? 0;
  }
}
