/** Does what was put down: one action in one transaction with its outcome, so that none is done twice and none is half done. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { WorkLoop } from '@lib/bus';
import { Problem, type ActionOutcome, type RuleAction } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { logger, type Principal } from '@lib/platform';
import type { MailRefusal } from './mail-limits.js';
import { RuleActs, type Outcome } from './rule-acts.js';
import type { RuleRunRow } from './rules.entities.js';

const MOST_ATTEMPTS = 5;
const HOUR_MS = 3_600_000;
const BATCH = 5_000;
const log = logger('rules');

type Run = Pick<
  RuleRunRow,
  'id' | 'ruleId' | 'ruleName' | 'actsFor' | 'ticketId' | 'actions' | 'outcomes' | 'chain' | 'attempts'
>;

@Injectable()
export class RuleRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loops = [
    new WorkLoop('rule-runs', 1_000, () => this.next()),
    new WorkLoop('rule-log', HOUR_MS, () => this.forget()),
  ];

  constructor(
    private readonly database: Database,
    private readonly acts: RuleActs,
  ) {}

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  poke(): void {
    this.loops[0]?.poke();
  }

  /** True when there was something to do. */
  private async next(): Promise<boolean> {
    let run: Run | undefined;
    try {
      await this.database.transaction(async (tx) => {
        run = await this.claim(tx);
        const action = run?.actions[run.outcomes.length];
        if (run && action) await this.put(tx, run, action, await this.do(tx, run, action));
      });
    } catch (error) {
      if (!run) throw error;
      await this.failed(run, error);
    }
    return run !== undefined;
  }

  private async claim(tx: Tx): Promise<Run | undefined> {
    const [run] = await tx.query<Run>(
      `SELECT id, rule_id AS "ruleId", rule_name AS "ruleName", acts_for AS "actsFor", ticket_id AS "ticketId", actions, outcomes,
         chain, attempts
       FROM rules.run WHERE state = 'due' AND next_at <= now() ORDER BY at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
    );
    return run;
  }

  private do(tx: Tx, run: Run, action: RuleAction): Promise<Outcome> {
    const principal: Principal = {
      // Who came with the house acts by nobody's right, and does nothing that asks for one.
      agentId: run.actsFor ?? run.ruleId,
      role: 'admin',
      name: run.ruleName,
      sessionId: run.id,
      rule: { id: run.ruleId, name: run.ruleName, chain: run.chain },
    };
    return this.acts.act(tx, principal, run.ticketId, action);
  }

  /** What looks like a loop of mails ends here, with all that was still to come, and is told as a stop. */
  private async put(tx: Tx, run: Run, action: RuleAction, outcome: Outcome): Promise<void> {
    const said: ActionOutcome = { do: action.do, ...outcome };
    const loop = outcome.code === ('possible-loop' satisfies MailRefusal);
    await tx.query(
      `UPDATE rules.run SET outcomes = outcomes || $3::jsonb, attempts = 0, next_at = now(),
         stop = CASE WHEN $4 THEN 'mail-loop' END,
         state = CASE WHEN $4 THEN 'stopped' WHEN jsonb_array_length(outcomes) + 1 >= jsonb_array_length(actions) THEN 'done' ELSE 'due' END
       WHERE id = $1 AND jsonb_array_length(outcomes) = $2`,
      [run.id, run.outcomes.length, JSON.stringify([said]), loop],
    );
  }

  /** A refusal is an outcome, and the next action has its turn; a fault is tried again, and in the end told as one. */
  private async failed(run: Run, error: unknown): Promise<void> {
    const action = run.actions[run.outcomes.length];
    const refused = error instanceof Problem;
    if (!refused) log.warn({ err: error, rule: run.ruleId, run: run.id }, 'an action of a rule failed');
    if (action && (refused || run.attempts + 1 >= MOST_ATTEMPTS)) {
      const code = refused ? error.code : 'internal';
      await this.database.transaction((tx) => this.put(tx, run, action, { outcome: 'not-done', code }));
      return;
    }
    await this.database.query(
      `UPDATE rules.run SET attempts = attempts + 1, next_at = now() + least(300, 3 ^ attempts) * interval '1 second' WHERE id = $1`,
      [run.id],
    );
  }

  /** The log goes back 90 days; what was sent to whom is counted over one. */
  private async forget(): Promise<boolean> {
    const gone = await this.database.query(
      `DELETE FROM rules.run WHERE id IN (
         SELECT id FROM rules.run WHERE at < now() - interval '90 days' AND state <> 'due' ORDER BY at LIMIT ${BATCH}) RETURNING id`,
    );
    const sent = await this.database.query(
      `DELETE FROM rules.automatic_mail WHERE id IN (
         SELECT id FROM rules.automatic_mail WHERE at < now() - interval '90 days' ORDER BY at LIMIT ${BATCH}) RETURNING id`,
    );
    return gone.length === BATCH || sent.length === BATCH;
  }
}
