/** Keeps the leader's memory like the rows: everything at first and now and then, in between what changed since the look before. */
import { Injectable } from '@nestjs/common';
import { Database } from '@lib/database';
import { logger } from '@lib/platform';
import type { Term } from './leadership.js';
import type { PlanItem } from './lines.js';
import { PlanReader } from './plan-reader.js';
import type { RouterMemory } from './router-memory.js';

/** Everything is read anew so often at most, and of much so much more seldom that it takes a thirtieth of the time. */
const WHOLE_EVERY_MS = 1_000;
const WHOLE_SHARE = 30;

const log = logger('routing');

@Injectable()
export class RouterSight {
  private since: string | undefined;
  private wholeAt = 0;

  constructor(
    private readonly database: Database,
    private readonly reader: PlanReader,
  ) {}

  /** True when something came, or came back, into a queue whose rules may move it on. */
  async look(memory: RouterMemory, { since }: Term): Promise<boolean> {
    const before = this.since;
    this.since = since;
    if (before === undefined || performance.now() >= this.wholeAt) return this.all(memory);
    return this.changes(memory, before);
  }

  forget(): void {
    this.since = undefined;
  }

  private async all(memory: RouterMemory): Promise<boolean> {
    const began = performance.now();
    const house = await this.reader.houseRules(this.database);
    const [agents, items] = await Promise.all([
      this.reader.staffed(this.database, house.rules),
      this.reader.waiting(this.database),
    ]);
    const arrived = comesIn(memory, items, house.overflowing);
    memory.replace(agents, items, house.rules);
    const tookMs = performance.now() - began;
    this.wholeAt = performance.now() + Math.max(WHOLE_EVERY_MS, WHOLE_SHARE * tookMs);
    log.debug({ agents: agents.length, items: items.length, tookMs: Math.round(tookMs) }, 'read all');
    return arrived;
  }

  private async changes(memory: RouterMemory, since: string): Promise<boolean> {
    const [house, agents, items] = await Promise.all([
      this.reader.houseRules(this.database),
      this.reader.agentsSince(this.database, memory.rules, since, memory.rung),
      this.reader.waitingSince(this.database, since),
    ]);
    memory.rung.clear();
    if (!memory.keepsOrder(house.rules)) return this.all(memory);
    const arrived = comesIn(memory, items, house.overflowing);
    memory.rules = house.rules;
    for (const { atWork, ...agent } of agents)
      if (atWork) memory.putAgent(agent);
      else memory.removeAgent(agent.id);
    for (const item of items) memory.putItem(item);
    return arrived;
  }
}

function comesIn(memory: RouterMemory, items: PlanItem[], queues: ReadonlySet<string>): boolean {
  return items.some(({ id, queueId }) => queues.has(queueId) && !memory.items.has(id));
}
