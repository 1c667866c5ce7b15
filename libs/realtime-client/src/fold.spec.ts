/** Snapshot plus pushes is a fresh snapshot, however the wire drops, doubles and reorders them. */
import type {
  AgentView,
  OfferView,
  Push,
  QueueLive,
  Resumed,
  Snapshot,
  Ticket,
  TimelineItem,
} from '@lib/contracts';
import fc from 'fast-check';
import { CatchUp } from './catch-up.js';
import { EntityStore } from './entity-store.js';
import type { GatewaySocket } from './gateway-socket.js';
import { StreamTracker } from './stream-tracker.js';

const live = { kind: 'live', since: '2026-01-01T00:00:00.000Z', ended: null } as const;
const ringSize = 6;

type Unstamped = Push extends infer P
  ? P extends Push
    ? Omit<P, 'epoch' | 'stream' | 'seq' | 'version'>
    : never
  : never;

/** A gateway reduced to its promise: truth, streams with a short ring, snapshots. */
class ModelGateway {
  epoch = 'e1';
  readonly agents = new Map<string, AgentView>();
  readonly queues = new Map<string, QueueLive>();
  readonly offers = new Map<string, OfferView>();
  readonly work = new Map<string, Ticket>();
  readonly items: TimelineItem[] = [];
  watchedVersion = 1;
  private readonly rings = new Map<string, Push[]>();
  private readonly seqs = new Map<string, number>();
  private versions = 0;

  push(stream: string, body: Unstamped): Push {
    const seq = (this.seqs.get(stream) ?? 0) + 1;
    this.seqs.set(stream, seq);
    const push = { ...body, epoch: this.epoch, stream, seq, version: this.versions } as Push;
    this.rings.set(stream, [...(this.rings.get(stream) ?? []), push].slice(-ringSize));
    return push;
  }

  nextVersion(): number {
    return ++this.versions;
  }

  streams(): Record<string, number> {
    return Object.fromEntries(
      ['agents', 'queue:q', 'agent:me', 'ticket:t0'].map((name) => [name, this.seqs.get(name) ?? 0]),
    );
  }

  watched(): Ticket {
    return ticket('t0', this.watchedVersion);
  }

  snapshot(): Snapshot {
    return {
      at: live.since,
      me: null as never,
      agents: [...this.agents.values()],
      queues: [...this.queues.values()],
      offers: [...this.offers.values()],
      tickets: [...this.work.values()],
      overview: null,
    };
  }

  resume(streams: Record<string, number>): { missing: Push[]; answer: Resumed } {
    const missing = Object.entries(streams).flatMap(([stream, seq]) => this.missing(stream, seq));
    if (missing.includes(null)) {
      return {
        missing: [],
        answer: { resumed: false, epoch: this.epoch, snapshot: this.snapshot(), streams: this.streams() },
      };
    }
    const answered = Object.fromEntries(Object.keys(streams).map((name) => [name, this.seqs.get(name) ?? 0]));
    return { missing: missing as Push[], answer: { resumed: true, streams: answered } };
  }

  private missing(stream: string, seq: number): (Push | null)[] {
    const ring = this.rings.get(stream) ?? [];
    if (seq < (this.seqs.get(stream) ?? 0) - ring.length) return [null];
    return ring.filter((push) => push.seq > seq);
  }
}

const ticket = (id: string, version: number): Ticket => ({ id, version, subject: `s${version}` }) as Ticket;

/** One thing that happens in the house, as the push that tells of it. */
function happen(model: ModelGateway, kind: number, pick: number): Push {
  const id = `x${pick % 3}`;
  const version = model.nextVersion();
  switch (kind % 8) {
    case 0: {
      const agent = { id, version, state: pick % 2 ? 'away' : 'available' } as AgentView;
      model.agents.set(id, agent);
      return model.push('agents', { name: 'agent.changed', agent });
    }
    case 1: {
      const queue = { id: 'q', version, waiting: pick, items: [] as unknown[] } as QueueLive;
      model.queues.set('q', queue);
      return model.push('queue:q', { name: 'queue.changed', queue });
    }
    case 2: {
      const offer = { id, expiresAt: live.since, subject: `s${version}` } as OfferView;
      model.offers.set(id, offer);
      return model.push('agent:me', { name: 'offer.made', offer });
    }
    case 3:
      model.offers.delete(id);
      return model.push('agent:me', {
        name: 'offer.ended',
        offerId: id,
        state: 'expired',
        interactionId: id,
      });
    case 4:
      model.work.set(id, ticket(id, version));
      return model.push('agent:me', { name: 'ticket.changed', ticket: ticket(id, version) });
    case 5:
      model.work.delete(id);
      return model.push('agent:me', { name: 'ticket.left', ticketId: id });
    case 6: {
      const item = {
        id: `i${model.items.length + 1}`,
        seq: model.items.length + 1,
        text: 'new',
      } as TimelineItem;
      model.items.push(item);
      return model.push('ticket:t0', { name: 'timeline.appended', ticketId: 't0', item });
    }
    default:
      return changeItemOrTicket(model, pick, version);
  }
}

