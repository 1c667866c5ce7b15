/** Overflow comes to an end, whatever rules an administrator writes. */
import fc from 'fast-check';
import type { OverflowRule } from '@lib/contracts';
import { overflowOf, type OverflowFacts, type OverflowItem } from './overflow.js';

const QUEUES = ['q1', 'q2', 'q3', 'q4'];
const cause = fc.oneof(
  fc.record({ kind: fc.constant('waited' as const), seconds: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: fc.constant('crowded' as const), ahead: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ kind: fc.constant('closed' as const), calendarId: fc.constantFrom('open', 'shut', 'gone') }),
  fc.record({ kind: fc.constant('unstaffed' as const) }),
);
const target = fc.oneof(
  { weight: 4, arbitrary: fc.record({ queueId: fc.constantFrom(...QUEUES, 'gone') }) },
  fc.record({ diversion: fc.constantFrom('voicemail' as const, 'callback' as const) }),
);
const rules: fc.Arbitrary<OverflowRule[]> = fc.array(fc.record({ when: cause, to: target }), {
  maxLength: 5,
});
const house = fc.record({
  q1: rules,
  q2: rules,
  q3: rules,
  q4: rules,
});
const facts: fc.Arbitrary<OverflowFacts> = fc
  .subarray(QUEUES)
  .map((staffed) => ({ staffed: new Set(staffed), closed: new Set(['shut']), queues: new Set(QUEUES) }));
const items = fc.record({
  id: fc.constant('i'),
  channel: fc.constantFrom('voice' as const, 'chat' as const, 'email' as const),
  queueId: fc.constantFrom(...QUEUES),
  waitedSeconds: fc.integer({ min: 0, max: 200 }),
  ahead: fc.integer({ min: 0, max: 20 }),
});

test('R15: each queue is entered once at most, only calls are diverted, and it always ends', () => {
  fc.assert(
    fc.property(items, house, facts, (start, byQueue, world) => {
      let item: OverflowItem = { ...start, visited: [] };
      const entered = [item.queueId];
      for (let step = 0; ; step += 1) {
        expect(step).toBeLessThanOrEqual(QUEUES.length);
        const rule = overflowOf(item, byQueue[item.queueId as keyof typeof byQueue], world);
        if (!rule) break;
        if ('diversion' in rule.to) {
          expect(item.channel).toBe('voice');
          break;
        }
        expect(entered).not.toContain(rule.to.queueId);
        expect(QUEUES).toContain(rule.to.queueId);
        entered.push(rule.to.queueId);
        item = { ...item, queueId: rule.to.queueId, visited: [...item.visited, item.queueId] };
      }
    }),
    { numRuns: 500 },
  );
});

test('R15: the first rule that applies is followed', () => {
  const item: OverflowItem = {
    id: 'i',
    channel: 'voice',
    queueId: 'q1',
    waitedSeconds: 30,
    ahead: 2,
    visited: [],
  };
  const world = { staffed: new Set(['q1']), closed: new Set<string>(), queues: new Set(QUEUES) };
  const [late, crowded, open, empty]: OverflowRule[] = [
    { when: { kind: 'waited', seconds: 31 }, to: { queueId: 'q2' } },
    { when: { kind: 'crowded', ahead: 2 }, to: { diversion: 'callback' } },
    { when: { kind: 'closed', calendarId: 'open' }, to: { queueId: 'q3' } },
    { when: { kind: 'unstaffed' }, to: { queueId: 'q4' } },
  ] as const satisfies OverflowRule[];
  expect(
    overflowOf(
      item,
      [late, open, empty].flatMap((rule) => rule ?? []),
      world,
    ),
  ).toBeNull();
  expect(
    overflowOf(
      item,
      [late, crowded, open, empty].flatMap((rule) => rule ?? []),
      world,
    ),
  ).toBe(crowded);
});
