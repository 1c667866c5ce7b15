/** The order of my work: people on the line first, then who waits longest, then the rest. */
import type { InteractionView, Ticket } from '@lib/contracts';
import { groupOf, groupWork, interactionInHand, newsOf, steadyOrder } from './grouping.js';

const me = 'me';
const at = (minute: number): string => new Date(Date.UTC(2031, 4, 1, 9, minute)).toISOString();

function ticket(id: string, more: Partial<Ticket> = {}): Ticket {
  return {
    id,
    number: `G-${id}`,
    subject: id,
    type: 'question',
    status: 'open',
    priority: 'normal',
    impact: 'low',
    urgency: 'low',
    owner: { id: me, name: 'Me', photo: null },
    ownerSince: at(0),
    standIn: null,
    standInSought: false,
    handBack: null,
    customer: { id: `c-${id}`, name: id, identities: [] },
    queue: null,
    channels: ['email'],
    live: [],
    wrapUps: [],
    lastMessage: null,
    openedAt: at(0),
    updatedAt: at(0),
    resolvedAt: null,
    handOverCount: 0,
    handOver: null,
    mergedInto: null,
    followers: [],
    seq: 1,
    version: 1,
    ...more,
  } as Ticket;
}

const said = (direction: 'in' | 'out', minute: number): Ticket['lastMessage'] => ({
  at: at(minute),
  direction,
  channel: 'email',
  excerpt: 'x',
});

const engaged = (channel: InteractionView['channel'], state: InteractionView['state'], agent = me) =>
  [{ id: 'i', channel, state, agent: { id: agent, name: 'A', photo: null } }] as unknown as InteractionView[];

describe('grouping my work', () => {
  it('puts what I am engaged on into now, whatever its status', () => {
    expect(groupOf(ticket('a', { live: engaged('voice', 'connected'), status: 'pending' }), me)).toBe('now');
    expect(groupOf(ticket('a', { live: engaged('voice', 'wrapping-up'), status: 'resolved' }), me)).toBe(
      'now',
    );
    expect(groupOf(ticket('a', { live: engaged('voice', 'connected', 'other') }), me)).toBe('next');
    const mine = {
      id: 'w',
      interactionId: 'i',
      channel: 'voice',
      agent: { id: me, name: 'Léa', photo: null },
    } as const;
    const wrapUps = [{ ...mine, began: '2026-11-16T09:00:00Z', until: '2026-11-16T09:02:00Z' }];
    expect(groupOf(ticket('a', { live: engaged('voice', 'connected', 'other'), wrapUps }), me)).toBe('now');
  });

  it('puts an unanswered customer into now, and an answered one into next', () => {
    expect(groupOf(ticket('a', { lastMessage: said('in', 1) }), me)).toBe('now');
    expect(groupOf(ticket('a', { lastMessage: said('out', 1) }), me)).toBe('next');
    expect(groupOf(ticket('a'), me)).toBe('next');
  });

  it('puts what a colleague hands over into now for who is asked, and leaves it in place for who asks', () => {
    const handOver = { to: { id: 'nadia' } } as Ticket['handOver'];
    const pending = ticket('a', { status: 'pending', handOver });
    expect(groupOf(pending, 'nadia')).toBe('now');
    expect(groupOf(pending, me)).toBe('with-customer');
  });

  it('keeps what waits for the customer or is settled out of the way', () => {
    expect(groupOf(ticket('a', { status: 'pending', lastMessage: said('in', 1) }), me)).toBe('with-customer');
    expect(groupOf(ticket('a', { status: 'on-hold', lastMessage: said('in', 1) }), me)).toBe('next');
    expect(groupOf(ticket('a', { status: 'resolved', lastMessage: said('in', 1) }), me)).toBe('resolved');
  });

  it('sorts now by who is on the line, then who waits longest', () => {
    const [now] = groupWork(
      [
        ticket('late', { lastMessage: said('in', 9) }),
        ticket('early', { lastMessage: said('in', 2) }),
        ticket('chat', { live: engaged('chat', 'connected'), lastMessage: said('in', 8) }),
        ticket('call', { live: engaged('voice', 'connected') }),
      ],
      me,
    );
    expect(now?.name).toBe('now');
    expect(now?.tickets.map((one) => one.id)).toEqual(['call', 'chat', 'early', 'late']);
  });

  it('sorts next by priority before waiting time, and leaves out empty groups', () => {
    const groups = groupWork([ticket('a'), ticket('b', { priority: 'urgent', openedAt: at(5) })], me);
    expect(groups.map((group) => group.name)).toEqual(['next']);
    expect(groups[0]?.tickets.map((one) => one.id)).toEqual(['b', 'a']);
  });

  it('counts a chat in hand before the mail of the same ticket', () => {
    const live = [...engaged('email', 'connected'), ...engaged('chat', 'connected')];
    expect(interactionInHand(ticket('a', { live }), me)?.channel).toBe('chat');
  });

  it('lets no row jump while the pointer is over the list', () => {
    expect(steadyOrder(['a', 'b', 'c'], ['c', 'n', 'a'])).toEqual(['a', 'c', 'n']);
    expect(steadyOrder([], ['x', 'y'])).toEqual(['x', 'y']);
  });
});

describe('what I only follow', () => {
  const follower = (readSeq: number, mentionSeq = 0) => ({
    id: me,
    name: 'Me',
    photo: null,
    readSeq,
    mentionSeq,
  });
  const theirs = (readSeq: number, mentionSeq = 0) =>
    ticket(`read-${readSeq}`, {
      owner: { id: 'other', name: 'Sam', photo: null },
      seq: 9,
      followers: [follower(readSeq, mentionSeq)],
    });

  it('has a place of its own, who names me first', () => {
    const [group] = groupWork([theirs(9), theirs(5), theirs(3, 4)], me);
    expect(group?.name).toBe('following');
    expect(group?.tickets.map(({ id }) => id)).toEqual(['read-3', 'read-5', 'read-9']);
    expect(group?.tickets.map((one) => newsOf(one, me))).toEqual(['mention', 'news', null]);
  });

  it('is mine all the same when I own it', () => {
    const mine = { ...theirs(9), owner: { id: me, name: 'Me', photo: null } };
    expect(groupOf(mine, me)).not.toBe('following');
  });
});
