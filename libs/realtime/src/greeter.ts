/** Says hello: streams first, then the snapshot, then what came meanwhile; and again when what one may see has changed. */
import type { Hello, StreamCursors } from '@lib/contracts';
import { Problem } from '@lib/contracts';
import type { FloorPushes } from './pushes/floor-pushes.js';
import type { DeskPushes } from './pushes/desk-pushes.js';
import type { PushPump } from './pushes/push-pump.js';
import { queueStream } from './rules/queue.rule.js';
import { deskStream, ticketOf } from './rules/ticket.rule.js';
import { streamsOf, type SnapshotReader } from './snapshot.js';
import type { AgentSocket } from './streams/broadcaster.js';
import type { Followers } from './streams/followers.js';

/** Queues that come and go, or a flood of pushes, while the snapshot is read make it start over this often. */
const triesAtMost = 5;

export class Greeter {
  constructor(
    private readonly followers: Followers,
    private readonly snapshots: SnapshotReader,
    private readonly floor: FloorPushes,
    private readonly desks: DeskPushes,
    private readonly pump: PushPump,
  ) {}

  /** `say` is handed the hello in the same turn as the socket begins to follow. */
  async greet(socket: AgentSocket, say: (hello: Hello) => void): Promise<void> {
    const { principal } = socket.data;
    for (const stream of socket.data.streams)
      if (ticketOf(stream) === null) this.followers.leave(socket, stream);
    for (let tries = 0; tries < triesAtMost; tries++) {
      const cursors = this.followers.begin(streamsOf(principal, this.floor.queueIds));
      const snapshot = await this.snapshots.read(principal).catch((error: unknown) => {
        this.followers.abandon(cursors);
        throw error;
      });
      const wanted = streamsOf(
        principal,
        snapshot.queues.map((queue) => queue.id),
      );
      this.desks.learn(principal.agentId, snapshot.tickets, snapshot.offers);
      const kept = this.keepOnly(cursors, wanted);
      if (!kept) continue;
      const hello = { epoch: this.followers.sequencer.epoch, snapshot, streams: kept };
      if (!this.followers.complete(socket, kept, () => say(hello))) continue;
      this.pump.reconcile([deskStream(principal.agentId)]);
      return;
    }
    throw new Problem('not-ready', 'Too much is changing; try again');
  }

  /** Whether this socket's queue streams are not the ones it should follow. */
  followsOtherQueues(socket: AgentSocket, queueIds: string[]): boolean {
    const should = new Set(queueIds.map(queueStream));
    const does = [...socket.data.streams].filter((stream) => stream.startsWith(queueStream('')));
    return does.length !== should.size || does.some((stream) => !should.has(stream));
  }

  /** Null (and nothing kept) when the snapshot shows a queue whose stream did not begin before it was read. */
  private keepOnly(cursors: StreamCursors, wanted: string[]): StreamCursors | null {
    if (wanted.some((stream) => cursors[stream] === undefined)) {
      this.followers.abandon(cursors);
      return null;
    }
    const kept = Object.fromEntries(wanted.map((stream) => [stream, cursors[stream] ?? 0]));
    this.followers.abandon(
      Object.fromEntries(Object.entries(cursors).filter(([stream]) => !(stream in kept))),
    );
    return kept;
  }
}
