/** R4: whenever consoles come, whatever is changed meanwhile, however long each reading takes, all end with the truth. */
import type {
  AgentView,
  EventEnvelope,
  MeView,
  OfferView,
  Push,
  QueueLive,
  Ticket,
  TimelineItem,
} from '@lib/contracts';
import { EntityStore } from '@lib/realtime-client';
import type { Principal } from '@lib/platform';
import fc from 'fast-check';
import { TicketStreams } from '../commands/ticket-streams.js';
import { Connections } from '../connections.js';
import { GatewayMetrics } from '../gateway-metrics.js';
import { Greeter } from '../greeter.js';
import { SnapshotReader } from '../snapshot.js';
import { Broadcaster, type AgentNamespace, type AgentSocket } from '../streams/broadcaster.js';
import { Followers } from '../streams/followers.js';
import { Sequencer } from '../streams/sequencer.js';
import type { Truth } from '../truth.js';
import { DeskPushes } from './desk-pushes.js';
import { FloorPushes } from './floor-pushes.js';
import { OverviewPushes } from './overview-pushes.js';
import { PushPump } from './push-pump.js';
import { WatchPushes } from './watch-pushes.js';

const me: Principal = { agentId: 'me', role: 'supervisor', name: 'Me', sessionId: 's' };
const ticketIds = ['t0', 't1'];

/** Rows of a house, read as they are at one moment and answered some time later. */
class ModelTruth implements Truth {
  private readonly rows = new Map(
    ticketIds.map((id) => [id, { version: 1, mine: true, items: [] as TimelineItem[] }]),
  );
  private held: OfferView[] = [];
  private readonly over = new Map<string, OfferView>();
  private state = { version: 1, away: false };

  readonly overview = () =>
    Promise.resolve({
      deadlines: [],
      moreDeadlines: 0,
      alarms: [],
      moreAlarms: 0,
      serviceLevels: [],
      mailboxes: [],
      calls: [],
    });

  constructor(private readonly pauses: () => number) {}

  change(kind: number, pick: number): EventEnvelope {
    const id = ticketIds[pick % 2] as string;
    const row = this.rows.get(id) as { version: number; mine: boolean; items: TimelineItem[] };
    row.version += 1;
    if (kind === 0) row.mine = !row.mine;
    if (kind === 1) row.items.push(item(`${id}-${row.items.length + 1}`, row.items.length + 1, 'queued'));
    if (kind === 2 && row.items.length > 0) {
      const at = pick % row.items.length;
      const changed = row.items[at] as TimelineItem;
      row.items[at] = item(changed.id, changed.seq, `state ${row.version}`);
    }
    if (kind === 3)
      this.held.push({ id: `o${row.version}-${pick}`, state: 'made', interactionId: 'i' } as OfferView);
    if (kind === 4)
      for (const offer of this.held.splice(0, 1)) this.over.set(offer.id, { ...offer, state: 'declined' });
    if (kind === 5) this.state = { version: this.state.version + 1, away: !this.state.away };
    const data = kind === 5 ? { agentId: 'me' } : { ticketId: id, agentId: 'me', from: 'me', to: null };
    const name = kind === 5 ? 'agent.changed' : 'ticket.owner-changed';
    return {
      name,
      data,
      actor: { kind: 'system', id: null },
      subject: { type: 'x', id: 'x' },
    } as unknown as EventEnvelope;
  }

  tickets = {
    views: (ids: string[]) =>
      this.later(() =>
        ids.map(
          (id) => ({ id, version: this.rows.get(id)?.version, subject: id, customer: { id } }) as Ticket,
        ),
      ),
    visibleTo: (_: Principal, ids: string[]) => this.later(() => ids),
    workOf: () => this.later(() => ticketIds.filter((id) => this.rows.get(id)?.mine)),
  };
  timelines = {
    page: (id: string) => this.later(() => ({ items: [...this.itemsOf(id)], nextCursor: null })),
    since: (id: string, seq: number) => this.later(() => this.itemsOf(id).filter((each) => each.seq > seq)),
    items: (id: string, ids: string[]) =>
      this.later(() => this.itemsOf(id).filter((each) => ids.includes(each.id))),
  };
  agents = {
    views: () => this.later(() => [this.agent()]),
    me: () => this.later(() => ({ ...this.agent(), abilities: [] }) as MeView),
  };
  queues = { live: () => this.later(() => [] as QueueLive[]) };
  offers = {
    forAgent: () => this.later(() => [...this.held]),
    views: (ids: string[]) => this.later(() => ids.flatMap((id) => this.over.get(id) ?? [])),
  };

  private itemsOf = (id: string) => this.rows.get(id)?.items ?? [];
  private agent = () =>
    ({
      id: 'me',
      version: this.state.version,
      state: this.state.away ? 'away' : 'available',
      queueIds: [],
    }) as unknown as AgentView;

  /** Half of the wait before the rows are read, half after. */
  private async later<T>(read: () => T): Promise<T> {
    await pause(this.pauses());
    const seen = read();
    await pause(this.pauses());
    return seen;
  }
}

