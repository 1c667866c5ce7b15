/** Who is offered what, decided from memory: what the planner would say, at the cost of what can be offered instead of all that waits. */
import { byPlace, type PlanItem } from './lines.js';
import {
  askedFirst,
  beforeTheQueue,
  obstacleTo,
  othersOf,
  RING_ALL_MOST,
  ringAll,
  ringInForce,
  type PlannedOffer,
} from './planner.js';
import type { AgentAtWork, Crossing, RouterMemory } from './router-memory.js';
import { SortedList } from './sorted-list.js';

export interface DecidedOffer extends PlannedOffer {
  item: PlanItem;
  agent: AgentAtWork;
}

/** One reader of a crossing's items, from the first on. */
interface Cursor {
  crossing: Crossing;
  at: number;
  item: PlanItem;
  /** Two cursors may stand at one item. */
  number: number;
}

/**
 * At most `most` items are decided, those first in line; the memory holds them and their agents as offered from then on.
 * The same as the planner's plan of all that is in memory, as far as it goes.
 */
export function decide(memory: RouterMemory, now: number, most: number): DecidedOffer[] {
  const round = new Round(memory, now);
  const cursors = new SortedList<Cursor>((a, b) => byPlace(a.item, b.item) || a.number - b.number);
  const stand = (crossing: Crossing, at: number, number: number): void => {
    const item = crossing.items.at(at);
    if (item) cursors.add({ crossing, at, item, number });
  };
  [...memory.open].forEach((crossing, number) => stand(crossing, 0, number));
  for (let cursor = cursors.shift(); cursor; cursor = cursors.shift()) {
    const { crossing, at, item, number } = cursor;
    if (crossing.free.length === 0) continue;
    stand(crossing, at + 1, number);
    round.look(item);
    if (round.items.size >= most) break;
  }
  return round.end();
}

class Round {
  readonly items = new Set<string>();
  private readonly taken = new Set<string>();
  private readonly offers: DecidedOffer[] = [];
  /** How far a queue's line is taken without a gap. */
  private readonly fronts = new Map<string, number>();

  constructor(
    private readonly memory: RouterMemory,
    private readonly now: number,
  ) {}

  look(item: PlanItem): void {
    if (this.items.has(item.id)) return;
    const line = this.memory.line(item.queueId)?.all ?? [];
    const first = beforeTheQueue(item, this.memory.agents, this.taken, this.now);
    if (first === 'held') return;
    if (first) {
      const { agent, step } = first;
      const explanation = askedFirst(step, agent, line, this.front(item.queueId));
      this.take(item, [{ itemId: item.id, agentId: agent.id, reason: step, explanation }]);
      return;
    }
    this.ask(item);
  }

  /** Whom this was offered to is busy from now on. */
  end(): DecidedOffer[] {
    for (const id of this.items) this.memory.removeItem(id);
    for (const { agent, item } of this.offers)
      this.memory.putAgent({
        ...agent,
        offered: true,
        load: agent.load + 1,
        lastOfferAt: this.now,
        free: { ...agent.free, [item.channel]: agent.free[item.channel] - 1 },
      });
    return this.offers;
  }

  private ask(item: PlanItem): void {
    const { strategy, rings } = this.memory.rulesOf(item.queueId);
    const ring = ringInForce(rings, item, this.now);
    const line = this.memory.line(item.queueId);
    const free = this.memory.free(item.queueId, item.channel)?.all ?? [];
    if (!line) return;
    const from = this.front(item.queueId);
    if (strategy === 'ring-all') {
      const asked: AgentAtWork[] = [];
      for (const agent of free)
        if (asked.length < RING_ALL_MOST && obstacleTo(agent, item, ring) === null) asked.push(agent);
      this.take(item, ringAll(item, asked, ring));
      return;
    }
    const agent = free.find((member) => obstacleTo(member, item, ring) === null);
    if (!agent) return;
    const others = othersOf(line.all, line.indexOf(agent), item, ring, this.taken, from);
    const explanation = { step: 'queue', strategy, ring, others } as const;
    this.take(item, [{ itemId: item.id, agentId: agent.id, reason: 'queue', explanation }]);
  }

  private take(item: PlanItem, offers: readonly PlannedOffer[]): void {
    for (const offer of offers) {
      const agent = this.memory.agents.get(offer.agentId);
      if (!agent) continue;
      this.offers.push({ ...offer, item, agent });
      this.items.add(item.id);
      this.taken.add(agent.id);
      this.memory.engage(agent);
    }
  }

  private front(queueId: string): number {
    const line = this.memory.line(queueId);
    let front = this.fronts.get(queueId) ?? 0;
    for (let next = line?.at(front); next && this.taken.has(next.id); next = line?.at(front)) front += 1;
    this.fronts.set(queueId, front);
    return front;
  }
}
