import { effectsOf } from './call-effects.js';
import { noCall, reduce, type CallEvent, type CallState } from './call-state.js';

const customer = { callSid: 'CAcustomer', role: 'customer' as const };
const agent = { callSid: 'CAagent', role: 'agent' as const, agentId: 'a1', offerId: 'o1' };
const other = { callSid: 'CAother', role: 'agent' as const, agentId: 'a2' };

const arrived: CallEvent = { kind: 'status', ...customer, status: 'ringing', at: 0, sequence: 0 };
const ringing: CallEvent = { kind: 'status', ...agent, status: 'ringing', at: 5, sequence: 0 };
const joined: CallEvent = { kind: 'joined', ...agent, conferenceSid: 'CF1', at: 7, sequence: 1 };
const together: CallEvent = { kind: 'joined', ...customer, conferenceSid: 'CF1', at: 8, sequence: 2 };
const left: CallEvent = { kind: 'left', ...agent, conferenceSid: 'CF1', at: 60, sequence: 3 };
const completed: CallEvent = { kind: 'status', ...agent, status: 'completed', at: 60, sequence: 9 };
const hungUp: CallEvent = { kind: 'status', ...customer, status: 'completed', at: 62, sequence: 3 };

function walk(...list: CallEvent[]): string[] {
  let state: CallState = noCall;
  return list.flatMap((event) => {
    const next = reduce(state, event);
    const effects = effectsOf(state, next).map(
      (effect) => effect.do + ('reason' in effect ? `:${effect.reason}` : ''),
    );
    state = next;
    return effects;
  });
}

test('an answered call: the caller is brought in, joined when there, released when the agent goes, each said once', () => {
  expect(walk(arrived, ringing, joined, together, together, left, completed, hungUp, hungUp)).toEqual([
    'join-caller',
    'report-joined',
    'release-caller',
    'report-ended',
  ]);
});

test.each(['no-answer', 'busy', 'failed', 'canceled'] as const)(
  'an agent phone that ends with %s is missed, once',
  (status) => {
    const missed: CallEvent = { kind: 'status', ...agent, status, at: 25, sequence: 2 };
    expect(walk(arrived, ringing, missed, missed)).toEqual([`report-missed:${status}`]);
  },
);

test('an agent who answers and goes before entering the conference has missed it; a late join changes nothing', () => {
  expect(walk(arrived, ringing, completed, joined, left)).toEqual(['report-missed:left-early']);
});

test('a caller heard of before the agent is joined at the same moment', () => {
  expect(walk(arrived, ringing, together, joined)).toEqual(['join-caller', 'report-joined']);
});

test('the caller hangs up while the agent phone rings: the phone stops', () => {
  expect(walk(arrived, ringing, hungUp)).toEqual(['hang-up-agents', 'report-ended']);
});

test('an agent phone that is first heard of, or joins, after the caller left is ended', () => {
  expect(walk(arrived, hungUp, ringing, joined)).toEqual([
    'report-ended',
    'hang-up-agents',
    'hang-up-agents',
  ]);
});

test('an agent who leaves a colleague with the caller releases nobody', () => {
  const second: CallEvent = { kind: 'joined', ...other, conferenceSid: 'CF1', at: 30, sequence: 2 };
  expect(walk(arrived, joined, second, left)).toEqual(['join-caller', 'join-caller']);
  expect(walk(arrived, joined, second, left, { ...second, kind: 'left', at: 80, sequence: 8 })).toEqual([
    'join-caller',
    'join-caller',
    'release-caller',
  ]);
});

test('leaving heard of before joining brings nobody in and is missed, once', () => {
  expect(walk(arrived, ringing, left, joined, completed)).toEqual(['report-missed:left-early']);
  expect(walk(arrived, ringing, left, completed, joined)).toEqual(['report-missed:left-early']);
});
