import { isMoved, movedBack, movedFrom, movedToLine } from './call-line.js';
import { effectsOf } from './call-effects.js';
import { noCall, phaseOf, reduce, type CallEvent, type CallState } from './call-state.js';

const customer = { callSid: 'CAcustomer', role: 'customer' as const };
const lea = { callSid: 'CAlea', role: 'agent' as const, agentId: 'a1', offerId: 'o1' };
const sam = { callSid: 'CAsam', role: 'agent' as const, agentId: 'a2', offerId: 'o2' };
const here = (who: typeof customer | typeof lea | typeof sam, at: number): CallEvent => ({
  ...{ kind: 'joined', ...who, conferenceSid: 'CF1', at, sequence: at },
});
const gone = (who: typeof customer | typeof lea | typeof sam, at: number): CallEvent => ({
  ...{ kind: 'left', ...who, conferenceSid: 'CF1', at, sequence: at },
});
const over = (who: typeof customer | typeof lea | typeof sam, at: number): CallEvent => ({
  ...{ kind: 'status', ...who, status: 'completed', at, sequence: at },
});
const talking = [here(lea, 1), here(customer, 2)].reduce(reduce, noCall);
const moved = movedToLine(talking);

function walk(from: CallState, ...list: CallEvent[]): string[] {
  let state = from;
  return list.flatMap((event) => {
    const next = reduce(state, event);
    const effects = effectsOf(state, next).map((effect) => effect.do);
    state = next;
    return effects;
  });
}

test('who moved the customer into a line leaves without letting them go, whichever of the two is heard to go first', () => {
  expect([phaseOf(moved), isMoved(moved), effectsOf(talking, moved)]).toEqual(['waiting', true, []]);
  expect(walk(moved, gone(customer, 5), gone(lea, 6), over(lea, 7))).toEqual([]);
  expect(walk(moved, gone(lea, 5), over(lea, 6), gone(customer, 7))).toEqual([]);
});

test('who answers in the line has them as if they had just called, also when the first telephone is still there', () => {
  expect(walk(moved, here(sam, 20), here(customer, 25))).toEqual(['join-caller', 'report-joined']);
  expect(walk(moved, here(sam, 20), gone(lea, 21), here(customer, 25), gone(sam, 60))).toEqual([
    'join-caller',
    'report-joined',
    'release-caller',
  ]);
});

test('the customer who hangs up while they are moved ends it, and telephones that are still there are hung up', () => {
  expect(walk(moved, over(customer, 5))).toEqual(['hang-up-agents', 'report-ended']);
});

test('not moved after all, they are with whom they spoke with, and the house hears so', () => {
  const back = movedBack(moved);
  expect([phaseOf(back), isMoved(back), movedFrom(back)]).toEqual(['talking', false, []]);
  expect(effectsOf(moved, back).map((effect) => effect.do)).toEqual(['report-joined']);
});

test('not moved, and nobody there any more: they wait on', () => {
  const alone = [gone(lea, 5), over(lea, 6)].reduce(reduce, moved);
  expect(phaseOf(movedBack(alone))).toBe('waiting');
});
