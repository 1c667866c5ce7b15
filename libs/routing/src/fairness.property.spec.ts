/** Nobody starves, nobody is idle beside work: tried on whole days of random customers. */
import fc from 'fast-check';
import type { Priority, QueueRules } from '@lib/contracts';
import type { PlanAgent, PlanItem } from './lines.js';
import { plan, PRIORITY_WEIGHT_MS } from './planner.js';

const SECOND = 1_000;
const priorityRank: Record<Priority, number> = { low: 0, normal: 1, high: 2, urgent: 3 };

interface Customer {
  /** Seconds after the one before. */
  gap: number;
  priority: Priority;
  talkSeconds: number;
}
interface Served extends Customer {
  id: string;
  arrived: number;
  sortKey: number;
  begun: number;
}

const customers = fc.array(
  fc.record({
    gap: fc.integer({ min: 0, max: 400 }),
    priority: fc.constantFrom<Priority>('low', 'normal', 'high', 'urgent'),
    talkSeconds: fc.integer({ min: 10, max: 600 }),
  }),
  { minLength: 1, maxLength: 60 },
);

const item = (id: string, arrived: number, sortKey: number): PlanItem => ({
  id,
  channel: 'voice',
  queueId: 'q',
  sortKey,
  waitingSince: arrived,
  language: null,
  ownerId: null,
  ownerUntil: null,
  passed: [],
});
const agent = (id: string, idleSince: number): PlanAgent => ({
  id,
  idleSince,
  load: 0,
  lastOfferAt: 0,
  skills: {},
  languages: [],
  free: { voice: 1, chat: 0, email: 0 },
  queueIds: ['q'],
  onVoice: false,
  offered: false,
});

/** Everybody is answered as soon as the planner says so; the day goes from one moment at which something happens to the next. */
function day(all: readonly Customer[], agents: number): Served[] {
  let clock = 0;
  const coming = all.map((customer, index) => {
    clock += customer.gap * SECOND;
    const sortKey = clock - priorityRank[customer.priority] * PRIORITY_WEIGHT_MS;
    return { ...customer, id: String(index), arrived: clock, sortKey };
  });
  const freeAt = new Map(Array.from({ length: agents }, (_, index) => [`a${index}`, 0]));
  const waiting = new Map<string, (typeof coming)[number]>();
  const served: Served[] = [];
  let now = 0;
  while (coming.length > 0 || waiting.size > 0) {
    while (coming[0] && coming[0].arrived <= now) {
      const next = coming.shift();
      if (next) waiting.set(next.id, next);
    }
    const free = [...freeAt].filter(([, at]) => at <= now).map(([id, at]) => agent(id, at));
    const offers = plan(
      [...waiting.values()].map(({ id, arrived, sortKey }) => item(id, arrived, sortKey)),
      free,
      now,
    );
    // Nobody waits beside somebody free.
    expect(offers).toHaveLength(Math.min(free.length, waiting.size));
    for (const { itemId, agentId } of offers) {
      const customer = waiting.get(itemId);
      if (!customer) throw new Error('an offer of nothing');
      waiting.delete(itemId);
      freeAt.set(agentId, now + customer.talkSeconds * SECOND);
      served.push({ ...customer, begun: now });
    }
    const moments = [...freeAt.values(), ...coming.map(({ arrived }) => arrived)].filter((at) => at > now);
    if (moments.length > 0) now = Math.min(...moments);
  }
  return served;
}

test('R16: nobody is overtaken by who came more than five minutes per step of priority after them, and the wait has a bound', () => {
  fc.assert(
    fc.property(customers, fc.integer({ min: 1, max: 4 }), (all, agents) => {
      const served = day(all, agents);
      expect(served).toHaveLength(all.length);
      for (const one of served) {
        const advantage = (3 - priorityRank[one.priority]) * PRIORITY_WEIGHT_MS;
        const mayGoFirst = served.filter(
          ({ id, arrived }) => id !== one.id && arrived <= one.arrived + advantage,
        );
        const overtook = served.filter(({ arrived, begun }) => arrived > one.arrived && begun < one.begun);
        for (const other of overtook) expect(mayGoFirst).toContain(other);
        // All that may go first, one after the other by all agents, and one talk that had begun already.
        const talks = mayGoFirst.map(({ talkSeconds }) => talkSeconds * SECOND);
        const work = talks.reduce((sum, talk) => sum + talk, 0) / agents;
        expect(one.begun - one.arrived).toBeLessThanOrEqual(work + Math.max(0, ...talks));
      }
    }),
    { numRuns: 200 },
  );
});

test('R13: ringing all asks everybody who could, each once, and leaves nobody asked twice', () => {
  const rules = new Map<string, QueueRules>([['q', { strategy: 'ring-all', rings: [] }]]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 5 }), (crew, line) => {
      const agents = Array.from({ length: crew }, (_, index) => agent(`a${index}`, index));
      const items = Array.from({ length: line }, (_, index) => item(`i${index}`, 0, index));
      const offers = plan(items, agents, 1, rules);
      expect(new Set(offers.map(({ agentId }) => agentId)).size).toBe(offers.length);
      expect(offers.filter(({ itemId }) => itemId === 'i0')).toHaveLength(
        line === 0 ? 0 : Math.min(crew, 50),
      );
      expect(offers).toHaveLength(Math.min(crew, line * 50));
    }),
    { numRuns: 200 },
  );
});
