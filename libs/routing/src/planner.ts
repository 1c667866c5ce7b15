/** Who is offered what: pure, one snapshot in, offers out; the same inputs always give the same plan. */
import type {
  Channel,
  QueueRules,
  RingInForce,
  RoutingExplanation,
  RoutingObstacle,
  RoutingStep,
} from '@lib/contracts';
import { ANY_MEMBER, byPlace, linesOf, type PlanAgent, type PlanItem } from './lines.js';

export interface PlannedOffer {
  itemId: string;
  agentId: string;
  reason: RoutingStep;
  explanation: RoutingExplanation;
}

type FirstStep = Exclude<RoutingStep, 'queue' | 'supervisor'>;

/** One step of priority weighs as much as five minutes of waiting, so that nobody starves. */
export const PRIORITY_WEIGHT_MS = 300_000;
/** An explanation names so many others: those asked before them in line, then those behind. */
export const OTHERS_TOLD = 10;
/** One item rings at so many at once, however many members a queue has. */
export const RING_ALL_MOST = 50;

/**
 * Oldest first by sort key. R1: one offer per agent, and per item unless its queue rings all (R13). R2: the owner first, while they are at work and the
 * owner's time has not run out. R3: then the member of the queue whom its strategy puts first, with capacity and with
 * what the ring in force demands. R4: voice is exclusive. `staffed` holds every agent at work, also without capacity: an
 * owner who is busy is still waited for. Owners are asked whatever the ring says: the customer knows them. R23: after the
 * owner, in the same manner, who stands in for them and who helped this customer last, each in their own time.
 */
export function plan(
  items: readonly PlanItem[],
  staffed: readonly PlanAgent[],
  now: number,
  rules: ReadonlyMap<string, QueueRules> = new Map(),
): PlannedOffer[] {
  const agents = new Map(staffed.map((agent) => [agent.id, agent]));
  const taken = new Set<string>();
  const lines = linesOf(staffed, rules);
  const offers: PlannedOffer[] = [];
  for (const item of [...items].sort(byPlace)) {
    const line = lines.get(item.queueId) ?? [];
    while (line[0] && taken.has(line[0].id)) line.shift(); // a long line is not walked again for every item
    const first = beforeTheQueue(item, agents, taken, now);
    if (first === 'held') continue;
    if (first) {
      const { agent, step } = first;
      offers.push({
        itemId: item.id,
        agentId: agent.id,
        reason: step,
        explanation: askedFirst(step, agent, line),
      });
      taken.add(agent.id);
      continue;
    }
    const { strategy, rings } = rules.get(item.queueId) ?? ANY_MEMBER;
    const ring = ringInForce(rings, item, now);
    const could = (agent: PlanAgent) => !taken.has(agent.id) && obstacleTo(agent, item, ring) === null;
    if (strategy === 'ring-all') {
      const asked = line.filter(could).slice(0, RING_ALL_MOST);
      offers.push(...ringAll(item, asked, ring));
      for (const { id } of asked) taken.add(id);
      continue;
    }
    const at = line.findIndex(could);
    const agent = line[at];
    if (!agent) continue;
    offers.push({
      itemId: item.id,
      agentId: agent.id,
      reason: 'queue',
      explanation: { step: 'queue', strategy, ring, others: othersOf(line, at, item, ring, taken) },
    });
    taken.add(agent.id);
  }
  return offers;
}

/** Each of them is told who rings beside them. */
export function ringAll(
  item: PlanItem,
  asked: readonly PlanAgent[],
  ring: RingInForce | null,
): PlannedOffer[] {
  return asked.map((agent) => {
    const others = asked
      .slice(0, OTHERS_TOLD + 1)
      .filter(({ id }) => id !== agent.id)
      .slice(0, OTHERS_TOLD)
      .map(({ id }) => ({ agentId: id, why: 'ringing' as const }));
    const explanation: RoutingExplanation = { step: 'queue', strategy: 'ring-all', ring, others };
    return { itemId: item.id, agentId: agent.id, reason: 'queue', explanation };
  });
}

