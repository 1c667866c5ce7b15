/** A decision is carried out on a newer version only while nothing that mattered to it has changed. */
import type { Ticket } from '@lib/contracts';
import { isSameMatter } from './same-matter.js';

type Seen = Parameters<typeof isSameMatter>[0];
const said = (direction: 'in' | 'out', minute: number): Ticket['lastMessage'] => ({
  at: `2026-01-05T09:0${minute}:00.000Z`,
  direction,
  channel: 'email',
  excerpt: 'x',
});
const seen: Seen = {
  status: 'open',
  owner: { id: 'lea', name: 'Léa', photo: null },
  lastMessage: said('in', 1),
};

test.each([
  ['a note of ours', seen, true],
  ['our reply was sent', { ...seen, status: 'pending', lastMessage: said('out', 2) }, true],
  ['the customer spoke again', { ...seen, lastMessage: said('in', 2) }, false],
  ['a colleague owns it now', { ...seen, owner: { id: 'sam', name: 'Sam', photo: null } }, false],
  ['a colleague put it on hold', { ...seen, status: 'on-hold' }, false],
  ['a colleague settled it', { ...seen, status: 'resolved' }, false],
] as [string, Seen, boolean][])('%s', (_, fresh, same) => {
  expect(isSameMatter(seen, fresh)).toBe(same);
});
