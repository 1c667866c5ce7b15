/** What the leading router keeps in memory: who is at work and what waits, in the order in which they would be asked. A cache of rows, never the truth. */
import type { Channel, QueueRules } from '@lib/contracts';
import { ANY_MEMBER, byPlace, memberOrder, type PlanAgent, type PlanItem } from './lines.js';
import { canTake } from './planner.js';
import { SortedList } from './sorted-list.js';

/** `version` is the row's: an offer is made only while it is still the same. */
export interface AgentAtWork extends PlanAgent {
  version: number;
}

/** What waits for one group of people on one channel, and who of them could take something on it now. Nobody is noted as free where nothing waits. */
export interface Crossing {
  items: SortedList<PlanItem>;
  free: SortedList<AgentAtWork>;
}

const NOBODY: readonly string[] = [];
const channels: readonly Channel[] = ['voice', 'chat', 'email'];

/** Nothing that orders agents or items is changed in place: a changed one is put again. Putting and removing may be repeated and come in any order. */
export class RouterMemory {
  readonly agents = new Map<string, AgentAtWork>();
  readonly items = new Map<string, PlanItem>();
  /** Where somebody is free and something waits: nowhere else can there be anything to decide. */
  readonly open = new Set<Crossing>();
  /** Each queue's members at work, as its strategy asks them. */
  private readonly lines = new Map<string, SortedList<AgentAtWork>>();
  private readonly crossings: Record<Channel, Map<string, Crossing>> = {
    voice: new Map(),
    chat: new Map(),
    email: new Map(),
  };
  /** Offered something in this very round: in no crossing any more. */
  private readonly engaged = new Set<AgentAtWork>();
  /** Whose rows this router wrote itself since it last looked, and their version since: no news to it. */
  readonly rung = new Map<string, number>();
  /** Only of queues that were set. */
  rules: ReadonlyMap<string, QueueRules> = new Map();

  rulesOf(queueId: string): QueueRules {
    return this.rules.get(queueId) ?? ANY_MEMBER;
  }

  line(queueId: string): SortedList<AgentAtWork> | undefined {
    return this.lines.get(queueId);
  }

  free(queueId: string, channel: Channel): SortedList<AgentAtWork> | undefined {
    return this.crossings[channel].get(queueId)?.free;
  }

  /** False: under these rules somebody would stand elsewhere in a line, and all must be put anew. */
  keepsOrder(rules: ReadonlyMap<string, QueueRules>): boolean {
    return [...new Set([...rules.keys(), ...this.rules.keys()])].every(
      (id) => (rules.get(id) ?? ANY_MEMBER).strategy === this.rulesOf(id).strategy,
    );
  }

  replace(
    agents: readonly AgentAtWork[],
    items: readonly PlanItem[],
    rules: ReadonlyMap<string, QueueRules>,
  ): void {
    this.clear();
    this.rules = rules;
    for (const agent of agents) this.putAgent(agent);
    for (const item of items) this.putItem(item);
  }

  clear(): void {
    for (const kept of [this.agents, this.items, this.open, this.lines, this.engaged]) kept.clear();
    for (const channel of channels) this.crossings[channel].clear();
  }

  putAgent(agent: AgentAtWork): void {
    this.stand(agent);
    this.agents.set(agent.id, agent);
    for (const channel of channels) {
      if (!canTake(agent, channel)) continue;
      for (const crossing of this.waitingFor(agent, channel)) {
        crossing.free.add(agent);
        this.open.add(crossing);
      }
    }
  }

  /** In their lines, and where their former self stood when nothing else is true there now; in no crossing yet. */
  private stand(agent: AgentAtWork): void {
    const former = this.agents.get(agent.id);
    if (former && sameQueues(former, agent)) {
      if (!this.engaged.delete(former)) this.leave(former);
      for (const queueId of agent.queueIds) this.lines.get(queueId)?.replace(former, agent);
      return;
    }
    this.removeAgent(agent.id);
    for (const queueId of agent.queueIds) {
      let line = this.lines.get(queueId);
      if (!line)
        this.lines.set(
          queueId,
          (line = new SortedList<AgentAtWork>(memberOrder(this.rulesOf(queueId).strategy))),
        );
      line.add(agent);
    }
  }

  /** The row is as remembered but for its version, by what this router wrote itself. It is no news at the next look. */
  knowVersion(id: string, version: number): void {
    const agent = this.agents.get(id);
    if (!agent) return;
    agent.version = version;
    this.rung.set(id, version);
  }

  removeAgent(id: string): void {
    const agent = this.agents.get(id);
    if (!agent) return;
    this.agents.delete(id);
    for (const queueId of agent.queueIds) this.lines.get(queueId)?.remove(agent);
    if (!this.engaged.delete(agent)) this.leave(agent);
  }

  /** Nobody finds them free any more, though they stand in their lines still. */
  engage(agent: AgentAtWork): void {
    this.leave(agent);
    this.engaged.add(agent);
  }

  putItem(item: PlanItem): void {
    this.removeItem(item.id);
    this.items.set(item.id, item);
    for (const group of [item.queueId, ...namedIn(item)]) {
      const crossing = this.crossings[item.channel].get(group) ?? this.cross(group, item.channel);
      crossing.items.add(item);
      if (crossing.free.length > 0) this.open.add(crossing);
    }
  }

  removeItem(id: string): void {
    const item = this.items.get(id);
    if (!item) return;
    this.items.delete(id);
    const groups = this.crossings[item.channel];
    for (const group of [item.queueId, ...namedIn(item)]) {
      const crossing = groups.get(group);
      crossing?.items.remove(item);
      if (!crossing || crossing.items.length > 0) continue;
      groups.delete(group);
      this.open.delete(crossing);
    }
  }

  private leave(agent: AgentAtWork): void {
    for (const channel of channels) {
      if (!canTake(agent, channel)) continue;
      for (const crossing of this.waitingFor(agent, channel)) {
        crossing.free.remove(agent);
        if (crossing.free.length === 0) this.open.delete(crossing);
      }
    }
  }

  private *waitingFor({ id, queueIds }: AgentAtWork, channel: Channel): Iterable<Crossing> {
    const groups = this.crossings[channel];
    if (groups.size === 0) return;
    for (const group of [...queueIds, id]) {
      const crossing = groups.get(group);
      if (crossing) yield crossing;
    }
  }

  /** For the first item of a group, which is a queue's members, or one person whose own customers wait for them. */
  private cross(group: string, channel: Channel): Crossing {
    const person = this.agents.get(group);
    const members = person ? [person] : (this.lines.get(group)?.all ?? []);
    const free = members.filter((agent) => canTake(agent, channel) && !this.engaged.has(agent));
    const crossing = {
      items: new SortedList<PlanItem>(byPlace),
      free: new SortedList<AgentAtWork>(memberOrder(this.rulesOf(group).strategy), free),
    };
    this.crossings[channel].set(group, crossing);
    return crossing;
  }
}

function sameQueues({ queueIds }: PlanAgent, { queueIds: others }: PlanAgent): boolean {
  return (
    queueIds === others ||
    (queueIds.length === others.length && queueIds.every((id, at) => id === others[at]))
  );
}

function namedIn({ ownerId, standInId, lastAgentId }: PlanItem): readonly string[] {
  if (!ownerId && !standInId && !lastAgentId) return NOBODY;
  return [...new Set([ownerId, standInId, lastAgentId].filter((id) => typeof id === 'string'))];
}
