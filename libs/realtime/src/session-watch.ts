/** A socket lives no longer than its session: asked again when told to look, when the agent changed, and every half minute. */
import type { Authenticator, Principal } from '@lib/platform';
import type { Wakeups } from '@lib/bus';
import type { Connections } from './connections.js';
import { DirtyLane } from './streams/dirty-lane.js';
import type { AgentSocket } from './streams/broadcaster.js';

const topic = 'session:';
const everyMs = 30_000;

export class SessionWatch {
  private readonly lane = new DirtyLane({
    name: 'sessions',
    everyMs: 1_000,
    makeRight: (sessionIds) => this.ask(new Set(sessionIds)),
  });

  constructor(
    private readonly authenticator: Authenticator,
    private readonly connections: Connections,
    private readonly roleChanged: (socket: AgentSocket) => void,
  ) {}

  /** Returns the function that ends it. */
  start(wakeups: Wakeups): () => void {
    const deaf = wakeups.on(topic, (poked) => this.lane.mark([poked.slice(topic.length)]));
    const round = setInterval(() => this.look(this.connections.all()), everyMs);
    round.unref();
    return () => {
      deaf();
      clearInterval(round);
      this.lane.stop();
    };
  }

  look(sockets: AgentSocket[]): void {
    this.lane.mark(sockets.map((socket) => socket.data.principal.sessionId));
  }

  private async ask(sessionIds: Set<string>): Promise<void> {
    const answers = new Map<string, Principal | null>();
    for (const socket of this.connections.all()) {
      const { principal, token } = socket.data;
      if (!sessionIds.has(principal.sessionId)) continue;
      // One question per token, not per socket; a question that fails (database away) ends nobody's session.
      const known = answers.get(token);
      const now = known === undefined ? await this.authenticator.authenticate(token) : known;
      answers.set(token, now);
      if (!now) endSession(socket, 'not-authenticated');
      else if (now.role !== principal.role) {
        socket.data.principal = now;
        this.roleChanged(socket);
      }
    }
  }
}

export function endSession(socket: AgentSocket, code: string): void {
  socket.emit('session.ended', { code });
  socket.disconnect(true);
}
