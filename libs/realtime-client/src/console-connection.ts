/** A console's life on the wire: connect, hello, fold pushes, catch up, connect anew. Reconnecting is connecting. */
import type { BulkProgress, Hello, OfferView, Push, PushName, SetState } from '@lib/contracts';
import { CatchUp } from './catch-up.js';
import { CommandError } from './command-error.js';
import type { ConnectionStatus } from './console-state.js';
import { EntityStore } from './entity-store.js';
import { browserFrames, type FrameScheduler } from './frame-scheduler.js';
import {
  ask,
  openSocket,
  pauseBefore,
  type CommandInput,
  type CommandName,
  type CommandResult,
  type GatewayAddress,
  type GatewaySocket,
} from './gateway-socket.js';
import { StreamTracker } from './stream-tracker.js';
import { TicketWatches } from './ticket-watches.js';

export interface ConsoleOptions extends GatewayAddress {
  /** Milliseconds since 1970; injected by tests. */
  now?: () => number;
  /** When readers of the store are told; the browser's frames by default. */
  schedule?: FrameScheduler;
}

const pushNames: Record<PushName, true> = {
  'ticket.changed': true,
  'ticket.left': true,
  'queue.changed': true,
  'overview.changed': true,
  'offer.made': true,
  'offer.ended': true,
  'agent.changed': true,
  'timeline.appended': true,
  'timeline.changed': true,
};
const heartbeatMs = 15_000;
const typingLifeMs = 5_000;
const typingPauseMs = 2_000;
/** With these the gateway will not let us in later either. */
const finalRefusals = new Set(['not-authenticated', 'forbidden', 'foreign-origin']);

export function connectConsole(options: ConsoleOptions): ConsoleConnection {
  return new ConsoleConnection(options);
}

export class ConsoleConnection {
  readonly store: EntityStore;
  private readonly socket: GatewaySocket;
  private readonly tracker = new StreamTracker();
  private readonly watches: TicketWatches;
  private readonly catchUp: CatchUp;
  private readonly now: () => number;
  private readonly heartbeat: ReturnType<typeof setInterval>;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private current: ConnectionStatus;
  private attempts = 0;
  private beatAt = 0;
  private readonly typedAt = new Map<string, number>();

  constructor(options: ConsoleOptions) {
    this.now = options.now ?? Date.now;
    this.current = { kind: 'connecting', since: this.isoNow(), ended: null };
    this.store = new EntityStore(this.current, options.schedule ?? browserFrames);
    this.socket = openSocket(options);
    this.watches = new TicketWatches(
      this.socket,
      this.store,
      this.tracker,
      () => this.current.kind === 'live',
    );
    this.catchUp = new CatchUp(this.socket, this.tracker, {
      onSnapshot: (answer) => this.startFrom(answer),
      onGivenUp: () => this.connectAnew(),
    });
    this.listen();
    this.heartbeat = setInterval(() => this.beat(), heartbeatMs);
  }

  get status(): ConnectionStatus {
    return this.current;
  }

  /** Follows a ticket and its timeline until released; readers of the same ticket share one watch. */
  watch(ticketId: string): () => void {
    return this.watches.add(ticketId);
  }

  /** Rejects with `CommandError`: the gateway's problem, `not-connected` (it was not sent) or `no-answer` (unknown). */
  send<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandResult<C>> {
    return new Promise((resolve, reject) => {
      if (this.current.kind !== 'live') return reject(CommandError.notConnected());
      ask(this.socket, command, input, (error, result) => (result ? resolve(result) : reject(error)));
    });
  }

  async accept(offerId: OfferView['id']): Promise<{ ticketId: string }> {
    return this.send('offer.accept', { offerId });
  }

  async decline(offerId: OfferView['id'], reason?: string): Promise<void> {
    await this.send('offer.decline', { offerId, reason });
  }

  async setState(state: SetState['state'], reason?: string): Promise<void> {
    await this.send('agent.set-state', { state, reason });
  }

  /** Call on every key; at most one signal in two seconds leaves, and none is kept for later. */
  typing(ticketId: string): void {
    const now = this.now();
    if (this.current.kind !== 'live' || now - (this.typedAt.get(ticketId) ?? 0) < typingPauseMs) return;
    this.typedAt.set(ticketId, now);
    this.socket.volatile.emit('typing', { ticketId }, () => undefined);
  }

  /** How far jobs on many tickets have come, of whoever is logged in; answers how to stop hearing. */
  hearBulkJobs(listener: (progress: BulkProgress) => void): () => void {
    this.socket.on('bulk-job.progressed', listener);
    return () => this.socket.off('bulk-job.progressed', listener);
  }

  /** Which article is another than it was; what was missed while disconnected is not told again. */
  hearArticles(listener: (articleId: string) => void): () => void {
    const hear = ({ articleId }: { articleId: string }): void => listener(articleId);
    this.socket.on('article.changed', hear);
    return () => this.socket.off('article.changed', hear);
  }

  close(): void {
    clearInterval(this.heartbeat);
    clearTimeout(this.retry);
    this.socket.disconnect();
  }

  private listen(): void {
    const { socket } = this;
    socket.on('hello', (hello) => this.startFrom(hello));
    for (const name of Object.keys(pushNames) as PushName[]) {
      socket.on(name, (push: object) => this.take({ ...push, name } as Push));
    }
    socket.on('typing', (signal) => {
      this.store.typed(signal);
      setTimeout(() => this.store.stoppedTyping(signal), typingLifeMs);
    });
    socket.on('session.ended', ({ code }) => this.end(code));
    socket.on('disconnect', (reason) => {
      this.show('down');
      if (reason === 'io server disconnect') this.connectLater();
    });
    socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
      this.show('down');
      const code = error.data?.code ?? '';
      if (finalRefusals.has(code)) this.end(code);
      else if (!socket.active) this.connectLater();
    });
    // The server's ping wakes a hidden tab whose own timers the browser has slowed down to one a minute.
    socket.io.on('ping', () => this.beat());
  }

  private startFrom({ epoch, snapshot, streams }: Hello): void {
    this.attempts = 0;
    this.catchUp.reset();
    this.tracker.reset(epoch, streams);
    this.show('live');
    this.store.reset(snapshot, Date.parse(snapshot.at) - this.now());
    this.beat();
    this.watches.askAll();
  }

  private take(push: Push): void {
    const arrival = this.tracker.accept(push);
    if (arrival.kind === 'ready') for (const ready of arrival.pushes) this.store.apply(ready);
    else if (arrival.kind === 'gap') this.catchUp.request();
    else if (arrival.kind === 'foreign-epoch' && this.current.kind === 'live') this.connectAnew();
  }

  private beat(): void {
    const now = this.now();
    if (this.current.kind !== 'live' || now - this.beatAt < heartbeatMs / 2) return;
    this.beatAt = now;
    ask(this.socket, 'heartbeat', {}, () => undefined);
  }

  private connectAnew(): void {
    this.catchUp.reset();
    this.socket.disconnect();
    this.show('down');
    this.connectLater();
  }

  private connectLater(): void {
    if (this.current.ended) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.socket.connect(), pauseBefore(this.attempts++));
  }

  private end(code: string): void {
    this.current = { kind: 'down', since: this.isoNow(), ended: code };
    this.store.setStatus(this.current);
    this.close();
  }

  private show(kind: ConnectionStatus['kind']): void {
    if (this.current.ended || this.current.kind === kind) return;
    this.current = { kind, since: this.isoNow(), ended: null };
    this.store.setStatus(this.current);
  }

  private isoNow(): string {
    return new Date(this.now()).toISOString();
  }
}
