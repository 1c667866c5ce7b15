import { noCall, reduce, type CallEvent } from './call-state.js';
import { shownOf } from './call-shown.js';

const customer = { callSid: 'CAcustomer', role: 'customer' as const };
const agent = { callSid: 'CAagent', role: 'agent' as const, agentId: 'a1' };
const guest = { callSid: 'CAguest', role: 'guest' as const, agentId: 'a2' };
const shown = (...events: CallEvent[]) => shownOf(events.reduce(reduce, noCall));
const status = (
  leg: typeof agent | typeof guest,
  word: 'ringing' | 'busy' | 'no-answer' | 'canceled',
): CallEvent => ({
  kind: 'status',
  ...leg,
  status: word,
  at: 5_000,
  sequence: 1,
});
const moved = (
  leg: typeof agent | typeof guest | typeof customer,
  kind: 'joined' | 'left',
  at: number,
): CallEvent => ({
  kind,
  ...leg,
  conferenceSid: 'CF1',
  at,
  sequence: at,
});

test('each colleague with where they stand; the customer is not one of them', () => {
  const call = shown(moved(customer, 'joined', 1), moved(agent, 'joined', 2), status(guest, 'ringing'));
  expect(call.parties).toEqual([
    { agentId: 'a1', role: 'agent', state: 'present', since: '1970-01-01T00:00:00.002Z' },
    { agentId: 'a2', role: 'guest', state: 'ringing', since: null },
  ]);
});

test.each([
  ['busy', 'busy'],
  ['no-answer', 'no-answer'],
  ['canceled', 'left'],
] as const)('a phone that ends with %s is shown as %s', (word, state) => {
  expect(shown(status(guest, word)).parties).toMatchObject([{ state, since: '1970-01-01T00:00:05.000Z' }]);
});

test('who left is shown as gone since then, and the hold of the customer with its start', () => {
  const call = shown(
    moved(customer, 'joined', 1),
    { kind: 'held', ...customer, at: 9, sequence: 9 },
    moved(guest, 'joined', 3),
    moved(guest, 'left', 7),
  );
  expect(call).toMatchObject({
    heldSince: 9,
    heldMs: 0,
    parties: [{ state: 'left', since: '1970-01-01T00:00:00.007Z' }],
  });
});
