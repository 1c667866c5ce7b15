/** What the visitor sees survives repeats, cuts and late acks. */
import type { ChatLine, VisitorHello } from '@lib/contracts';
import {
  nothingYet,
  unreadOf,
  withAllSeen,
  withConversation,
  withEnd,
  withHello,
  withLine,
  withQueue,
  withUnsent,
} from './chat-state.ts';

const line = (
  seq: number,
  clientId: string | null = null,
  kind: ChatLine['author']['kind'] = 'agent',
): ChatLine => ({
  id: `line-${seq}`,
  seq,
  clientId,
  author: { kind, name: null, photo: null },
  text: `text ${seq}`,
  at: '2026-01-01T10:00:00.000Z',
  attachments: [],
});
const hello = (lines: ChatLine[], id = 'c'): VisitorHello => ({
  visitorToken: 't',
  conversation: { id, state: 'open', ticketNumber: null, agent: null, lines },
  hours: { open: true, opensAt: null },
  queue: { waiting: 0, estimatedWaitSeconds: null },
});
const unsent = (clientId: string) => ({ clientId, text: 'x', at: '', attachments: [] });
const seqs = (lines?: ChatLine[]) => lines?.map(({ seq }) => seq);

test('a line is shown once and in its place, however it arrives', () => {
  let state = withHello(nothingYet, hello([line(1), line(3)]));
  state = withLine(withLine(state, line(2)), line(3));
  expect(seqs(state.conversation?.lines)).toEqual([1, 2, 3]);
});

test('an unsent line ends when push, hello or ack shows it arrived, and not before', () => {
  const waiting = withUnsent(withHello(nothingYet, hello([line(1)])), unsent('mine'));
  expect(withLine(waiting, line(2)).unsent).toHaveLength(1);
  expect(withLine(waiting, line(2, 'mine', 'visitor')).unsent).toEqual([]);
  expect(withHello(waiting, hello([line(1), line(2, 'mine', 'visitor')])).unsent).toEqual([]);
  expect(
    withConversation(waiting, hello([line(1), line(2, 'mine', 'visitor')]).conversation!).unsent,
  ).toEqual([]);
});

test('a start’s ack that is older than a push does not take the push away', () => {
  const state = withHello(nothingYet, hello([line(1), line(2)]));
  expect(seqs(withConversation(state, hello([line(1)]).conversation!).conversation?.lines)).toEqual([1, 2]);
});

test('only lines of others, unseen, count as unread; also those that came while away', () => {
  let state = withAllSeen(withHello(nothingYet, hello([line(1)])));
  expect(unreadOf(state)).toBe(0);
  state = withLine(withLine(state, line(2)), line(3, 'm', 'visitor'));
  expect(unreadOf(state)).toBe(1);
  const reloaded = withHello({ ...nothingYet, seen: state.seen }, hello([line(1), line(2), line(4)]));
  expect(unreadOf(reloaded)).toBe(2);
  expect(unreadOf(withAllSeen(reloaded))).toBe(0);
  expect(unreadOf(withHello(withAllSeen(reloaded), hello([line(1)], 'another')))).toBe(1);
});

test('place and ticket number are kept for their conversation and forgotten with it', () => {
  let state = withQueue(withHello(nothingYet, hello([line(1)])), {
    position: 2,
    estimatedWaitSeconds: 60,
    ticketNumber: 'G-000123',
  });
  expect(state.conversation?.ticketNumber).toBe('G-000123');
  state = withEnd(state, 'agent');
  expect(state).toMatchObject({ endedBy: 'agent', conversation: { state: 'ended' } });
  expect(withHello(state, hello([line(1)], 'another'))).toMatchObject({ queue: null, endedBy: null });
});
