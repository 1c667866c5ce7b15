/** The consoles' socket: lets them in, says hello, hears what happened and has it pushed. Nothing is decided here. */
import { Inject, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import type { EventEnvelope } from '@lib/contracts';
import { HealthRegistry, logger, newId } from '@lib/platform';
import { inTurn } from './commands/commands.js';
import type { Connection } from './connection.js';
import { connectError, type Admission } from './console-auth.js';
import {
  buildRealtime,
  REALTIME_SURROUNDINGS,
  type RealtimeCore,
  type RealtimeSurroundings,
} from './realtime.core.js';
import { articleStream, isArticleChange } from './rules/article.rule.js';
import { isBulkProgress } from './rules/bulk-job.rule.js';
import { deskStream, ticketStream } from './rules/ticket.rule.js';
import { ReconcileRound } from './reconcile-round.js';
import type { AgentNamespace, AgentSocket } from './streams/broadcaster.js';

const log = logger('realtime');
/** An explicit goodbye; any other end may be a cut line, and its lease of presence runs out by itself. */
const goodbye = 'client namespace disconnect';

@WebSocketGateway({ namespace: '/agents' })
export class RealtimeGateway
  implements OnGatewayInit, OnGatewayConnection, OnApplicationBootstrap, OnApplicationShutdown
{
  private readonly core: RealtimeCore;
  private readonly stops: (() => void)[] = [];

  constructor(
    @Inject(REALTIME_SURROUNDINGS) private readonly around: RealtimeSurroundings,
    health: HealthRegistry,
  ) {
    this.core = buildRealtime(around, (socket) => this.greet(socket));
    health.register('gateway', async () => ({ ok: this.stops.length > 0 }));
  }

  afterInit(namespace: AgentNamespace): void {
    const { auth, broadcaster, metrics } = this.core;
    broadcaster.attach(namespace);
    namespace.use((socket, next) => {
      const refuse = (error: unknown) => {
        metrics.dropped('not-admitted');
        next(connectError(error));
      };
      auth.admit(socket).then((admission) => {
        socket.data = this.connection(admission);
        next();
      }, refuse);
    });
  }

  /** Runs before the port opens: no console can connect before every later event is certain to be heard. */
  async onApplicationBootstrap(): Promise<void> {
    const { typing, sessions, pump } = this.core;
    const deaf = await this.around.tail.subscribe((events) => this.hear(events));
    const round = new ReconcileRound(this.core);
    this.stops.push(deaf, typing.start(), sessions.start(this.around.wakeups), round.start(), () =>
      pump.stop(),
    );
  }

  onApplicationShutdown(): void {
    for (const stop of this.stops.splice(0)) stop();
  }

  handleConnection(socket: AgentSocket): void {
    const { broadcaster, connections, dispatcher, metrics } = this.core;
    const { principal, consoleId } = socket.data;
    if (connections.isFull(principal.agentId)) {
      socket.disconnect(true);
      return;
    }
    broadcaster.admit(socket);
    connections.add(socket);
    metrics.connected(connections.size);
    dispatcher.guard(socket);
    socket.once('disconnect', (reason) => this.release(socket, reason));
    this.quietly(this.around.acts.beat(principal.agentId, consoleId), 'presence was not noted');
    this.greet(socket);
  }

  private greet(socket: AgentSocket): void {
    const greeting = inTurn(socket, () =>
      this.core.greeter.greet(socket, (hello) => void socket.emit('hello', hello)),
    ).then(() => {
      for (const ticketId of socket.data.watched) this.core.pump.reconcile([ticketStream(ticketId)]);
    });
    greeting.catch((error: unknown) => {
      log.warn(
        { err: error, agentId: socket.data.principal.agentId },
        'no hello; the console will try again',
      );
      socket.disconnect(true);
    });
  }

  private release(socket: AgentSocket, reason: string): void {
    const { broadcaster, connections, followers, metrics } = this.core;
    for (const stream of [...socket.data.streams]) followers.leave(socket, stream);
    broadcaster.dismiss(socket);
    connections.remove(socket);
    metrics.connected(connections.size);
    if (reason === goodbye)
      this.quietly(this.around.acts.leave(socket.data.consoleId), 'a goodbye was not noted');
  }

  private async hear(events: EventEnvelope[]): Promise<void> {
    const { broadcaster, connections, metrics, pump, sessions } = this.core;
    metrics.heard(events, Date.now());
    pump.take(events);
    for (const event of events) {
      if (isBulkProgress(event))
        broadcaster.tell(deskStream(event.data.startedBy), 'bulk-job.progressed', event.data.progress);
      if (isArticleChange(event)) broadcaster.tell(articleStream, 'article.changed', event.data);
    }
    // Disabled, or of another role now: the session says so, and it is asked within the second.
    for (const { name, subject } of events)
      if (name === 'agent.changed' || name === 'agent.state-changed')
        sessions.look(connections.ofAgent(subject.id));
  }

  private connection({ principal, token }: Admission): Connection {
    return {
      consoleId: newId(),
      principal,
      token,
      streams: new Set(),
      watched: new Set(),
      budget: this.core.newBudget(),
      turn: Promise.resolve(),
    };
  }

  private quietly(work: Promise<unknown>, otherwise: string): void {
    work.catch((error: unknown) => log.warn({ err: error }, otherwise));
  }
}
