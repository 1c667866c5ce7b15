import type { CallParty, InteractionView, Ticket } from '@lib/contracts';
import { colleaguesOf, heldFor, myCall, resumesAt } from './my-call.js';

const who = (id: string) => ({ id, name: id, photo: null });
const party = (id: string, state: CallParty['state'], role: CallParty['role'] = 'guest'): CallParty => ({
  agent: who(id),
  role,
  state,
  since: '2026-01-01T00:00:00.000Z',
});
const call = (agent: string, parties: CallParty[], more: Partial<InteractionView> = {}) =>
  ({
    id: 'ix',
    channel: 'voice',
    state: 'connected',
    agent: who(agent),
    call: {
      heldSince: null,
      heldMs: 0,
      customer: 'present',
      parties,
      fault: null,
      listeners: [],
      hand: null,
      quality: null,
      recording: null,
    },
    ...more,
  }) as unknown as InteractionView;
const ticket = (...live: InteractionView[]) => ({ id: 't', live }) as unknown as Ticket;

test('the call I answer for is mine, before one I am asked into', () => {
  const asked = ticket(call('sam', [party('lea', 'ringing')]));
  const own = ticket(call('lea', []));
  expect(myCall([asked, own], 'lea')).toMatchObject({ ticket: own, as: 'agent' });
  expect(myCall([asked], 'lea')).toMatchObject({ ticket: asked, as: 'guest' });
});

test.each(['left', 'no-answer', 'busy', 'failed'] as const)(
  'a call I was asked into is no longer mine when I am %s',
  (state) => {
    expect(myCall([ticket(call('sam', [party('lea', state)]))], 'lea')).toBeUndefined();
  },
);

test('a call that only rings, or is over, is not in the bar', () => {
  for (const state of ['offered', 'wrapping-up', 'ended'] as const)
    expect(myCall([ticket(call('lea', [], { state }))], 'lea')).toBeUndefined();
});

test('a call we make is in the bar from its first ring', () => {
  const ringing = call('lea', [], { state: 'offered', direction: 'out' });
  expect(myCall([ticket(ringing)], 'lea')).toMatchObject({ as: 'agent' });
});

test('who is on the call is shown, and otherwise the last one who did not come', () => {
  const [gone, missed, there] = [party('a', 'left'), party('b', 'no-answer'), party('c', 'present')];
  expect(colleaguesOf(call('lea', [gone, missed]))).toEqual([missed]);
  expect(colleaguesOf(call('lea', [missed, there]))).toEqual([there]);
  expect(colleaguesOf(call('lea', [missed, gone]))).toEqual([]);
  expect(colleaguesOf(call('c', [there]))).toEqual([]);
});

test('the time on hold counts from when the carrier said so', () => {
  const held = call('lea', [], { state: 'held' });
  expect(heldFor(held, Date.parse('2026-01-01T00:00:30.000Z'))).toBeNull();
  held.call = {
    heldSince: '2026-01-01T00:00:00.000Z',
    heldMs: 0,
    customer: 'present',
    parties: [],
    listeners: [],
    hand: null,
    quality: null,
    fault: null,
    recording: null,
  };
  expect(heldFor(held, Date.parse('2026-01-01T00:00:30.000Z'))).toBe(30_000);
});

test('a call that is set aside after a lost line rings at my telephone, not at a colleague’s, and not once it rang', () => {
  const dueAt = '2026-01-01T00:00:08.000Z';
  const lost = { callback: { resumes: 'lea', dueAt } } as unknown as Ticket;
  const aside = call('lea', [], { state: 'offered', direction: 'out' });
  expect(resumesAt(lost, aside, 'lea')).toBe(Date.parse(dueAt));
  expect(resumesAt(lost, aside, 'sam')).toBeNull();
  expect(resumesAt(lost, call('lea', []), 'lea')).toBeNull();
  expect(resumesAt({ callback: null } as Ticket, aside, 'lea')).toBeNull();
});
