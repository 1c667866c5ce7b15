import fc from 'fast-check';
import {
  isOver,
  isPresent,
  legStatuses,
  noCall,
  phaseOf,
  reduce,
  type CallEvent,
  type CallState,
} from './call-state.js';

const customer = { callSid: 'CAcustomer', role: 'customer' as const };
const agent = { callSid: 'CAagent', role: 'agent' as const, agentId: 'a1', offerId: 'o1' };

const legEvent = fc.record({
  leg: fc.constantFrom(customer, agent, { ...agent, callSid: 'CAagent2', agentId: 'a2', offerId: 'o2' }),
  at: fc.integer({ min: 0, max: 4 }),
  sequence: fc.integer({ min: 0, max: 4 }),
});
const status = fc
  .tuple(legEvent, fc.constantFrom(...legStatuses), fc.option(fc.integer({ min: 0, max: 90 })))
  .map(([{ leg, at, sequence }, status, durationSeconds]): CallEvent => ({
    kind: 'status',
    ...leg,
    at,
    sequence,
    status,
    durationSeconds,
  }));
const movement = fc
  .tuple(legEvent, fc.constantFrom('joined' as const, 'left' as const), fc.constantFrom('CF1', 'CF2'))
  .map(([{ leg, at, sequence }, kind, conferenceSid]): CallEvent => ({
    kind,
    ...leg,
    at,
    sequence,
    conferenceSid,
  }));
const events = fc.array(fc.oneof(status, movement), { maxLength: 25 });

const fold = (list: CallEvent[]): CallState => list.reduce(reduce, noCall);

test('any order of the same events, with any of them repeated, ends in the same state', () => {
  fc.assert(
    fc.property(
      events.chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(list, { minLength: list.length }),
          fc.subarray(list),
          fc.infiniteStream(fc.nat()),
        ),
      ),
      ([list, shuffled, repeats, chance]) => {
        const mixed = [...shuffled];
        for (const repeat of repeats)
          mixed.splice((chance.next().value ?? 0) % (mixed.length + 1), 0, repeat);
        expect(fold(mixed)).toEqual(fold(list));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a leg that ended never comes back', () => {
  fc.assert(
    fc.property(events, status, (list, event) => {
      const before = fold(list);
      const after = reduce(before, event);
      for (const [sid, leg] of Object.entries(before.legs))
        if (isOver(leg)) expect(isOver(after.legs[sid])).toBe(true);
    }),
  );
});

test('ringing and no-answer in the same second end as no-answer, whichever comes first', () => {
  const ringing: CallEvent = { kind: 'status', ...agent, status: 'ringing', at: 5, sequence: 0 };
  const missed: CallEvent = { kind: 'status', ...agent, status: 'no-answer', at: 5, sequence: 1 };
  expect(fold([missed, ringing]).legs['CAagent']?.status).toBe('no-answer');
  expect(fold([ringing, missed]).legs['CAagent']?.status).toBe('no-answer');
});

test('joined and left in the same second are told apart by their sequence', () => {
  const joined: CallEvent = { kind: 'joined', ...agent, conferenceSid: 'CF1', at: 5, sequence: 2 };
  const left: CallEvent = { kind: 'left', ...agent, conferenceSid: 'CF1', at: 5, sequence: 3 };
  expect(isPresent(fold([left, joined]).legs['CAagent'])).toBe(false);
  expect(isPresent(fold([left, joined, { ...joined, sequence: 4 }]).legs['CAagent'])).toBe(true);
});

test('the phases of an answered call', () => {
  const steps: [CallEvent, string][] = [
    [{ kind: 'status', ...customer, status: 'ringing', at: 0, sequence: 0 }, 'waiting'],
    [{ kind: 'status', ...agent, status: 'ringing', at: 5, sequence: 0 }, 'connecting'],
    [{ kind: 'joined', ...agent, conferenceSid: 'CF1', at: 7, sequence: 1 }, 'joining'],
    [{ kind: 'joined', ...customer, conferenceSid: 'CF1', at: 8, sequence: 2 }, 'talking'],
    [{ kind: 'left', ...agent, conferenceSid: 'CF1', at: 60, sequence: 3 }, 'connecting'],
    [{ kind: 'status', ...agent, status: 'completed', at: 60, sequence: 2, durationSeconds: 53 }, 'waiting'],
    [{ kind: 'status', ...customer, status: 'completed', at: 62, sequence: 3 }, 'ended'],
  ];
  let state = noCall;
  for (const [event, phase] of steps) {
    state = reduce(state, event);
    expect(phaseOf(state)).toBe(phase);
  }
});
