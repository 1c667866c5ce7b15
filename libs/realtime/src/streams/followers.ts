/** Lets a socket into streams without a window: what is said while its snapshot is read is sent right after it. */
import type { Push, StreamCursors } from '@lib/contracts';
import type { AgentSocket, Broadcaster } from './broadcaster.js';
import type { Sequencer } from './sequencer.js';

export class Followers {
  constructor(
    readonly sequencer: Sequencer,
    private readonly broadcaster: Broadcaster,
  ) {}

  /** From now on nothing on these streams is lost to the one who completes or abandons what began here. */
  begin(streams: Iterable<string>): StreamCursors {
    return Object.fromEntries([...streams].map((stream) => [stream, this.sequencer.follow(stream)]));
  }

  abandon(cursors: StreamCursors): void {
    for (const stream of Object.keys(cursors)) this.sequencer.unfollow(stream);
  }

  /** All in one turn: the snapshot goes out, then what came meanwhile, then the live pushes. False: too much came. */
  complete(socket: AgentSocket, cursors: StreamCursors, sendSnapshot: () => void): boolean {
    const missed = this.missed(cursors);
    if (!missed || !socket.connected) {
      this.abandon(cursors);
      return !socket.connected;
    }
    sendSnapshot();
    this.replay(socket, missed);
    for (const stream of Object.keys(cursors)) this.join(socket, stream);
    return true;
  }

  /** What came after the cursors, or null when some of it is gone. */
  missed(cursors: StreamCursors): Push[] | null {
    const missed: Push[] = [];
    for (const [stream, seq] of Object.entries(cursors)) {
      const pushes = this.sequencer.since(stream, seq);
      if (!pushes) return null;
      missed.push(...pushes);
    }
    return missed;
  }

  replay(socket: AgentSocket, pushes: Push[]): void {
    const wire = socket as unknown as { emit(name: string, body: object): void };
    for (const { name, ...body } of pushes) wire.emit(name, body);
  }

  leave(socket: AgentSocket, stream: string): void {
    if (!socket.data.streams.delete(stream)) return;
    this.broadcaster.leave(socket, stream);
    this.sequencer.unfollow(stream);
  }

  private join(socket: AgentSocket, stream: string): void {
    if (socket.data.streams.has(stream)) return this.sequencer.unfollow(stream);
    socket.data.streams.add(stream);
    this.broadcaster.join(socket, stream);
  }
}
