import fc from 'fast-check';
import type { QueueRules } from '@lib/contracts';
import type { PlanAgent, PlanItem } from './lines.js';
import { canTake, obstacleTo, plan, ringInForce, type PlannedOffer } from './planner.js';

const agent = (id: string, more: Partial<PlanAgent> = {}): PlanAgent => ({
  id,
  idleSince: 0,
  load: 0,
  lastOfferAt: 0,
  skills: {},
  languages: [],
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
  waitingSince: 0,
  language: null,
  ownerId: null,
  ownerUntil: null,
  passed: [],
  ...more,
});

/** Who gets what, without the reasons. */
const bare = (offers: PlannedOffer[]) =>
  offers.map(({ itemId, agentId, reason }) => ({ itemId, agentId, reason }));

test('R3: the longest idle is asked first, the oldest item is offered first', () => {
  const offers = plan(
    [item('late', { sortKey: 20 }), item('early', { sortKey: 10 })],
    [agent('busy-bee', { idleSince: 9 }), agent('rested', { idleSince: 1 })],
    100,
  );
  expect(bare(offers)).toEqual([
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
  expect(bare(offers)).toEqual([{ itemId: 'i', agentId: 'own', reason: 'owner' }]);
});

test('R2: a busy owner is waited for, but only so long', () => {
  const staffed = [agent('idle'), agent('own', { free: { voice: 0, chat: 0, email: 0 } })];
  const held = item('i', { ownerId: 'own', ownerUntil: 50 });
  expect(plan([held], staffed, 49)).toEqual([]);
  expect(bare(plan([held], staffed, 50))).toEqual([{ itemId: 'i', agentId: 'idle', reason: 'queue' }]);
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

const ringsOf = (...rings: QueueRules['rings']): Map<string, QueueRules> =>
  new Map([['q', { strategy: 'longest-idle', rings }]]);

test('a ring demands a skill at a level, and the next one relaxes it after its time', () => {
  const staffed = [
    agent('novice', { skills: { billing: 1 } }),
    agent('expert', { idleSince: 9, skills: { billing: 3 } }),
  ];
  const rules = ringsOf(
    { afterSeconds: 0, skills: { billing: 3 }, language: false },
    { afterSeconds: 30, skills: {}, language: false },
  );
  expect(plan([item('i')], staffed, 29_999, rules)[0]?.agentId).toBe('expert');
  expect(plan([item('i')], staffed, 30_000, rules)[0]?.agentId).toBe('novice');
  expect(plan([item('i')], [agent('novice', { skills: { billing: 1 } })], 1, rules)).toEqual([]);
});

test('a ring demands the language the customer waits in, and none when it is not known', () => {
  const staffed = [
    agent('en', { languages: ['en'] }),
    agent('fr', { idleSince: 9, languages: ['fr', 'en'] }),
  ];
  const rules = ringsOf({ afterSeconds: 0, skills: {}, language: true });
  expect(plan([item('i', { language: 'fr' })], staffed, 1, rules)[0]?.agentId).toBe('fr');
  expect(plan([item('i')], staffed, 1, rules)[0]?.agentId).toBe('en');
});

test('the owner is asked whatever the ring demands: the customer knows them', () => {
  const rules = ringsOf({ afterSeconds: 0, skills: { billing: 3 }, language: true });
  const own = item('i', { ownerId: 'own', ownerUntil: 50, language: 'fr' });
  expect(plan([own], [agent('own')], 1, rules)[0]?.reason).toBe('owner');
});

test.each([
  ['longest-idle', 'rested'],
  ['least-loaded', 'light'],
  ['round-robin', 'forgotten'],
] as const)('%s puts %s first', (strategy, first) => {
  const staffed = [
    agent('rested', { idleSince: 1, load: 3, lastOfferAt: 9 }),
    agent('light', { idleSince: 5, load: 0, lastOfferAt: 8 }),
    agent('forgotten', { idleSince: 7, load: 2, lastOfferAt: 2 }),
  ];
  expect(plan([item('i')], staffed, 1, new Map([['q', { strategy, rings: [] }]]))[0]?.agentId).toBe(first);
});

test('each choice says which ring was in force and why the others were not asked', () => {
  const staffed = [
    agent('full', { free: { voice: 0, chat: 0, email: 0 } }),
    agent('said-no', { idleSince: 1 }),
    agent('english', { idleSince: 2, languages: ['en'], skills: { n1: 1 } }),
    agent('unskilled', { idleSince: 3, languages: ['fr'] }),
    agent('chosen', { idleSince: 4, languages: ['fr'], skills: { n1: 2 } }),
    agent('next', { idleSince: 5, languages: ['fr'], skills: { n1: 1 } }),
  ];
  const rules = ringsOf({ afterSeconds: 0, skills: { n1: 1 }, language: true });
  const [offer] = plan([item('i', { language: 'fr', passed: ['said-no'] })], staffed, 1, rules);
  expect(offer?.agentId).toBe('chosen');
  expect(offer?.explanation).toEqual({
    step: 'queue',
    strategy: 'longest-idle',
    ring: { number: 1, skills: { n1: 1 }, language: 'fr' },
    others: [
      { agentId: 'full', why: 'busy' },
      { agentId: 'said-no', why: 'passed' },
      { agentId: 'english', why: 'language' },
      { agentId: 'unskilled', why: 'skill' },
      { agentId: 'next', why: 'later-in-line' },
    ],
  });
});

test('whatever comes, no agent and no item is offered twice, and only who can take it is asked', () => {
  const agents = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...'abcdefgh'),
      idleSince: fc.nat(9),
      load: fc.nat(4),
      lastOfferAt: fc.nat(9),
      skills: fc.dictionary(fc.constantFrom('n1', 'billing'), fc.integer({ min: 1, max: 3 })),
      languages: fc.subarray(['fr', 'en']),
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
      waitingSince: fc.nat(20_000),
      language: fc.option(fc.constantFrom('fr', 'en')),
      ownerId: fc.option(fc.constantFrom(...'abcdefgh')),
      ownerUntil: fc.option(fc.nat(20)),
      passed: fc.subarray([...'abcdefgh']),
    }),
    { selector: (i) => i.id },
  );
  const ring = fc.record({
    skills: fc.dictionary(fc.constantFrom('n1', 'billing'), fc.integer({ min: 1, max: 3 })),
    language: fc.boolean(),
  });
  const rulesOfQueue = fc.record({
    strategy: fc.constantFrom('longest-idle' as const, 'least-loaded' as const, 'round-robin' as const),
    rings: fc
      .array(ring, { maxLength: 3 })
      .map((rings) => rings.map((one, at) => ({ ...one, afterSeconds: at * 5 }))),
  });
  const rules = fc
    .dictionary(fc.constantFrom('q', 'r', 's'), rulesOfQueue)
    .map((byQueue) => new Map<string, QueueRules>(Object.entries(byQueue)));
  fc.assert(
    fc.property(items, agents, fc.nat(20_000), rules, (waiting, staffed, now, set) => {
      const demanded = (what: PlanItem) => ringInForce(set.get(what.queueId)?.rings ?? [], what, now);
      const offers = plan(waiting, staffed, now, set);
      expect(new Set(offers.map((offer) => offer.agentId)).size).toBe(offers.length);
      expect(new Set(offers.map((offer) => offer.itemId)).size).toBe(offers.length);
      for (const offer of offers) {
        const to = staffed.find((a) => a.id === offer.agentId);
        const what = waiting.find((i) => i.id === offer.itemId);
        if (!to || !what) throw new Error('an offer of nothing or to nobody');
        expect(canTake(to, what.channel)).toBe(true);
        expect(what.passed).not.toContain(to.id);
        if (offer.reason !== 'queue') continue;
        expect(to.queueIds).toContain(what.queueId);
        expect(obstacleTo(to, what, demanded(what))).toBeNull();
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
            obstacleTo(a, left, demanded(left)) === null,
        );
        expect(could).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

test('R23: an absent owner’s customer goes to who stands in, then to who helped last, each waited for in their time', () => {
  const waits = item('i', { standInId: 'stand', standInUntil: 50, lastAgentId: 'last', lastAgentUntil: 80 });
  const busy = { free: { voice: 0, chat: 0, email: 0 } };
  const idle = agent('idle');
  const asked = (staffed: PlanAgent[], now: number) => bare(plan([waits], staffed, now));
  const to = (agentId: string, reason: string) => [{ itemId: 'i', agentId, reason }];
  expect(asked([idle, agent('stand'), agent('last')], 1)).toEqual(to('stand', 'stand-in'));
  expect(asked([idle, agent('stand', busy), agent('last')], 49)).toEqual([]);
  expect(asked([idle, agent('stand', busy), agent('last')], 50)).toEqual(to('last', 'last-agent'));
  expect(asked([idle, agent('last', busy)], 79)).toEqual([]);
  expect(asked([idle, agent('last', busy)], 80)).toEqual(to('idle', 'queue'));
  const [offer] = plan([waits], [idle, agent('stand')], 1);
  expect(offer?.explanation).toMatchObject({
    step: 'stand-in',
    others: [{ agentId: 'idle', why: 'stand-in-first' }],
  });
});
