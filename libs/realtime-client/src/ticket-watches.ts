/** The tickets a console looks at: counted, asked for anew after every hello, given back when nobody looks. */
import type { EntityStore } from './entity-store.js';
import { ask, type GatewaySocket } from './gateway-socket.js';
import type { StreamTracker } from './stream-tracker.js';

interface Watch {
  readers: number;
  /** Grows with every question, so that an answer to an older one is known as such. */
  asked: number;
}

/** Below the gateway's 30 commands a second, leaving room for what the agent does. */
const asksPerSecond = 15;
const againMs = 1_000;
const passing = new Set(['rate-limited', 'no-answer', 'not-ready', 'internal']);

export class TicketWatches {
  private readonly watches = new Map<string, Watch>();

  constructor(
    private readonly socket: GatewaySocket,
    private readonly store: EntityStore,
    private readonly tracker: StreamTracker,
    private readonly isLive: () => boolean,
  ) {}

  /** Returns the release; releasing twice is releasing once. */
  add(ticketId: string): () => void {
    const watch = this.watches.get(ticketId) ?? { readers: 0, asked: 0 };
    this.watches.set(ticketId, watch);
    watch.readers += 1;
    if (watch.readers === 1) {
      this.store.watching(ticketId);
      this.ask(ticketId, watch);
    }
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.release(ticketId, watch);
    };
  }

  /** After a hello the gateway knows no watch of ours. */
  askAll(): void {
    let position = 0;
    for (const [ticketId, watch] of this.watches) {
      const pauseMs = Math.floor(position++ / asksPerSecond) * 1_000;
      if (pauseMs === 0) this.ask(ticketId, watch);
      else this.askLater(ticketId, watch, pauseMs);
    }
  }

  /** One stream fell behind for good: its ticket is fetched anew. */
  askAnew(ticketId: string): void {
    const watch = this.watches.get(ticketId);
    if (watch) this.ask(ticketId, watch);
  }

  private ask(ticketId: string, watch: Watch): void {
    if (!this.isLive()) return;
    const question = ++watch.asked;
    this.tracker.forget(streamOf(ticketId));
    ask(this.socket, 'ticket.watch', { ticketId }, (error, answer) => {
      if (this.watches.get(ticketId) !== watch || watch.asked !== question) return;
      if (answer) {
        this.tracker.follow(answer.stream, answer.seq);
        this.store.watched(answer);
      } else if (error && passing.has(error.code)) this.askLater(ticketId, watch, againMs);
      else if (error && error.code !== 'not-connected') this.store.refused(ticketId, error.problem);
    });
  }

  private askLater(ticketId: string, watch: Watch, pauseMs: number): void {
    const question = watch.asked;
    setTimeout(() => {
      if (this.watches.get(ticketId) === watch && watch.asked === question) this.ask(ticketId, watch);
    }, pauseMs);
  }

  private release(ticketId: string, watch: Watch): void {
    watch.readers -= 1;
    if (watch.readers > 0) return;
    this.watches.delete(ticketId);
    this.tracker.forget(streamOf(ticketId));
    this.store.unwatched(ticketId);
    ask(this.socket, 'ticket.unwatch', { ticketId }, () => undefined);
  }
}

export const streamOf = (ticketId: string): string => `ticket:${ticketId}`;