function changeItemOrTicket(model: ModelGateway, pick: number, version: number): Push {
  const item = model.items[pick % (model.items.length || 1)];
  if (!item || pick % 2) {
    model.watchedVersion = version;
    return model.push('ticket:t0', { name: 'ticket.changed', ticket: model.watched() });
  }
  const changed = { ...item, text: `changed ${version}` };
  model.items[item.seq - 1] = changed;
  return model.push('ticket:t0', { name: 'timeline.changed', ticketId: 't0', item: changed });
}

/** The client's parts on a wire the test controls; answers of the gateway come in order, as acks do. */
class Client {
  readonly store = new EntityStore(live, (flush) => flush());
  private readonly tracker = new StreamTracker();
  private readonly catchUp: CatchUp;
  reconnects = 0;

  constructor(private readonly model: ModelGateway) {
    const socket = {
      connected: true,
      timeout: () => ({ emit: this.answer.bind(this) }),
    } as unknown as GatewaySocket;
    this.catchUp = new CatchUp(socket, this.tracker, {
      onSnapshot: () => this.connect(),
      onGivenUp: () => {
        this.reconnects += 1;
        this.connect();
      },
    });
    this.store.watching('t0');
    this.connect();
  }

  connect(): void {
    this.catchUp.reset();
    this.tracker.reset(this.model.epoch, this.model.streams());
    this.store.reset(this.model.snapshot(), 0);
    this.store.watched({
      ticket: this.model.watched(),
      timeline: [...this.model.items],
      nextCursor: null,
      stream: 'ticket:t0',
      seq: 0,
    });
  }

  take(push: Push): void {
    const arrival = this.tracker.accept(push);
    if (arrival.kind === 'ready') for (const ready of arrival.pushes) this.store.apply(ready);
    else if (arrival.kind === 'gap') this.catchUp.request();
    else if (arrival.kind === 'foreign-epoch') this.connect();
  }

  private answer(
    _command: string,
    { streams }: { streams: Record<string, number> },
    ack: (late: null, answer: object) => void,
  ): void {
    const { missing, answer } = this.model.resume(streams);
    for (const push of missing) this.take(push);
    ack(null, { ok: true, ...answer });
  }

  shown(): unknown {
    const { agents, queues, offers, tickets, work, timelines } = this.store.getSnapshot();
    const sorted = (all: ReadonlyMap<string, unknown>) => [...all].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      sorted(agents),
      sorted(queues),
      sorted(offers),
      sorted(tickets),
      [...work].sort(),
      sorted(timelines),
    ];
  }
}

type Fate = 'arrive' | 'drop' | 'double' | 'late' | 'restart';
const fate = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('arrive') },
  { weight: 2, arbitrary: fc.constant<Fate>('drop') },
  { weight: 2, arbitrary: fc.constant<Fate>('double') },
  { weight: 2, arbitrary: fc.constant<Fate>('late') },
  { weight: 1, arbitrary: fc.constant<Fate>('restart') },
);
const step = fc.tuple(fc.nat(7), fc.nat(20), fate);

function run(model: ModelGateway, client: Client, steps: [number, number, Fate][]): void {
  const late: Push[] = [];
  for (const [kind, pick, luck] of steps) {
    if (luck === 'restart') model.epoch += '+';
    const push = happen(model, kind, pick);
    if (luck === 'late') late.unshift(push);
    else if (luck !== 'drop') client.take(push);
    if (luck === 'double') client.take(push);
  }
  for (const push of late) client.take(push);
  // A silent tail shows with the next push of its stream: every stream speaks once more.
  for (const kind of [0, 1, 2, 6]) client.take(happen(model, kind, 1));
}

describe('fold', () => {
  it('equals a fresh snapshot whatever the wire did', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const model = new ModelGateway();
        const client = new Client(model);
        run(model, client, steps);
        expect(client.shown()).toEqual(new Client(model).shown());
      }),
      { numRuns: 2_000 },
    );
  });

  it('never shows a timeline item twice or out of order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const model = new ModelGateway();
        const client = new Client(model);
        client.store.subscribe(() => {
          const items = client.store.getSnapshot().timelines.get('t0')?.items ?? [];
          items.forEach((item, index) => expect(item.seq).toBe(index + 1));
        });
        run(model, client, steps);
      }),
      { numRuns: 1_000 },
    );
  });
});
