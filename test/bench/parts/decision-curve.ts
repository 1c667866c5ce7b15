/** What one decision costs in memory, as the house grows from a hundred agents and as many waiting to ten thousand. */
import { decide, RouterMemory, type AgentAtWork, type PlanItem } from '@lib/routing';

const QUEUES = 40;
const QUEUES_OF_AN_AGENT = 5;
const DECISIONS = 20_000;
const AT_ONCE = 80;
const SUBLINEAR = 10;

type Say = (figure: string, unit: string, value: number, limit: number | null, ratio: number) => void;

/** The last figure's ratio: how much more a decision costs in a house a hundred times as large. */
export function decisionCurve(say: Say): void {
  decisionUs(1_000); // compiled before it is measured
  const small = decisionUs(100);
  for (const size of [100, 1_000, 10_000]) {
    const us = size === 100 ? small : decisionUs(size);
    say(`a decision among ${size} agents and ${size} waiting`, 'µs', us, null, us / small);
  }
  const growth = decisionUs(10_000) / small;
  say('cost of a decision in a house 100 times as large', 'times', growth, SUBLINEAR, growth / SUBLINEAR);
}

/** A house in balance: who was offered something is free again, and for each item that went another comes. */
function decisionUs(size: number): number {
  const memory = new RouterMemory();
  let number = 0;
  const queueOf = (n: number) => `queue-${n % QUEUES}`;
  const agent = (id: string): AgentAtWork => ({
    id,
    version: 1,
    idleSince: (number += 1),
    load: 0,
    lastOfferAt: 0,
    skills: {},
    languages: [],
    free: { voice: 1, chat: 3, email: 8 },
    queueIds: Array.from({ length: QUEUES_OF_AN_AGENT }, (_, at) =>
      queueOf(Number(id.slice(1)) * 7 + at * 11),
    ),
    onVoice: false,
    offered: false,
  });
  const item = (): PlanItem => ({
    id: `i${(number += 1)}`,
    channel: 'chat',
    queueId: queueOf(number),
    sortKey: number,
    waitingSince: 0,
    language: null,
    ownerId: null,
    ownerUntil: null,
    passed: [],
  });
  for (let n = 0; n < size; n += 1) memory.putAgent(agent(`a${n}`));
  for (let n = 0; n < size; n += 1) memory.putItem(item());
  // Processor time: other work of the machine does not count.
  const before = process.cpuUsage().user;
  let decisions = 0;
  while (decisions < DECISIONS) {
    const decided = decide(memory, 0, AT_ONCE);
    for (const offer of decided) {
      memory.putAgent(agent(offer.agentId));
      memory.putItem(item());
    }
    decisions += decided.length;
  }
  return (process.cpuUsage().user - before) / decisions;
}
