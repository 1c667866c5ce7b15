/** A call from first to last with everybody who may be on it, against a carrier that tells late, twice and in any order. */
import fc from 'fast-check';
import { company, customerLeg, heldSince, isOver, isPresent, phaseOf } from './call-state.js';
import { World, type Move } from './whole-call.fixture.js';

const named = (
  ...words: ('ring-agent' | 'ask-in' | 'hold' | 'resume' | 'customer-leaves' | 'tick' | 'catches-up')[]
) => fc.constantFrom(...words.map((word): Move => ({ do: word })));
const chosen = fc
  .tuple(
    fc.constantFrom(
      'picks-up',
      'refuses',
      'leaves',
      'hears',
      'hears',
      'hears',
      'hears-again',
      'works',
      'works',
    ),
    fc.nat(50),
  )
  .map(([what, which]) => ({ do: what, which }) as Move);
const walk = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: chosen },
    { weight: 5, arbitrary: named('ring-agent', 'ask-in', 'hold', 'resume', 'tick') },
    { weight: 1, arbitrary: named('catches-up', 'catches-up', 'customer-leaves') },
  ),
  { maxLength: 40 },
);
const first = { which: 0 };
const ringing: Move[] = [{ do: 'ring-agent' }];
const talking: Move[] = [...ringing, { do: 'picks-up', ...first }, { do: 'catches-up' }];
const consulting: Move[] = [...talking, { do: 'hold' }, { do: 'ask-in' }, { do: 'picks-up', ...first }];
/** A walk from the first ring alone would seldom come to a talk. */
const moves = fc
  .tuple(
    fc.constantFrom([], ringing, talking, consulting, [...consulting, { do: 'catches-up' } as Move]),
    walk,
  )
  .map(([begun, more]) => [...begun, ...more]);

/** What is not as it should be once everything was told and done. */
function faultsOf(world: World): string[] {
  const { state, customer, held, heldBy, saidEnded, parties } = world;
  const inside = parties.filter(({ where }) => where === 'inside').map(({ callSid }) => callSid);
  const known = company(state).filter(isPresent);
  const faults: [string, boolean][] = [
    ['the customer is alone', customer === 'inside' && inside.length === 0],
    ['somebody waits for a customer who is not fetched', customer === 'waiting' && inside.length > 0],
    ['a leg outlives the call', customer === 'gone' && parties.some(({ where }) => where !== 'gone')],
    ['the end is not said once', saidEnded !== (customer === 'gone' ? 1 : 0)],
    ['the end is not known', isOver(customerLeg(state)) !== (customer === 'gone')],
    ['who is there is not known', known.map(({ callSid }) => callSid).join() !== inside.join()],
    ['the customer is on hold for somebody who left', held && !inside.includes(heldBy ?? '')],
    ['the hold is not known', (heldSince(customerLeg(state)) !== null) !== held],
  ];
  return faults.flatMap(([fault, isSo]) => (isSo ? [fault] : []));
}

test('whatever people do and however it is told: nobody is left alone or ringing, and what is known is what happened', () => {
  const seen = { talks: 0, holds: 0, consults: 0 };
  fc.assert(
    fc.property(moves, (list) => {
      const world = new World();
      for (const move of list) {
        world.move(move);
        if (phaseOf(world.state) === 'talking') seen.talks++;
        if (world.held) seen.holds++;
        if (company(world.state).filter(isPresent).length > 1) seen.consults++;
      }
      world.settle();
      expect(faultsOf(world)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
  // The walk is worth something only when it comes to such places.
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(20);
});
