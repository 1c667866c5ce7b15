/** Keeps the streams of watched tickets right: the ticket, what was added to its timeline, and what changed in it. */
import type { Ticket, TicketWatched, TimelineItem } from '@lib/contracts';
import type { Principal } from '@lib/platform';
import type { Connections } from '../connections.js';
import { ticketStream } from '../rules/ticket.rule.js';
import { faceOf, mayStillChange, timelineStream } from '../rules/timeline.rule.js';
import type { AgentSocket } from '../streams/broadcaster.js';
import type { Followers } from '../streams/followers.js';
import { fingerprint } from '../streams/fingerprint.js';
import type { Truth } from '../truth.js';

/** Where watchers may hold different things: whatever is true now has to be said. */
const unsure = '';

/** What the stream of one ticket has said so far. */
interface Watched {
  customerId: string;
  /** Of the ticket itself, as last said on the stream. */
  print: string;
  /** Everything up to here has been said. */
  lastSeq: number;
  /** Items that may still change, by the face last said. */
  faces: Map<string, string>;
}

export interface WatchReading {
  ticketId: string;
  added: TimelineItem[];
  changed: TimelineItem[];
  /** Watchers that may no longer see it. */
  barred: AgentSocket[];
}

export class WatchPushes {
  private readonly watched = new Map<string, Watched>();

  constructor(
    private readonly followers: Followers,
    private readonly connections: Connections,
    private readonly truth: Truth,
  ) {}

  /** A watcher got this page; reconcile the ticket afterwards. Sure only where it says what the stream said. */
  learn({ ticket, timeline }: Pick<TicketWatched, 'ticket' | 'timeline'>): void {
    const lastSeq = timeline.at(-1)?.seq ?? 0;
    const print = fingerprint(ticket);
    const said = this.watched.get(ticket.id) ?? {
      customerId: ticket.customer.id,
      print,
      lastSeq,
      faces: new Map<string, string>(),
    };
    this.watched.set(ticket.id, said);
    if (said.print !== print) said.print = unsure;
    said.lastSeq = Math.min(said.lastSeq, lastSeq);
    for (const item of timeline.filter(mayStillChange)) {
      const face = said.faces.get(item.id) ?? faceOf(item);
      said.faces.set(item.id, face === faceOf(item) ? face : unsure);
    }
  }

  forget(ticketId: string): void {
    this.watched.delete(ticketId);
  }

  known(): string[] {
    return [...this.watched.keys()];
  }

  ofCustomers(customerIds: ReadonlySet<string>): string[] {
    return [...this.watched].filter(([, { customerId }]) => customerIds.has(customerId)).map(([id]) => id);
  }

  async read(ticketIds: Iterable<string>): Promise<WatchReading[]> {
    const open = [...ticketIds].filter((id) => this.watched.has(id));
    const [barred, readings] = await Promise.all([
      this.barred(open),
      Promise.all(open.map((ticketId) => this.readItems(ticketId))),
    ]);
    return readings.map((reading) => ({ ...reading, barred: barred.get(reading.ticketId) ?? [] }));
  }

  publish({ ticketId, added, changed, barred }: WatchReading, ticket: Ticket | undefined): void {
    const said = this.watched.get(ticketId);
    if (!said) return;
    for (const socket of barred) this.bar(socket, ticketId);
    const { sequencer } = this.followers;
    const stream = timelineStream(ticketId);
    const version = ticket?.version ?? 0;
    // Read a moment after the others, an item told before may come as added in a newer state: that is a change.
    const news = new Map(changed.map((item) => [item.id, item]));
    for (const item of added) {
      if (item.seq <= said.lastSeq) continue;
      said.lastSeq = item.seq;
      if (said.faces.has(item.id)) news.set(item.id, item);
      this.remember(said, item);
      sequencer.publish(stream, 'timeline.appended', { ticketId, item }, version);
    }
    for (const item of news.values()) {
      this.remember(said, item);
      sequencer.publish(stream, 'timeline.changed', { ticketId, item }, version);
    }
    if (ticket) this.publishTicket(said, ticket);
  }

  private async readItems(ticketId: string): Promise<Omit<WatchReading, 'barred'>> {
    const said = this.watched.get(ticketId);
    const ids = [...(said?.faces.keys() ?? [])];
    const [added, items] = await Promise.all([
      this.truth.timelines.since(ticketId, said?.lastSeq ?? 0),
      ids.length > 0 ? this.truth.timelines.items(ticketId, ids) : [],
    ]);
    return { ticketId, added, changed: items.filter((item) => said?.faces.get(item.id) !== faceOf(item)) };
  }

  private publishTicket(said: Watched, ticket: Ticket): void {
    const print = fingerprint(ticket);
    if (said.print === print) return;
    said.print = print;
    said.customerId = ticket.customer.id;
    this.followers.sequencer.publish(ticketStream(ticket.id), 'ticket.changed', { ticket }, ticket.version);
  }

  /** The last word this socket hears on the stream: numbered as the next, kept for nobody else. */
  private bar(socket: AgentSocket, ticketId: string): void {
    const stream = ticketStream(ticketId);
    const { sequencer } = this.followers;
    const wasFollowing = socket.data.streams.has(stream);
    const seq = (sequencer.cursor(stream) ?? 0) + 1;
    this.connections.unwatch(socket, ticketId);
    this.followers.leave(socket, stream);
    if (wasFollowing)
      socket.emit('ticket.left', { epoch: sequencer.epoch, stream, seq, version: 0, ticketId });
  }

  private async barred(ticketIds: string[]): Promise<Map<string, AgentSocket[]>> {
    const asked = new Map<string, { principal: Principal; ids: Set<string> }>();
    for (const ticketId of ticketIds) {
      for (const { data } of this.connections.watchersOf(ticketId)) {
        const entry = asked.get(data.principal.agentId) ?? { principal: data.principal, ids: new Set() };
        asked.set(data.principal.agentId, entry);
        entry.ids.add(ticketId);
      }
    }
    const barred = new Map<string, AgentSocket[]>();
    const ask = async ({ principal, ids }: { principal: Principal; ids: Set<string> }) => {
      const visible = new Set(await this.truth.tickets.visibleTo(principal, [...ids]));
      for (const ticketId of [...ids].filter((id) => !visible.has(id))) {
        const theirs = this.connections
          .watchersOf(ticketId)
          .filter((socket) => socket.data.principal.agentId === principal.agentId);
        barred.set(ticketId, [...(barred.get(ticketId) ?? []), ...theirs]);
      }
    };
    await Promise.all([...asked.values()].map(ask));
    return barred;
  }

  private remember(said: Watched, item: TimelineItem): void {
    if (mayStillChange(item)) said.faces.set(item.id, faceOf(item));
    else said.faces.delete(item.id);
  }
}
