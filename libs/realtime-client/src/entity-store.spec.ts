/** What the store keeps and what it refuses. */
import type { AgentView, MeView, OfferView, Push, Snapshot, Ticket } from '@lib/contracts';
import { EntityStore } from './entity-store.js';

const live = { kind: 'live', since: '2026-01-01T00:00:00.000Z', ended: null } as const;
const stamp = { epoch: 'e', seq: 1, version: 1 };
const ticket = (version: number, more: Partial<Ticket> = {}) =>
  ({ id: 't', version, subject: `v${version}`, ...more }) as Ticket;
const changed = (of: Ticket, stream = 'agent:me'): Push => ({
  ...stamp,
  name: 'ticket.changed',
  stream,
  ticket: of,
});

function storeWith(flushes: (() => void)[] = []): EntityStore {
  return new EntityStore(live, (flush) => flushes.push(flush));
}

function shown(store: EntityStore) {
  store.flush();
  return store.getSnapshot();
}

describe('EntityStore', () => {
  it('ignores a version older than the held one', () => {
    const store = storeWith();
    store.apply(changed(ticket(5)));
    store.apply(changed(ticket(4)));
    expect(shown(store).tickets.get('t')?.subject).toBe('v5');
  });

  it('never makes a part of an unknown entity into a whole', () => {
    const store = storeWith();
    store.apply({
      ...stamp,
      name: 'agent.changed',
      stream: 'agents',
      agent: { id: 'a', version: 1 } as AgentView,
    });
    store.apply(changed({ id: 't', version: 2 } as Ticket));
    store.apply({ ...stamp, name: 'offer.made', stream: 'agent:me', offer: { id: 'o' } as OfferView });
    const state = shown(store);
    expect([state.agents.size, state.tickets.size, state.work.size, state.offers.size]).toEqual([0, 0, 0, 0]);
  });

  it('tells its readers once per frame and keeps what did not change', () => {
    const flushes: (() => void)[] = [];
    const store = storeWith(flushes);
    let told = 0;
    store.subscribe(() => (told += 1));
    const before = store.getSnapshot();
    for (let version = 1; version <= 100; version++) store.apply(changed(ticket(version)));
    expect([flushes.length, told]).toEqual([1, 0]);
    flushes[0]?.();
    const after = store.getSnapshot();
    expect(told).toBe(1);
    expect(after.tickets).not.toBe(before.tickets);
    expect(after.agents).toBe(before.agents);
  });

  it('shows an offer at once: a hidden tab must ring', () => {
    const store = storeWith();
    const offer = { id: 'o', expiresAt: live.since } as OfferView;
    store.apply({ ...stamp, name: 'offer.made', stream: 'agent:me', offer });
    expect(store.getSnapshot().offers.get('o')).toBe(offer);
  });

  it('keeps a watched ticket that left my work and drops it when nobody looks', () => {
    const store = storeWith();
    store.apply(changed(ticket(1)));
    store.watching('t');
    store.watched({ ticket: ticket(1), timeline: [], nextCursor: null, stream: 'ticket:t', seq: 0 });
    store.apply({ ...stamp, name: 'ticket.left', stream: 'agent:me', ticketId: 't' });
    expect([shown(store).work.has('t'), store.getSnapshot().tickets.has('t')]).toEqual([false, true]);
    store.unwatched('t');
    expect(shown(store).tickets.has('t')).toBe(false);
  });

  it('forgets a ticket I may no longer see, with its timeline', () => {
    const store = storeWith();
    store.watching('t');
    store.watched({
      ticket: ticket(1),
      timeline: [{ id: 'i', seq: 1 } as never],
      nextCursor: null,
      stream: 'ticket:t',
      seq: 0,
    });
    store.apply({ ...stamp, name: 'ticket.left', stream: 'ticket:t', ticketId: 't' });
    const state = shown(store);
    expect(state.tickets.has('t')).toBe(false);
    expect(state.timelines.get('t')).toMatchObject({ state: 'left', items: [] });
  });

  it('shows me and my entry among the agents in the same frame', () => {
    const store = new EntityStore(live, (flush) => flush());
    const me = { id: 'a', version: 1, state: 'offline', abilities: ['x'] } as unknown as MeView;
    store.reset({ at: live.since, me, agents: [me], queues: [], offers: [], tickets: [], overview: null }, 0);
    const agent = { id: 'a', version: 2, state: 'away' } as AgentView;
    store.apply({ ...stamp, name: 'agent.changed', stream: 'agents', agent });
    expect(store.getSnapshot().me).toEqual({ ...agent, abilities: ['x'] });
    expect(store.getSnapshot().agents.get('a')).toEqual(agent);
  });

  it('takes a snapshot as the whole truth', () => {
    const store = storeWith();
    store.apply(changed(ticket(9)));
    const snapshot = {
      at: live.since,
      me: null as never,
      agents: [],
      queues: [],
      offers: [],
      tickets: [],
      overview: null,
    } as Snapshot;
    store.reset(snapshot, 0);
    expect([store.getSnapshot().tickets.size, store.getSnapshot().work.size]).toEqual([0, 0]);
  });
});
