import type { MeView, Ticket } from '@lib/contracts';
import { mayCall } from './may-call.js';

const ticket = (more: object = {}) =>
  ({
    status: 'open',
    mergedInto: null,
    live: [],
    customer: { identities: [{ kind: 'phone' }] },
    ...more,
  }) as unknown as Ticket;
const me = (used: number) => ({ load: { voice: { used, max: 1 } } }) as unknown as MeView;

test('a customer with a number may be called by who has a free line', () => {
  expect(mayCall(ticket(), me(0))).toBe(true);
  expect(mayCall(ticket(), me(1))).toBe(false);
});

test.each([
  ['without a number', { customer: { identities: [{ kind: 'email' }] } }],
  ['on a closed ticket', { status: 'closed' }],
  ['on a merged ticket', { mergedInto: { id: 'x' } }],
  ['who is on the phone', { live: [{ channel: 'voice', state: 'connected' }] }],
])('nobody is called %s', (_, more) => {
  expect(mayCall(ticket(more), me(0))).toBe(false);
});

test('a call that is only being noted, or a chat, does not stand in the way', () => {
  const live = [
    { channel: 'voice', state: 'wrapping-up' },
    { channel: 'chat', state: 'connected' },
  ];
  expect(mayCall(ticket({ live }), me(0))).toBe(true);
});

test('a callback that nobody has taken is made by who calls now; one that is being made is not made twice', () => {
  const live = [{ channel: 'voice', state: 'waiting', direction: 'out', agent: null }];
  const callback = { state: 'waiting' };
  expect(mayCall(ticket({ live, callback }), me(0))).toBe(true);
  const taken = [{ channel: 'voice', state: 'offered', direction: 'out', agent: { id: 'x' } }];
  expect(mayCall(ticket({ live: taken, callback }), me(0))).toBe(false);
});
