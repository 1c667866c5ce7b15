import fc from 'fast-check';
import {
  company,
  customerLeg,
  heldMs,
  heldSince,
  isOver,
  isPresent,
  leadOf,
  legStatuses,
  noCall,
  phaseOf,
  reduce,
  type CallEvent,
  type CallState,
} from './call-state.js';

const customer = { callSid: 'CAcustomer', role: 'customer' as const };
const agent = { callSid: 'CAagent', role: 'agent' as const, agentId: 'a1', offerId: 'o1' };

const guest = { callSid: 'CAguest', role: 'guest' as const, agentId: 'a3' };
const supervisor = { callSid: 'CAsuper', role: 'supervisor' as const, agentId: 'a9' };
const second = { ...agent, callSid: 'CAagent2', agentId: 'a2', offerId: 'o2' };

const legEvent = fc.record({
  leg: fc.constantFrom<Pick<CallEvent, 'callSid' | 'role' | 'agentId' | 'offerId'>>(
    customer,
    agent,
    second,
    guest,
    supervisor,
  ),
  at: fc.integer({ min: 0, max: 4 }),
  sequence: fc.integer({ min: 0, max: 4 }),
});
const status = fc
  .tuple(legEvent, fc.constantFrom(...legStatuses), fc.option(fc.integer({ min: 0, max: 90 })), fc.boolean())
  .map(([{ leg, at, sequence }, status, durationSeconds, lost]): CallEvent => ({
    kind: 'status',
    ...leg,
    at,
    sequence,
    status,
    durationSeconds,
    lost,
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
const holding = fc
  .tuple(legEvent, fc.constantFrom('held' as const, 'resumed' as const))
  .map(([{ leg, at, sequence }, kind]): CallEvent => ({ kind, ...leg, at, sequence }));
const hearing = fc
  .tuple(legEvent, fc.constantFrom('listen' as const, 'whisper' as const, 'barge' as const))
  .map(([{ leg, at, sequence }, mode]): CallEvent => ({ kind: 'heard', ...leg, at, sequence, mode }));
const events = fc.array(fc.oneof(status, movement, holding, hearing), { maxLength: 25 });

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

/** A customer who is there, then on and off hold as often as one likes, told in any order. */
const toldHolds = fc
  .uniqueArray(fc.integer({ min: 10, max: 500 }), { maxLength: 12 })
  .map((times) => times.sort((a, b) => a - b))
  .chain((times) =>
    fc.tuple(
      fc.constant(times),
      fc.shuffledSubarray(
        times.map((at, n): CallEvent => ({
          kind: n % 2 === 0 ? 'held' : 'resumed',
          ...customer,
          at,
          sequence: n,
        })),
        { minLength: times.length },
      ),
    ),
  );
const there: CallEvent = { kind: 'joined', ...customer, conferenceSid: 'CF1', at: 1, sequence: 0 };

test('however the holds are told, who is held and for how long in all is what happened', () => {
  fc.assert(
    fc.property(toldHolds, ([times, told]) => {
      const leg = customerLeg(fold([...told, there]));
      const pairs = times.flatMap((at, n) => (n % 2 === 1 ? [at - (times[n - 1] ?? 0)] : []));
      expect(heldMs(leg)).toBe(pairs.reduce((sum, ms) => sum + ms, 0));
      expect(heldSince(leg)).toBe(times.length % 2 === 1 ? times.at(-1) : null);
    }),
  );
});

test('a customer who went and came again comes unheld, and who hung up on hold waited until then', () => {
  const held: CallEvent = { kind: 'held', ...customer, at: 10, sequence: 1 };
  const again: CallEvent = { ...there, at: 20, sequence: 5 } as CallEvent;
  expect(heldSince(customerLeg(fold([there, held])))).toBe(10);
  expect(heldSince(customerLeg(fold([there, held, again])))).toBeNull();
  const gone: CallEvent = { kind: 'left', ...customer, conferenceSid: 'CF1', at: 45, sequence: 9 };
  expect(heldSince(customerLeg(fold([there, held, gone])))).toBeNull();
  expect(heldMs(customerLeg(fold([there, held, gone])))).toBe(35);
});

test('a leg kept by an older release, without holds, takes the first one', () => {
  const { holds: _, ...old } = fold([there]).legs['CAcustomer']!;
  const state = { legs: { CAcustomer: old }, conference: null } as unknown as CallState;
  expect(heldSince(customerLeg(state))).toBeNull();
  const held: CallEvent = { kind: 'held', ...customer, at: 10, sequence: 1 };
  expect(heldSince(customerLeg(reduce(state, held)))).toBe(10);
});

test('the call is theirs who came first of those who are there; a supervisor who listens in never leads', () => {
  const came = (leg: typeof agent | typeof guest, at: number): CallEvent => ({
    kind: 'joined',
    ...leg,
    conferenceSid: 'CF1',
    at,
    sequence: at,
  });
  const left = (leg: typeof agent, at: number): CallEvent =>
    ({ ...came(leg, at), kind: 'left' }) as CallEvent;
  const listening: CallEvent = { ...came(agent, 1), callSid: 'CAsuper', role: 'supervisor' };
  const both = [listening, came(guest, 9), came(agent, 5)];
  expect(leadOf(fold(both))?.callSid).toBe('CAagent');
  expect(leadOf(fold([...both, left(agent, 20)]))?.callSid).toBe('CAguest');
  expect(leadOf(fold([listening]))).toBeUndefined();
});

test('a supervisor is company from when the customer hears them until they do not', () => {
  const came: CallEvent = { kind: 'joined', ...supervisor, conferenceSid: 'CF2', at: 8, sequence: 1 };
  const agentCame: CallEvent = { kind: 'joined', ...agent, conferenceSid: 'CF1', at: 5, sequence: 1 };
  const is = (mode: 'whisper' | 'barge' | 'listen', at: number): CallEvent => ({
    kind: 'heard',
    ...supervisor,
    at,
    sequence: at,
    mode,
  });
  const sids = (...list: CallEvent[]) => company(fold([agentCame, came, ...list])).map((leg) => leg.callSid);
  expect(sids()).toEqual(['CAagent']);
  expect(sids(is('whisper', 10))).toEqual(['CAagent']);
  expect(sids(is('barge', 11), is('whisper', 10))).toEqual(['CAagent', 'CAsuper']);
  expect(sids(is('barge', 11), is('listen', 12))).toEqual(['CAagent']);
  expect(fold([agentCame, came]).conference?.sid).toBe('CF1');
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
