/** Who stands where: waiting work by its place, and a queue's members as its strategy asks them. */
import type { Channel, QueueRules } from '@lib/contracts';

export interface PlanAgent {
  id: string;
  /** Epoch milliseconds; the smallest has been idle longest. */
  idleSince: number;
  /** Pieces of work in hand. */
  load: number;
  /** Epoch milliseconds of the last offer made to them; 0 when there was none. Read only for round-robin queues. */
  lastOfferAt: number;
  skills: Record<string, number>;
  languages: readonly string[];
  free: Record<Channel, number>;
  queueIds: readonly string[];
  /** On a call, ringing for one, or wrapping one up, and voice is exclusive. */
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
  /** Epoch milliseconds since when it waits: opens the rings. */
  waitingSince: number;
  /** The customer's, where it is known. */
  language: string | null;
  ownerId: string | null;
  /** The owner's own customer is held for the owner until then. */
  ownerUntil: number | null;
  /** Who stands in for an absent owner, and until when it is held for them. */
  standInId?: string | null;
  standInUntil?: number | null;
  /** Who helped this customer last. */
  lastAgentId?: string | null;
  lastAgentUntil?: number | null;
  /** Agents who declined or missed it a short while ago. */
  passed: readonly string[];
}

/** A queue nobody has set: any member, the longest idle first. */
export const ANY_MEMBER: QueueRules = { strategy: 'longest-idle', rings: [] };
const orders: Record<QueueRules['strategy'], (a: PlanAgent, b: PlanAgent) => number> = {
  'longest-idle': (a, b) => a.idleSince - b.idleSince,
  'least-loaded': (a, b) => a.load - b.load || a.idleSince - b.idleSince,
  'round-robin': (a, b) => a.lastOfferAt - b.lastOfferAt || a.idleSince - b.idleSince,
  'ring-all': (a, b) => a.idleSince - b.idleSince,
};

/** The order of items, and of a queue's members, in which no two are equal. */
export const byPlace = (a: PlanItem, b: PlanItem): number => a.sortKey - b.sortKey || byId(a, b);
export const memberOrder =
  (strategy: QueueRules['strategy']) =>
  (a: PlanAgent, b: PlanAgent): number =>
    orders[strategy](a, b) || byId(a, b);

function byId(a: { id: string }, b: { id: string }): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** Each queue's members in the order its strategy asks them; an offer a pass, so the order holds for the whole pass. */
export function linesOf(
  staffed: readonly PlanAgent[],
  rules: ReadonlyMap<string, QueueRules>,
): Map<string, PlanAgent[]> {
  const lines = new Map<string, PlanAgent[]>();
  for (const agent of staffed)
    for (const queueId of agent.queueIds) {
      const line = lines.get(queueId);
      if (line) line.push(agent);
      else lines.set(queueId, [agent]);
    }
  for (const [queueId, line] of lines) line.sort(memberOrder((rules.get(queueId) ?? ANY_MEMBER).strategy));
  return lines;
}
