/** Does what was put down: each action in the transaction of its outcome, so that none is done twice and none is half done; a handful in one commit. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { MailRush, WorkLoop } from '@lib/bus';
import { Problem, type ActionOutcome, type RuleAction } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { logger, type Principal } from '@lib/platform';
import type { MailRefusal } from './mail-limits.js';
import { RuleActs, type Outcome } from './rule-acts.js';
import type { RuleRunRow } from './rules.entities.js';

const MOST_ATTEMPTS = 5;
const HOUR_MS = 3_600_000;
const FORGET_BATCH = 5_000;
/** In one commit; their tickets wait for each other so long. */
const TOGETHER = 10;
/** While mail rushes in, one handful in so long: tickets first, then what is answered by itself. */
const RUSH_EVERY_MS = 1_000;
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

  private readonly mayRun: () => Promise<boolean>;

  constructor(
    private readonly database: Database,
    private readonly acts: RuleActs,
    rush: MailRush,
  ) {
    this.mayRun = rush.share(RUSH_EVERY_MS);
  }

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
    if (!(await this.mayRun())) return false;
    const done = await this.together().catch(() => null);
    if (done !== null) return done > 0;
    // One of them cannot be done: it shows itself alone, and the others are done.
    for (let left = TOGETHER; left > 0; left -= 1) if (!(await this.alone())) return false;
    return true;
  }

  /** The usual case; answers how many. One after the other, because what one sends counts for the next. */
  private async together(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const runs = await this.claim(tx, TOGETHER);
      for (const run of runs) await this.act(tx, run);
      return runs.length;
    });
  }

  private async alone(): Promise<boolean> {
    let run: Run | undefined;
    try {
      await this.database.transaction(async (tx) => {
        [run] = await this.claim(tx, 1);
        if (run) await this.act(tx, run);
      });
    } catch (error) {
      if (!run) throw error;
      await this.failed(run, error);
    }
    return run !== undefined;
  }

  private claim(tx: Tx, limit: number): Promise<Run[]> {
    return tx.query<Run>(
      `SELECT id, rule_id AS "ruleId", rule_name AS "ruleName", acts_for AS "actsFor", ticket_id AS "ticketId", actions, outcomes,
         chain, attempts
       FROM rules.run WHERE state = 'due' AND next_at <= now() ORDER BY at, id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [limit],
    );
  }

  private async act(tx: Tx, run: Run): Promise<void> {
    const action = run.actions[run.outcomes.length];
    if (action) await this.put(tx, run, action, await this.do(tx, run, action));
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
         SELECT id FROM rules.run WHERE at < now() - interval '90 days' AND state <> 'due' ORDER BY at LIMIT ${FORGET_BATCH}) RETURNING id`,
    );
    const sent = await this.database.query(
      `DELETE FROM rules.automatic_mail WHERE id IN (
         SELECT id FROM rules.automatic_mail WHERE at < now() - interval '90 days' ORDER BY at LIMIT ${FORGET_BATCH}) RETURNING id`,
    );
    return gone.length === FORGET_BATCH || sent.length === FORGET_BATCH;
  }
}
