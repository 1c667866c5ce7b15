/** Who is offered what: pure, one snapshot in, offers out; the same inputs always give the same plan. */
import type { Channel } from '@lib/contracts';

export interface PlanAgent {
  id: string;
  /** Epoch milliseconds; the smallest has been idle longest and is asked first. */
  idleSince: number;
  free: Record<Channel, number>;
  queueIds: readonly string[];
  /** On a call, ringing for one, or wrapping one up: voice is exclusive. */
  onVoice: boolean;
  /** Rings already for something: one offer at a time. */
  offered: boolean;
}

export interface PlanItem {
  id: string;
  channel: Channel;
  queueId: string;
  /** enqueued − priority × weight: the smallest is next. */
  sortKey: number;
  ownerId: string | null;
  /** The owner's own customer is held for the owner until then. */
  ownerUntil: number | null;
  /** Agents who declined or missed it a short while ago. */
  passed: readonly string[];
}

export interface PlannedOffer {
  itemId: string;
  agentId: string;
  reason: 'owner' | 'queue';
}

/**
 * Oldest first by sort key. R1: one offer per item and per agent. R2: the owner first, while they are at work and the
 * owner's time has not run out. R3: then the longest idle member of the queue with capacity. R4: voice is exclusive.
 * `staffed` holds every agent at work, also without capacity: an owner who is busy is still waited for.
 */
export function plan(items: readonly PlanItem[], staffed: readonly PlanAgent[], now: number): PlannedOffer[] {
  const agents = new Map(staffed.map((agent) => [agent.id, agent]));
  const taken = new Set<string>();
  const lines = idleLines(staffed);
  const offers: PlannedOffer[] = [];
  for (const item of [...items].sort((a, b) => a.sortKey - b.sortKey || (a.id < b.id ? -1 : 1))) {
    const owner = item.ownerId ? agents.get(item.ownerId) : undefined;
    if (owner && !item.passed.includes(owner.id)) {
      if (!taken.has(owner.id) && canTake(owner, item.channel)) {
        offers.push({ itemId: item.id, agentId: owner.id, reason: 'owner' });
        taken.add(owner.id);
        continue;
      }
      if (item.ownerUntil !== null && now < item.ownerUntil) continue;
    }
    const agent = nextIdle(lines.get(item.queueId), taken, item);
    if (!agent) continue;
    offers.push({ itemId: item.id, agentId: agent.id, reason: 'queue' });
    taken.add(agent.id);
  }
  return offers;
}

export function canTake(agent: PlanAgent, channel: Channel): boolean {
  return !agent.offered && !agent.onVoice && agent.free[channel] > 0;
}

function idleLines(staffed: readonly PlanAgent[]): Map<string, PlanAgent[]> {
  const lines = new Map<string, PlanAgent[]>();
  const byIdle = [...staffed].sort((a, b) => a.idleSince - b.idleSince || (a.id < b.id ? -1 : 1));
  for (const agent of byIdle)
    for (const queueId of agent.queueIds) {
      const line = lines.get(queueId);
      if (line) line.push(agent);
      else lines.set(queueId, [agent]);
    }
  return lines;
}

/** Agents taken meanwhile are dropped from the head, so a long line is not walked again for every item. */
function nextIdle(line: PlanAgent[] | undefined, taken: Set<string>, item: PlanItem): PlanAgent | undefined {
  if (!line) return undefined;
  while (line[0] && taken.has(line[0].id)) line.shift();
  return line.find(
    (agent) => !taken.has(agent.id) && canTake(agent, item.channel) && !item.passed.includes(agent.id),
  );
}
