/** From what happened to what is pushed: events name what to look at, the truth is read once per batch, streams say it. */
import type { EventEnvelope, Ticket } from '@lib/contracts';
import { agentsTouched } from '../rules/agent.rule.js';
import { queuesTouched } from '../rules/queue.rule.js';
import {
  customersTouched,
  deskOf,
  desksTouched,
  deskStream,
  ticketOf,
  ticketsTouched,
  ticketStream,
} from '../rules/ticket.rule.js';
import { DirtyLane } from '../streams/dirty-lane.js';
import type { Truth } from '../truth.js';
import type { DeskPushes } from './desk-pushes.js';
import type { FloorPushes } from './floor-pushes.js';
import type { OverviewPushes } from './overview-pushes.js';
import type { WatchPushes } from './watch-pushes.js';

const longReading = 100;

export class PushPump {
  /** Own tickets, messages and offers are told at once; a key is the stream to make right. */
  private readonly lane = new DirtyLane({
    name: 'desks',
    everyMs: 0,
    makeRight: (streams) => this.makeRight(streams),
  });

  constructor(
    private readonly truth: Truth,
    private readonly desks: DeskPushes,
    private readonly watches: WatchPushes,
    private readonly floor: FloorPushes,
    private readonly overview: OverviewPushes,
  ) {}

  take(events: EventEnvelope[]): void {
    this.lane.mark(events.flatMap((event) => ticketsTouched(event).map(ticketStream)));
    this.lane.mark(this.watches.ofCustomers(new Set(events.flatMap(customersTouched))).map(ticketStream));
    this.lane.mark(events.flatMap((event) => desksTouched(event).map(deskStream)));
    this.floor.markAgents(events.flatMap(agentsTouched));
    this.floor.markQueues(events.flatMap(queuesTouched));
    this.overview.take(events);
  }

  /** After a snapshot went out, and now and then: says what the events did not. */
  reconcile(streams: Iterable<string>): void {
    this.lane.mark(streams);
  }

  stop(): void {
    this.lane.stop();
    this.floor.stop();
    this.overview.stop();
  }

  private async makeRight(streams: string[]): Promise<void> {
    const touched = new Set(streams.flatMap((stream) => ticketOf(stream) ?? []));
    const agentIds = new Set([
      ...streams.flatMap((stream) => deskOf(stream) ?? []),
      ...this.desks.agentsWith(touched),
    ]);
    const [readings, watchReadings] = await Promise.all([
      this.desks.read(agentIds),
      this.watches.read(touched),
    ]);
    const tell = readings.flatMap((reading) => this.desks.ticketsToTell(reading, touched));
    const ids = new Set([...tell, ...watchReadings.map((reading) => reading.ticketId)]);
    const [tickets, ended] = await Promise.all([this.ticketsById(ids), this.desks.endedOffers(readings)]);
    for (const reading of watchReadings) {
      this.watches.publish(reading, tickets.get(reading.ticketId));
      // A reader hands out long timelines in parts.
      if (reading.added.length >= longReading) this.lane.mark([ticketStream(reading.ticketId)]);
    }
    for (const reading of readings) this.desks.publish(reading, touched, tickets, ended);
  }

  private async ticketsById(ids: Set<string>): Promise<Map<string, Ticket>> {
    const views = ids.size > 0 ? await this.truth.tickets.views([...ids]) : [];
    return new Map(views.map((ticket) => [ticket.id, ticket]));
  }
}