const item = (id: string, seq: number, state: string) =>
  ({
    id,
    seq,
    kind: 'message',
    delivery: { state },
    data: {},
    text: id,
    attachments: [],
  }) as unknown as TimelineItem;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

function gateway(truth: Truth) {
  const broadcaster = new Broadcaster();
  const connections = new Connections();
  const sequencer = new Sequencer({ epoch: 'e', now: () => 0, send: (push) => broadcaster.send(push) });
  const followers = new Followers(sequencer, broadcaster);
  const desks = new DeskPushes(sequencer, truth);
  const watches = new WatchPushes(followers, connections, truth);
  const nothing = { membershipChanged: () => undefined, queuesChanged: () => undefined };
  const floor = new FloorPushes(sequencer, truth, nothing);
  const overview = new OverviewPushes(sequencer, truth);
  const pump = new PushPump(truth, desks, watches, floor, overview);
  const greeter = new Greeter(
    followers,
    new SnapshotReader(truth, floor, overview, () => new Date(0)),
    floor,
    desks,
    pump,
  );
  const metrics = new GatewayMetrics();
  const streams = new TicketStreams({ followers, connections, truth, watches, pump, greeter, metrics });
  const rooms = new Map<string, Set<FakeSocket>>();
  const local = {
    to: (room: string) => ({
      emit: (name: string, body: object) => rooms.get(room)?.forEach((s) => s.emit(name, body)),
    }),
  };
  broadcaster.attach({ local } as unknown as AgentNamespace);
  return { broadcaster, connections, greeter, streams, pump, rooms };
}

type Gateway = ReturnType<typeof gateway>;

/** A console whose wire keeps order: what it checks is only what the gateway promises. */
class FakeSocket {
  readonly id = `socket-${Math.random()}`;
  connected = true;
  readonly data = { principal: me, streams: new Set<string>(), watched: new Set<string>() };
  readonly store = new EntityStore({ kind: 'live', since: '', ended: null }, (flush) => flush());
  private readonly cursors = new Map<string, number>();
  gaps = 0;

  constructor(private readonly gateway: Gateway) {
    gateway.broadcaster.admit(this.asSocket());
    gateway.connections.add(this.asSocket());
  }

  asSocket = () => this as unknown as AgentSocket;
  join = (room: string) =>
    void this.gateway.rooms.set(room, (this.gateway.rooms.get(room) ?? new Set()).add(this));
  leave = (room: string) => void this.gateway.rooms.get(room)?.delete(this);

  async come(): Promise<void> {
    await this.gateway.greeter.greet(this.asSocket(), ({ snapshot, streams }) => {
      for (const [stream, seq] of Object.entries(streams)) this.cursors.set(stream, seq);
      this.store.reset(snapshot, 0);
    });
    for (const id of ticketIds) {
      this.store.watching(id);
      await this.gateway.streams.watch(this.asSocket(), id, (answer) => {
        this.cursors.set(answer.stream, answer.seq);
        this.store.watched(answer);
      });
    }
  }

  emit(name: string, body: object): void {
    const push = { ...body, name } as Push;
    const last = this.cursors.get(push.stream) ?? 0;
    if (push.seq <= last) return;
    if (push.seq > last + 1) this.gaps += 1;
    this.cursors.set(push.stream, push.seq);
    // The store asks for a whole offer, as the contract has it.
    if (push.name === 'offer.made') Object.assign(push.offer, { expiresAt: '' });
    this.store.apply(push);
  }

  shown(): unknown {
    const { me: self, agents, offers, tickets, work, timelines } = this.store.getSnapshot();
    const ids = (all: ReadonlyMap<string, unknown>) => [...all.keys()].sort();
    return {
      self,
      agents: [...agents.values()],
      offers: ids(offers),
      tickets: [...tickets].sort(([a], [b]) => (a < b ? -1 : 1)),
      work: [...work].sort(),
      timelines: ticketIds.map((id) => timelines.get(id)),
    };
  }
}

const step = fc.record({ kind: fc.nat(7), pick: fc.nat(9), waitMs: fc.nat(4), tellMs: fc.nat(5) });

describe('races', () => {
  it('R4 ends with the truth on every console, without a gap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 25 }),
        fc.infiniteStream(fc.nat(3)),
        async (steps, pauses) => {
          const truth = new ModelTruth(() => pauses.next().value ?? 0);
          const house = gateway(truth);
          const first = new FakeSocket(house);
          const consoles = [first];
          const coming = [first.come()];
          for (const { kind, pick, waitMs, tellMs } of steps) {
            await pause(waitMs);
            if (kind > 5) {
              const next = new FakeSocket(house);
              consoles.push(next);
              coming.push(next.come());
              continue;
            }
            // The tail tells of a change some time after it was committed.
            const event = truth.change(kind, pick);
            setTimeout(() => house.pump.take([event]), tellMs);
          }
          await Promise.all(coming);
          await pause(650);
          house.pump.stop();
          const fresh = new FakeSocket(gateway(truth));
          await fresh.come();
          for (const console of consoles) {
            expect(console.shown()).toEqual(fresh.shown());
            expect(console.gaps).toBe(0);
          }
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);
});