/** Who was passed over and why, and who would be next. Who stands before `from` was taken already and is not told. */
export function othersOf(
  line: readonly PlanAgent[],
  at: number,
  item: PlanItem,
  ring: RingInForce | null,
  taken: ReadonlySet<string>,
  from = 0,
): RoutingExplanation['others'] {
  const before = line.slice(Math.max(from, at - OTHERS_TOLD), at);
  return [
    ...before.map((other) => ({
      agentId: other.id,
      why: (taken.has(other.id) ? null : obstacleTo(other, item, ring)) ?? ('ringing' as const),
    })),
    ...line
      .slice(at + 1, at + 1 + OTHERS_TOLD - before.length)
      .map(({ id }) => ({ agentId: id, why: 'later-in-line' as const })),
  ];
}

export function canTake(agent: PlanAgent, channel: Channel): boolean {
  return !agent.offered && !agent.onVoice && agent.free[channel] > 0;
}

/** What keeps an agent from being asked for this item, as the ring in force sees it; null: nothing. */
export function obstacleTo(
  agent: PlanAgent,
  item: PlanItem,
  ring: RingInForce | null,
): RoutingObstacle | null {
  if (agent.offered) return 'ringing';
  if (agent.onVoice) return 'on-call';
  if (agent.free[item.channel] <= 0) return 'busy';
  if (item.passed.includes(agent.id)) return 'passed';
  if (ring?.language && !agent.languages.includes(ring.language)) return 'language';
  const lacks = Object.entries(ring?.skills ?? {}).some(
    ([skill, level]) => (agent.skills[skill] ?? 0) < level,
  );
  return lacks ? 'skill' : null;
}

/** The last ring whose time has come; a language is demanded only when the customer's is known. */
export function ringInForce(
  rings: QueueRules['rings'],
  item: Pick<PlanItem, 'waitingSince' | 'language'>,
  now: number,
): RingInForce | null {
  const waited = (now - item.waitingSince) / 1_000;
  // A clock that was set back does not close the first ring.
  const at = Math.max(
    0,
    rings.findLastIndex((ring) => ring.afterSeconds <= waited),
  );
  const ring = rings[at];
  return ring
    ? { number: at + 1, skills: ring.skills, language: ring.language ? item.language : null }
    : null;
}

/** Owner, stand-in, last agent: the first who is free is asked; one who is at work and busy is waited for in their time. */
export function beforeTheQueue(
  item: PlanItem,
  agents: ReadonlyMap<string, PlanAgent>,
  taken: ReadonlySet<string>,
  now: number,
): { agent: PlanAgent; step: FirstStep } | 'held' | null {
  const steps: [FirstStep, string | null | undefined, number | null | undefined][] = [
    ['owner', item.ownerId, item.ownerUntil],
    ['stand-in', item.standInId, item.standInUntil],
    ['last-agent', item.lastAgentId, item.lastAgentUntil],
  ];
  for (const [step, id, until] of steps) {
    const agent = id ? agents.get(id) : undefined;
    if (!agent || item.passed.includes(agent.id)) continue;
    if (!taken.has(agent.id) && canTake(agent, item.channel)) return { agent, step };
    if (typeof until === 'number' && now < until) return 'held';
  }
  return null;
}

export function askedFirst(
  step: FirstStep,
  asked: PlanAgent,
  line: readonly PlanAgent[],
  from = 0,
): RoutingExplanation {
  const others = line
    .slice(from, from + OTHERS_TOLD + 1)
    .filter(({ id }) => id !== asked.id)
    .slice(0, OTHERS_TOLD)
    .map(({ id }) => ({ agentId: id, why: `${step}-first` as const }));
  return { step, strategy: null, ring: null, others };
}
