/** Erlang against a published example, against each other, and against their own limits. */
import fc from 'fast-check';
import { erlangA, erlangC } from './erlang.js';

const example = { arrivals: 360 / 1_800, handling: 240, agents: 55 };

test('360 calls in half an hour, 240 s each, 55 agents: the published figures', () => {
  const expected = erlangC(example, 15);
  expect(expected?.load).toBe(48);
  expect(expected?.waits).toBeCloseTo(0.2387, 4);
  expect(expected?.meanWait).toBeCloseTo(8.18, 2);
  expect(expected?.serviceLevel).toBeCloseTo(0.846, 3);
  expect(expected?.occupancy).toBeCloseTo(0.873, 3);
});

test('as many erlangs as agents have no steady line', () => {
  expect(erlangC({ ...example, agents: 48 }, 15)).toBeNull();
  expect(erlangC({ ...example, agents: 49 }, 15)).not.toBeNull();
});

test('people who never leave wait as Erlang C says', () => {
  const patient = erlangA(example, 1e9);
  expect(patient.meanWait).toBeCloseTo(erlangC(example, 15)?.meanWait ?? 0, 3);
  expect(patient.abandoned).toBeLessThan(1e-6);
  expect(patient.occupancy).toBeCloseTo(48 / 55, 6);
});

test('with one agent as fast as people lose patience, the line is that of a house with agents for all', () => {
  // M/M/1+M with equal rates is M/M/∞: Poisson states of mean 2.
  const { meanWait, abandoned } = erlangA({ arrivals: 2, handling: 1, agents: 1 }, 1);
  const line = 2 - (1 - Math.exp(-2));
  expect(meanWait).toBeCloseTo(line / 2, 9);
  expect(abandoned).toBeCloseTo(line / 2, 9);
});

test('whatever the load, who stays is served: arrivals times those who stay keep the agents as busy as said', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 2, noNaN: true }),
      fc.integer({ min: 10, max: 900 }),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 5, max: 3_600 }),
      (arrivals, handling, agents, patience) => {
        const { abandoned, occupancy } = erlangA({ arrivals, handling, agents }, patience);
        expect(occupancy * agents).toBeCloseTo(arrivals * (1 - abandoned) * handling, 3);
      },
    ),
    { verbose: 1 },
  );
});
