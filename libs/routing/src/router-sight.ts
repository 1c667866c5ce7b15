/** Keeps the leader's memory like the rows: everything at first and now and then, in between what changed since the look before. */
import { Injectable } from '@nestjs/common';
import { Database } from '@lib/database';
import { logger } from '@lib/platform';
import type { Term } from './leadership.js';
import { PlanReader } from './plan-reader.js';
import type { RouterMemory } from './router-memory.js';

/** Everything is read anew so often at most, and of much so much more seldom that it takes a tenth of the time. */
const WHOLE_EVERY_MS = 1_000;
const WHOLE_SHARE = 10;

const log = logger('routing');

@Injectable()
export class RouterSight {
  private since: string | undefined;
  private wholeAt = 0;

  constructor(
    private readonly database: Database,
    private readonly reader: PlanReader,
  ) {}

  /** One cheap look, so that an idle house stays idle. */
  async somethingToDo(): Promise<boolean> {
    const [row] = await this.database.query<{ due: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM routing.work_item WHERE state IN ('waiting', 'offered'))
           OR EXISTS (SELECT 1 FROM agents.console WHERE expires_at <= now()) AS due`,
    );
    return row?.due ?? false;
  }

  /** True when something came, or came back, into a queue whose rules may move it on. */
  async look(memory: RouterMemory, { since }: Term): Promise<boolean> {
    const before = this.since;
    const { rules, overflowing } = await this.reader.houseRules(this.database);
    memory.setRules(rules);
    const whole = before === undefined || performance.now() >= this.wholeAt;
    const arrived = whole
      ? await this.all(memory, overflowing)
      : await this.changes(memory, before, overflowing);
    this.since = since;
    return arrived;
  }

  forget(): void {
    this.since = undefined;
  }

  private async all(memory: RouterMemory, overflowing: ReadonlySet<string>): Promise<boolean> {
    const began = performance.now();
    const [agents, items] = await Promise.all([
      this.reader.staffed(this.database, memory.allRules),
      this.reader.waiting(this.database),
    ]);
    const arrived = items.some(({ id, queueId }) => overflowing.has(queueId) && !memory.items.has(id));
    memory.replace(agents, items);
    const tookMs = performance.now() - began;
    this.wholeAt = performance.now() + Math.max(WHOLE_EVERY_MS, WHOLE_SHARE * tookMs);
    log.debug({ agents: agents.length, items: items.length, tookMs: Math.round(tookMs) }, 'read all');
    return arrived;
  }

  private async changes(
    memory: RouterMemory,
    since: string,
    overflowing: ReadonlySet<string>,
  ): Promise<boolean> {
    const [agents, items] = await Promise.all([
      this.reader.agentsSince(this.database, memory.allRules, since),
      this.reader.waitingSince(this.database, since),
    ]);
    const arrived = items.some(({ id, queueId }) => overflowing.has(queueId) && !memory.items.has(id));
    for (const { atWork, ...agent } of agents)
      if (atWork) memory.putAgent(agent);
      else memory.removeAgent(agent.id);
    for (const item of items) memory.putItem(item);
    return arrived;
  }
}
