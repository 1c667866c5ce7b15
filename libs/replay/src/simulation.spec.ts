/** Replays: a recorded day prints its table, a changed rule changes it as foretold, and a steady day agrees with theory. */
import type { OverflowRule, RoutingRing } from '@lib/contracts';
import { chance, demoDay } from './demo-day.js';
import { erlangC } from './erlang.js';
import { figuresOf, theoryOf } from './figures.js';
import { withRules, withStaff, type Arrival, type RecordedDay, type Worker } from './recorded-day.js';
import { report } from './report.js';
import { live } from './simulation.js';

const measure = { within: 20, shortAbandon: 5 };
const figures = (day: RecordedDay) => figuresOf(day, live(day), measure);
const side = (day: RecordedDay) => ({ figures: figures(day), theory: theoryOf(day, measure) });

const arrival = (at: number, more: Partial<Arrival> = {}): Arrival => ({
  at,
  queueId: 'q',
  channel: 'voice',
  language: null,
  ownerId: null,
  ahead: 0,
  handling: 100,
  patience: null,
  passes: [],
  ...more,
});
const worker = (id: string, more: Partial<Worker> = {}): Worker => ({
  id,
  skills: {},
  languages: ['fr', 'en'],
  capacity: { voice: 1, chat: 2, email: 8 },
  queueIds: ['q'],
  shifts: [{ from: 0, to: 3_600 }],
  ...more,
});
const dayOf = (arrivals: Arrival[], workers: Worker[]): RecordedDay => ({
  day: '2026-11-20',
  queues: [{ id: 'q', name: 'Support', rules: { strategy: 'longest-idle', rings: [] }, overflow: [] }],
  calendars: [],
  workers,
  arrivals,
  answer: 5,
  wrapUp: 10,
  ownerFirst: 60,
});

test('the second caller waits for the first call, its wrap-up and the ring', () => {
  const { outcomes, busy, staffed } = live(dayOf([arrival(100), arrival(110)], [worker('lea')]));
  // Answered at 105, done at 205, wrapped up at 215, rung until 220.
  expect(outcomes.map(({ wait, end }) => [wait, end])).toEqual([
    [5, 'answered'],
    [110, 'answered'],
  ]);
  expect([busy, staffed]).toEqual([220, 3_600]);
});

test('who has no patience left leaves, also while it rings, and the next is served', () => {
  const day = dayOf(
    [arrival(0), arrival(1, { patience: 30 }), arrival(2), arrival(300, { patience: 3 }), arrival(301)],
    [worker('lea')],
  );
  expect(live(day).outcomes.map(({ wait, end }) => [wait, end])).toEqual([
    [5, 'answered'],
    [30, 'abandoned'],
    [118, 'answered'],
    [3, 'abandoned'],
    [7, 'answered'],
  ]);
});

test('the owner is waited for, then somebody else answers and it counts as a hand-over', () => {
  const people = [worker('lea'), worker('sam')];
  const day = dayOf([arrival(0), arrival(1), arrival(2, { ownerId: 'lea' })], people);
  const { outcomes } = live(day);
  const first = outcomes.find(({ workerId }) => workerId === 'lea');
  expect(first?.wait).toBe(5);
  expect(outcomes[2]?.end).toBe('answered');
  const alone = dayOf([arrival(0, { ownerId: 'lea', handling: 10 })], [worker('sam')]);
  expect(figures(alone)).toMatchObject({ handOvers: 1, longestWait: 5 });
});

test('one more ring: French callers wait for who speaks French, and the table changes as foretold', () => {
  const callers = Array.from({ length: 20 }, (_, n) => arrival(n * 130, { language: 'fr' }));
  const before = dayOf(callers, [worker('lea'), worker('sam', { languages: ['en'] })]);
  const after = withRules(before, {
    Support: { strategy: 'longest-idle', rings: [{ afterSeconds: 0, skills: {}, language: true }] },
  });
  expect(figures(before)).toMatchObject({ answered: 20, longestWait: 5 });
  expect(new Set(live(before).outcomes.map(({ workerId }) => workerId))).toEqual(new Set(['lea', 'sam']));
  expect(new Set(live(after).outcomes.map(({ workerId }) => workerId))).toEqual(new Set(['lea']));
  expect(figures(after)).toMatchObject({ answered: 20, longestWait: 5 });
  // A caller every 80 s is too much for the one who speaks French: each waits 35 s longer than the one before.
  const denser = { ...after, arrivals: callers.map((one, n) => ({ ...one, at: n * 80 })) };
  expect(live(denser).outcomes.map(({ wait }) => wait)).toEqual(callers.map((_, n) => 5 + 35 * n));
});

