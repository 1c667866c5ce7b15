/** Commands that change what a console follows: watch, unwatch, resume. One after the other per connection. */
import { Problem, socketLimits, type Resumed, type StreamCursors, type TicketWatched } from '@lib/contracts';
import type { Connections } from '../connections.js';
import type { GatewayMetrics } from '../gateway-metrics.js';
import type { Greeter } from '../greeter.js';
import type { PushPump } from '../pushes/push-pump.js';
import type { WatchPushes } from '../pushes/watch-pushes.js';
import { ticketOf, ticketStream } from '../rules/ticket.rule.js';
import type { AgentSocket } from '../streams/broadcaster.js';
import type { Followers } from '../streams/followers.js';
import type { Truth } from '../truth.js';

const newestItems = 60;
const triesAtMost = 3;

export interface TicketStreamsParts {
  followers: Followers;
  connections: Connections;
  truth: Truth;
  watches: WatchPushes;
  pump: PushPump;
  greeter: Greeter;
  metrics: GatewayMetrics;
}

export class TicketStreams {
  constructor(private readonly parts: TicketStreamsParts) {}

  async watch(
    socket: AgentSocket,
    ticketId: string,
    answer: (watched: TicketWatched) => void,
  ): Promise<void> {
    const { followers, watches, pump } = this.parts;
    await this.admit(socket, ticketId);
    // Watching again is starting again: nothing said on the old footing may come between.
    const stream = ticketStream(ticketId);
    followers.leave(socket, stream);
    for (let tries = 0; tries < triesAtMost; tries++) {
      const cursors = followers.begin([stream]);
      const page = await this.readPage(ticketId).catch((error: unknown) => {
        followers.abandon(cursors);
        this.parts.connections.unwatch(socket, ticketId);
        throw error;
      });
      this.refuseIfBarred(socket, ticketId, cursors);
      watches.learn(page);
      if (!followers.complete(socket, cursors, () => answer({ ...page, stream, seq: cursors[stream] ?? 0 })))
        continue;
      return pump.reconcile([stream]);
    }
    this.unwatch(socket, ticketId);
    throw new Problem('not-ready', 'Too much is changing; try again');
  }

  unwatch(socket: AgentSocket, ticketId: string): void {
    this.parts.connections.unwatch(socket, ticketId);
    this.parts.followers.leave(socket, ticketStream(ticketId));
  }

  /** The missing pushes go out first, then the answer; a fresh snapshot when they are gone or were another epoch's. */
  async resume(
    socket: AgentSocket,
    { epoch, streams }: { epoch: string; streams: StreamCursors },
    answer: (resumed: Resumed) => void,
  ): Promise<void> {
    const { followers, greeter, metrics } = this.parts;
    const granted =
      epoch === followers.sequencer.epoch ? await this.granted(socket, Object.keys(streams)) : [];
    const asked = Object.fromEntries(granted.map((stream) => [stream, streams[stream] ?? 0]));
    const missed = epoch === followers.sequencer.epoch ? followers.missed(asked) : null;
    metrics.resumed(missed ? 'backlog' : 'snapshot');
    if (!missed) return greeter.greet(socket, (hello) => answer({ resumed: false, ...hello }));
    const now = Object.fromEntries(
      granted.map((stream) => [stream, followers.sequencer.cursor(stream) ?? 0]),
    );
    followers.complete(socket, followers.begin(granted), () => followers.replay(socket, missed));
    answer({ resumed: true, streams: now });
  }

  /** What it follows already, and tickets it watched on an earlier connection and may still see. */
  private async granted(socket: AgentSocket, streams: string[]): Promise<string[]> {
    const { sequencer } = this.parts.followers;
    const granted: string[] = [];
    for (const stream of streams) {
      if (socket.data.streams.has(stream)) granted.push(stream);
      const ticketId = ticketOf(stream);
      if (granted.at(-1) === stream || ticketId === null || !sequencer.isOpen(stream)) continue;
      const refused = await this.admit(socket, ticketId).then(
        () => false,
        () => true,
      );
      if (!refused) granted.push(stream);
    }
    return granted;
  }

  /** Registered before the right is asked, so that a right lost meanwhile finds the watcher. */
  private async admit(socket: AgentSocket, ticketId: string): Promise<void> {
    const { connections, truth } = this.parts;
    const { watched, principal } = socket.data;
    if (!socket.connected) throw new Problem('not-ready');
    if (!watched.has(ticketId) && watched.size >= socketLimits.watchedTickets)
      throw new Problem(
        'rate-limited',
        `At most ${socketLimits.watchedTickets} tickets can be watched at once`,
      );
    connections.watch(socket, ticketId);
    try {
      if (!(await truth.tickets.visibleTo(principal, [ticketId])).includes(ticketId))
        throw new Problem('not-found');
    } catch (error) {
      this.unwatch(socket, ticketId);
      throw error;
    }
  }

  private refuseIfBarred(socket: AgentSocket, ticketId: string, cursors: StreamCursors): void {
    if (socket.data.watched.has(ticketId)) return;
    this.parts.followers.abandon(cursors);
    throw new Problem('not-found');
  }

  private async readPage(
    ticketId: string,
  ): Promise<Pick<TicketWatched, 'ticket' | 'timeline' | 'nextCursor'>> {
    const { truth } = this.parts;
    const [[ticket], page] = await Promise.all([
      truth.tickets.views([ticketId]),
      truth.timelines.page(ticketId, { limit: newestItems }),
    ]);
    if (!ticket) throw new Problem('not-found');
    return { ticket, timeline: page.items, nextCursor: page.nextCursor };
  }
}
