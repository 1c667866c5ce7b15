/** The leader's memory decides as the planner would from the rows, whatever came to it, in whatever order and how often. */
import fc from 'fast-check';
import type { Channel, QueueRules } from '@lib/contracts';
import { decide } from './deciding.js';
import type { PlanItem } from './lines.js';
import { plan } from './planner.js';
import { RouterMemory, type AgentAtWork } from './router-memory.js';

const NOW = 30_000;
const AGENTS = [...'abcdefgh'];
const QUEUES = ['q', 'r', 's'];
const some = <T>(values: readonly T[]) => fc.constantFrom(...values);
const until = fc.option(fc.integer({ min: NOW - 5, max: NOW + 5 }));

const agent: fc.Arbitrary<AgentAtWork> = fc.record({
  id: some(AGENTS),
  version: fc.constant(1),
  idleSince: fc.nat(9),
  load: fc.nat(4),
  lastOfferAt: fc.nat(9),
  skills: fc.dictionary(some(['n1', 'billing']), fc.integer({ min: 1, max: 3 }), { maxKeys: 2 }),
  languages: fc.subarray(['fr', 'en']),
  free: fc.record({ voice: fc.nat(1), chat: fc.nat(2), email: fc.nat(2) }),
  queueIds: fc.subarray(QUEUES),
  onVoice: fc.boolean(),
  offered: fc.boolean(),
});
const item: fc.Arbitrary<PlanItem> = fc.record({
  id: fc.integer({ min: 1, max: 20 }).map((number) => `item-${number}`),
  channel: some<Channel>(['voice', 'chat', 'email']),
  queueId: some(QUEUES),
  sortKey: fc.nat(20),
  waitingSince: fc.nat(NOW),
  language: fc.option(some(['fr', 'en'])),
  ownerId: fc.option(some(AGENTS)),
  ownerUntil: until,
  standInId: fc.option(some(AGENTS)),
  standInUntil: until,
  lastAgentId: fc.option(some(AGENTS)),
  lastAgentUntil: until,
  passed: fc.subarray(AGENTS, { maxLength: 3 }),
});
const ring = fc.record({
  skills: fc.dictionary(some(['n1', 'billing']), fc.integer({ min: 1, max: 3 }), { maxKeys: 1 }),
  language: fc.boolean(),
});
const rules: fc.Arbitrary<Map<string, QueueRules>> = fc
  .dictionary(
    some(QUEUES),
    fc.record({
      strategy: some<QueueRules['strategy']>(['longest-idle', 'least-loaded', 'round-robin', 'ring-all']),
      rings: fc
        .array(ring, { maxLength: 3 })
        .map((rings) => rings.map((one, at) => ({ ...one, afterSeconds: at * 10 }))),
    }),
  )
  .map((byQueue) => new Map(Object.entries(byQueue)));

/** What the rows may do: come, change, come again unchanged, and go. */
type Command =
  | { kind: 'agent'; agent: AgentAtWork }
  | { kind: 'agent-gone'; id: string }
  | { kind: 'item'; item: PlanItem }
  | { kind: 'item-gone'; id: string };
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: agent.map((one) => ({ kind: 'agent' as const, agent: one })) },
  { weight: 1, arbitrary: some(AGENTS).map((id) => ({ kind: 'agent-gone' as const, id })) },
  { weight: 6, arbitrary: item.map((one) => ({ kind: 'item' as const, item: one })) },
  { weight: 1, arbitrary: item.map(({ id }) => ({ kind: 'item-gone' as const, id })) },
);

function apply(memory: RouterMemory, one: Command): void {
  if (one.kind === 'agent') memory.putAgent(one.agent);
  else if (one.kind === 'agent-gone') memory.removeAgent(one.id);
  else if (one.kind === 'item') memory.putItem(one.item);
  else memory.removeItem(one.id);
}

/** Everything the next decisions depend on, without the order in which it came. */
function stateOf(memory: RouterMemory) {
  const queues = QUEUES.map((id) => ({
    line: (memory.line(id)?.all ?? []).map((one) => one.id),
    free: (['voice', 'chat', 'email'] as const).map((channel) =>
      (memory.free(id, channel)?.all ?? []).map((one) => one.id),
    ),
  }));
  const open = [...memory.open].map(({ items, free }) =>
    JSON.stringify([items.all.map(({ id }) => id), free.all.map(({ id }) => id)]),
  );
  return { queues, open: open.sort() };
}

const fresh = (from: RouterMemory): RouterMemory => {
  const memory = new RouterMemory();
  memory.replace([...from.agents.values()], [...from.items.values()], from.rules);
  return memory;
};
const bare = (offers: ReturnType<typeof plan>) =>
  offers.map(({ itemId, agentId, reason, explanation }) => ({ itemId, agentId, reason, explanation }));

test('decides what the planner would plan from the same rows, with the same reasons', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), rules, (commands, set) => {
      const memory = new RouterMemory();
      memory.rules = set;
      for (const one of commands) apply(memory, one);
      const planned = plan([...memory.items.values()], [...memory.agents.values()], NOW, set);
      expect(bare(decide(memory, NOW, Infinity))).toEqual(bare(planned));
    }),
    { numRuns: 400 },
  );
});

test('any order and repetition of what comes ends in the same memory', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(agent, { selector: ({ id }) => id }),
      fc.uniqueArray(item, { selector: ({ id }) => id, maxLength: 20 }),
      rules,
      fc.array(fc.nat()),
      (agents, items, set, order) => {
        const known = new RouterMemory();
        known.replace(agents, items, set);
        const commands: Command[] = [
          ...agents.map((one) => ({ kind: 'agent' as const, agent: one })),
          ...items.map((one) => ({ kind: 'item' as const, item: one })),
        ];
        const memory = new RouterMemory();
        memory.rules = set;
        for (const at of order) {
          const one = commands[at % Math.max(1, commands.length)];
          if (one) apply(memory, one);
        }
        for (const one of commands.toReversed()) apply(memory, one);
        expect(stateOf(memory)).toEqual(stateOf(known));
      },
    ),
    { numRuns: 300 },
  );
});

test('whatever was decided, came and went between, the memory is as one read anew from the same rows', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: command },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('decide' as const), most: fc.nat(4) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), rules, (steps, set) => {
      const memory = new RouterMemory();
      memory.rules = set;
      for (const one of steps) {
        if (one.kind !== 'decide') apply(memory, one);
        else
          for (const { item, agent } of decide(memory, NOW, one.most)) {
            expect(memory.items.has(item.id)).toBe(false);
            expect(memory.agents.get(agent.id)?.offered).toBe(true);
            expect(agent.offered).toBe(false);
            expect(agent.free[item.channel]).toBeGreaterThan(0);
          }
        expect(stateOf(memory)).toEqual(stateOf(fresh(memory)));
      }
    }),
    { numRuns: 300 },
  );
});

test('decided in handfuls, nobody is overtaken: the first in line are decided first', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(agent, { selector: ({ id }) => id }),
      fc.uniqueArray(item, { selector: ({ id }) => id, maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      (agents, items, most) => {
        const memory = new RouterMemory();
        memory.replace(agents, items, new Map());
        const whole = bare(decide(fresh(memory), NOW, Infinity));
        const handfuls: typeof whole = [];
        for (let some = decide(memory, NOW, most); some.length > 0; some = decide(memory, NOW, most))
          handfuls.push(...bare(some));
        const who = (offers: typeof whole) => offers.map(({ itemId, agentId }) => [itemId, agentId]);
        expect(who(handfuls)).toEqual(who(whole));
      },
    ),
    { numRuns: 300 },
  );
});