test('a ring that opens later lets the others in at its second, not before', () => {
  const rings: RoutingRing[] = [
    { afterSeconds: 0, skills: { billing: 2 }, language: false },
    { afterSeconds: 45, skills: {}, language: false },
  ];
  const day = withRules(dayOf([arrival(10)], [worker('sam')]), { q: { strategy: 'longest-idle', rings } });
  expect(live(day).outcomes[0]).toMatchObject({ wait: 50, workerId: 'sam' });
});

test('a ring that was declined lasts as long again, then the next is asked; alone, they are asked after a minute', () => {
  const declined = [arrival(0, { passes: [8] })];
  const [two, one] = [
    live(dayOf(declined, [worker('lea'), worker('sam')])),
    live(dayOf(declined, [worker('lea')])),
  ];
  expect(two.outcomes).toMatchObject([{ wait: 13, end: 'answered', workerId: 'sam' }]);
  expect(one.outcomes).toMatchObject([{ wait: 73, end: 'answered', workerId: 'lea' }]);
});

describe('overflow', () => {
  const busy = [arrival(0, { handling: 600 }), arrival(10)];
  const beside = { id: 'r', name: 'Beside', overflow: [] };
  const day = (arrivals = busy): RecordedDay => {
    const house = dayOf(arrivals, [worker('lea'), worker('sam', { queueIds: ['r'] })]);
    return {
      ...house,
      queues: house.queues.concat({ ...beside, rules: { strategy: 'longest-idle', rings: [] } }),
    };
  };
  const flowing = (when: OverflowRule['when'], to: OverflowRule['to'] = { queueId: 'r' }, of = day()) =>
    withRules(of, { Support: { overflow: [{ when, to }] } });

  test('after a minute in another queue: the second caller waits that minute and the ring, not for the first call', () => {
    expect(live(day()).outcomes[1]).toMatchObject({ wait: 610, workerId: 'lea', moves: 0 });
    const moved = flowing({ kind: 'waited', seconds: 60 });
    expect(live(moved).outcomes[1]).toMatchObject({ wait: 65, workerId: 'sam', moves: 1 });
    expect(figures(moved)).toMatchObject({ answered: 2, moved: 1, longestWait: 65 });
  });

  test('behind so many others, with nobody at work and in closed hours it moves at once', () => {
    const crowd = day([...busy, arrival(20)]);
    expect(live(flowing({ kind: 'crowded', ahead: 1 }, undefined, crowd)).outcomes[2]).toMatchObject({
      wait: 5,
      workerId: 'sam',
    });
    const [lea, sam] = day().workers as [Worker, Worker];
    const gone = { ...day(), workers: [{ ...lea, shifts: [{ from: 0, to: 5 }] }, sam] };
    expect(live(flowing({ kind: 'unstaffed' }, undefined, gone)).outcomes[1]).toMatchObject({
      wait: 5,
      workerId: 'sam',
    });
    const calendars = [{ id: 'office', open: [{ from: 0, to: 100 }] }];
    const closed = flowing({ kind: 'closed', calendarId: 'office' }, undefined, { ...day(), calendars });
    expect(live(closed).outcomes[1]).toMatchObject({ wait: 95, workerId: 'sam' });
  });

  test('a call that is sent to a callback waits no more; a chat stays', () => {
    const mixed = day([...busy, arrival(11, { channel: 'chat' })]);
    const lived = flowing({ kind: 'waited', seconds: 60 }, { diversion: 'callback' }, mixed);
    expect(live(lived).outcomes.slice(1)).toMatchObject([
      { wait: 60, end: 'diverted' },
      { end: 'answered', workerId: 'lea' },
    ]);
    expect(figures(lived)).toMatchObject({
      arrived: 3,
      answered: 2,
      diverted: 1,
      abandoned: 0,
      unanswered: 0,
    });
  });

  test('two queues that overflow into each other pass nothing to and fro', () => {
    const unstaffed = { ...day(), workers: [worker('noor', { queueIds: [] })] };
    const both = withRules(unstaffed, {
      q: { overflow: [{ when: { kind: 'unstaffed' }, to: { queueId: 'r' } }] },
      r: { overflow: [{ when: { kind: 'unstaffed' }, to: { queueId: 'q' } }] },
    });
    expect(live(both).outcomes.map(({ end, moves }) => [end, moves])).toEqual([
      ['unanswered', 1],
      ['unanswered', 1],
    ]);
  });
});

