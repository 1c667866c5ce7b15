import fc from 'fast-check';
import { canTake, plan, type PlanAgent, type PlanItem } from './planner.js';

const agent = (id: string, more: Partial<PlanAgent> = {}): PlanAgent => ({
  id,
  idleSince: 0,
  free: { voice: 1, chat: 2, email: 5 },
  queueIds: ['q'],
  onVoice: false,
  offered: false,
  ...more,
});
const item = (id: string, more: Partial<PlanItem> = {}): PlanItem => ({
  id,
  channel: 'chat',
  queueId: 'q',
  sortKey: 0,
  ownerId: null,
  ownerUntil: null,
  passed: [],
  ...more,
});

test('R3: the longest idle is asked first, the oldest item is offered first', () => {
  const offers = plan(
    [item('late', { sortKey: 20 }), item('early', { sortKey: 10 })],
    [agent('busy-bee', { idleSince: 9 }), agent('rested', { idleSince: 1 })],
    100,
  );
  expect(offers).toEqual([
    { itemId: 'early', agentId: 'rested', reason: 'queue' },
    { itemId: 'late', agentId: 'busy-bee', reason: 'queue' },
  ]);
});

test("R2: the owner's customer goes to the owner although somebody was idle longer", () => {
  const offers = plan(
    [item('i', { ownerId: 'own', ownerUntil: 50 })],
    [agent('idle'), agent('own', { idleSince: 9 })],
    1,
  );
  expect(offers).toEqual([{ itemId: 'i', agentId: 'own', reason: 'owner' }]);
});

test('R2: a busy owner is waited for, but only so long', () => {
  const staffed = [agent('idle'), agent('own', { free: { voice: 0, chat: 0, email: 0 } })];
  const held = item('i', { ownerId: 'own', ownerUntil: 50 });
  expect(plan([held], staffed, 49)).toEqual([]);
  expect(plan([held], staffed, 50)).toEqual([{ itemId: 'i', agentId: 'idle', reason: 'queue' }]);
});

test('R2: an owner who is not at work is not waited for', () => {
  expect(plan([item('i', { ownerId: 'gone', ownerUntil: 50 })], [agent('idle')], 1)).toHaveLength(1);
});

test('R4: nobody on a call is offered anything', () => {
  expect(plan([item('i')], [agent('a', { onVoice: true })], 1)).toEqual([]);
});

test('who passed is not asked again at once', () => {
  expect(
    plan([item('i', { passed: ['a'] })], [agent('a'), agent('b', { idleSince: 5 })], 1)[0]?.agentId,
  ).toBe('b');
});

test('whatever comes, no agent and no item is offered twice, and only who can take it is asked', () => {
  const agents = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...'abcdefgh'),
      idleSince: fc.nat(9),
      free: fc.record({ voice: fc.nat(1), chat: fc.nat(2), email: fc.nat(2) }),
      queueIds: fc.subarray(['q', 'r', 's']),
      onVoice: fc.boolean(),
      offered: fc.boolean(),
    }),
    { selector: (a) => a.id },
  );
  const items = fc.uniqueArray(
    fc.record({
      id: fc.uuid(),
      channel: fc.constantFrom('voice' as const, 'chat' as const, 'email' as const),
      queueId: fc.constantFrom('q', 'r', 's'),
      sortKey: fc.nat(20),
      ownerId: fc.option(fc.constantFrom(...'abcdefgh')),
      ownerUntil: fc.option(fc.nat(20)),
      passed: fc.subarray([...'abcdefgh']),
    }),
    { selector: (i) => i.id },
  );
  fc.assert(
    fc.property(items, agents, fc.nat(20), (waiting, staffed, now) => {
      const offers = plan(waiting, staffed, now);
      expect(new Set(offers.map((offer) => offer.agentId)).size).toBe(offers.length);
      expect(new Set(offers.map((offer) => offer.itemId)).size).toBe(offers.length);
      for (const offer of offers) {
        const to = staffed.find((a) => a.id === offer.agentId);
        const what = waiting.find((i) => i.id === offer.itemId);
        if (!to || !what) throw new Error('an offer of nothing or to nobody');
        expect(canTake(to, what.channel)).toBe(true);
        expect(what.passed).not.toContain(to.id);
        if (offer.reason === 'queue') expect(to.queueIds).toContain(what.queueId);
      }
      // Nobody waits in vain: an item left over has no idle member who could take it and is not waiting for its owner.
      const used = new Set(offers.map((offer) => offer.agentId));
      for (const left of waiting.filter((i) => !offers.some((offer) => offer.itemId === i.id))) {
        const owner = staffed.find((a) => a.id === left.ownerId && !left.passed.includes(a.id));
        if (owner && left.ownerUntil !== null && now < left.ownerUntil) continue;
        const could = staffed.filter(
          (a) =>
            !used.has(a.id) &&
            a.queueIds.includes(left.queueId) &&
            canTake(a, left.channel) &&
            !left.passed.includes(a.id),
        );
        expect(could).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});
