/** Any set of rules comes to an end, and what is told twice or in another order is done once. */
import fc from 'fast-check';
import { DEEPEST, MOST_A_DAY, stopOf } from './loop-guard.js';

interface ToyRule {
  id: string;
  on: number;
  /** What it makes happen; `lost`: the next event does not say which rules led to it. */
  effects: { event: number; lost: boolean }[];
}
interface ToyEvent {
  key: string;
  on: number;
  chain: string[];
}

const EVENTS = 4;
const rules: fc.Arbitrary<ToyRule[]> = fc
  .array(
    fc.record({
      on: fc.nat(EVENTS - 1),
      effects: fc.array(fc.record({ event: fc.nat(EVENTS - 1), lost: fc.boolean() }), { maxLength: 3 }),
    }),
    { maxLength: 5 },
  )
  .map((some) => some.map((rule, place) => ({ ...rule, id: `r${place}` })));

/** One ticket on one day: the events are taken in the order `next` says, each as often as `repeats` says. */
function live(
  some: ToyRule[],
  first: ToyEvent[],
  { repeats, next }: { repeats: number; next: (waiting: number) => number },
): { claims: Set<string>; steps: number; deepest: number } {
  const claims = new Set<string>();
  const ran = new Map<string, number>();
  const waiting = [...first];
  let [steps, deepest] = [0, 0];
  while (waiting.length > 0 && steps < 100_000) {
    const [event] = waiting.splice(next(waiting.length), 1) as [ToyEvent];
    for (let told = 0; told <= repeats; told += 1) {
      steps += 1;
      for (const rule of some.filter(({ on }) => on === event.on)) {
        const claim = `${rule.id} ${event.key}`;
        if (claims.has(claim)) continue;
        const today = ran.get(rule.id) ?? 0;
        if (stopOf(rule.id, event.chain, today)) continue;
        claims.add(claim);
        ran.set(rule.id, today + 1);
        const chain = [...event.chain, rule.id];
        deepest = Math.max(deepest, chain.length);
        for (const [place, effect] of rule.effects.entries())
          waiting.push({ key: `${claim}/${place}`, on: effect.event, chain: effect.lost ? [] : chain });
      }
    }
  }
  return { claims, steps, deepest };
}

const begun = (ons: number[]): ToyEvent[] => ons.map((on, place) => ({ key: `e${place}`, on, chain: [] }));
const ons = fc.array(fc.nat(EVENTS - 1), { minLength: 1, maxLength: 4 });

test('any set of rules ends: no rule acts more than ten times a day on a ticket, nor deeper than three in a row', () => {
  fc.assert(
    fc.property(rules, ons, (some, first) => {
      const { claims, steps, deepest } = live(some, begun(first), { repeats: 0, next: () => 0 });
      expect(claims.size).toBeLessThanOrEqual(some.length * MOST_A_DAY);
      expect(steps).toBeLessThanOrEqual(first.length + some.length * MOST_A_DAY * 3);
      expect(deepest).toBeLessThanOrEqual(DEEPEST);
    }),
  );
});

test('told twice, everything is done once', () => {
  fc.assert(
    fc.property(rules, ons, (some, first) => {
      const once = live(some, begun(first), { repeats: 0, next: () => 0 });
      const twice = live(some, begun(first), { repeats: 1, next: () => 0 });
      expect(twice.claims).toEqual(once.claims);
    }),
  );
});

test('in another order the same is done, as long as nobody comes near the day’s measure', () => {
  fc.assert(
    fc.property(rules, ons, fc.infiniteStream(fc.nat()), (some, first, order) => {
      const known = some.map((rule) => ({
        ...rule,
        effects: rule.effects.slice(0, 1).map((one) => ({ ...one, lost: false })),
      }));
      const inOrder = live(known, begun(first), { repeats: 0, next: () => 0 });
      const shuffled = live(known, begun(first), {
        repeats: 1,
        next: (waiting) => Number(order.next().value ?? 0) % waiting,
      });
      const most = Math.max(
        0,
        ...known.map(({ id }) => [...inOrder.claims].filter((claim) => claim.startsWith(`${id} `)).length),
      );
      fc.pre(most < MOST_A_DAY);
      expect(shuffled.claims).toEqual(inOrder.claims);
    }),
  );
});

test('a rule never acts on its own effect', () => {
  expect(stopOf('a', ['b', 'a'], 0)).toBe('own-effect');
  expect(stopOf('a', ['b', 'c', 'd'], 0)).toBe('too-deep');
  expect(stopOf('a', ['b', 'c'], MOST_A_DAY)).toBe('too-often');
  expect(stopOf('a', ['b', 'c'], MOST_A_DAY - 1)).toBeNull();
});