test('units for all work together: a third chat waits until there is room for its weight', () => {
  const chats = [0, 1, 2].map((at) => arrival(at, { channel: 'chat' }));
  const limits = { voice: 1, chat: 5, email: 8 };
  const units = { units: 4, weights: { voice: 4, chat: 2, email: 1 } };
  const waits = (capacity: Worker['capacity']) =>
    live(dayOf(chats, [worker('lea', { capacity })])).outcomes.map(({ wait }) => wait);
  expect(waits(limits)).toEqual([5, 9, 13]);
  expect(waits({ ...limits, ...units })).toEqual([5, 9, 118]);
});

test('a steady hour with people who wait for ever agrees with Erlang C', () => {
  const random = chance(7);
  const draw = (mean: number): number => -mean * Math.log(1 - random());
  let at = 0;
  const arrivals = Array.from({ length: 20_000 }, () => arrival((at += draw(10)), { handling: draw(80) }));
  const workers = Array.from({ length: 10 }, (_, n) =>
    worker(String(n), { shifts: [{ from: 0, to: 400_000 }] }),
  );
  const day = { ...dayOf(arrivals, workers), answer: 0, wrapUp: 0 };
  const expected = erlangC({ arrivals: 0.1, handling: 80, agents: 10 }, 20);
  const lived = figures(day);
  expect((lived.meanWait ?? 0) / (expected?.meanWait ?? 1)).toBeGreaterThan(0.85);
  expect((lived.meanWait ?? 0) / (expected?.meanWait ?? 1)).toBeLessThan(1.15);
  expect(Math.abs((lived.serviceLevel ?? 0) - (expected?.serviceLevel ?? 1))).toBeLessThan(0.02);
});

describe('the demo day', () => {
  const day = demoDay('2026-11-20');

  test('is the same each time, and lived again it comes out the same', () => {
    expect(demoDay('2026-11-20')).toEqual(day);
    expect(live(day)).toEqual(live(day));
  });

  test('prints its table, with nobody counted twice and Erlang beside it', () => {
    const same = side(day);
    const { arrived, answered, abandoned, unanswered, queues } = same.figures;
    expect(answered + abandoned + unanswered).toBe(arrived);
    expect(queues.reduce((sum, queue) => sum + queue.figures.arrived, 0)).toBe(arrived);
    const text = report('Friday', same, same, measure);
    expect(text).toMatch(/^arrived +116 +116$/m);
    expect(text).toMatch(/^service level +\d+\.\d % +\d+\.\d %$/m);
    expect(text).toMatch(/^Erlang A: abandoned +\d+\.\d % /m);
    expect(text).toContain('Facturation');
  });

  test('more people: fewer leave, waits are shorter, everybody is less busy', () => {
    const [three, six] = [side(withStaff(day, 3)), side(withStaff(day, 6))];
    expect(six.figures.abandoned).toBeLessThan(three.figures.abandoned);
    expect(six.figures.meanWait).toBeLessThan(three.figures.meanWait ?? 0);
    expect(six.figures.serviceLevel).toBeGreaterThan(three.figures.serviceLevel ?? 1);
    expect(six.figures.occupancy).toBeLessThan(three.figures.occupancy ?? 0);
    expect(six.theory.a?.abandoned).toBeLessThan(three.theory.a?.abandoned ?? 0);
  });

  test('a queue that is not there is named, not passed over', () => {
    expect(() => withRules(day, { Sales: { strategy: 'round-robin', rings: [] } })).toThrow('"Sales"');
  });
});
