/** A program that follows the supervisor's pushes and keeps each number: the witness of what was really sent. */
import type { AgentToServer, Hello, PushName, ServerToAgent, Stamp, TimelineItem } from '@lib/contracts';
import { io, type Socket } from 'socket.io-client';
import type { PushSession } from './evidence.js';

const AGAIN_MS = 1_000;
const pushNames: PushName[] = [
  'ticket.changed',
  'ticket.left',
  'queue.changed',
  'overview.changed',
  'offer.made',
  'offer.ended',
  'agent.changed',
  'timeline.appended',
  'timeline.changed',
];

export class Subscriber {
  readonly sessions: PushSession[] = [];
  private readonly socket: Socket<ServerToAgent, AgentToServer>;
  private readonly watched = new Set<string>();

  constructor(
    url: string,
    token: string,
    private readonly name: string,
  ) {
    this.socket = io(`${url}/agents`, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 100,
      auth: { token },
    });
    this.socket.on('hello', (hello) => this.hello(hello));
    for (const name of pushNames)
      this.socket.on(name, (push: Stamp & { ticketId?: string; item?: TimelineItem }) =>
        this.take(name, push),
      );
  }

  watch(ticketId: string): void {
    if (this.watched.has(ticketId)) return;
    this.watched.add(ticketId);
    if (this.socket.connected && this.sessions.length > 0) this.ask(ticketId);
  }

  /** The tickets of the last round are of no more interest. */
  forget(): void {
    for (const ticketId of this.watched) this.socket.emit('ticket.unwatch', { ticketId }, () => undefined);
    this.watched.clear();
  }

  /** True once every watch of this session has its answer. */
  get settled(): boolean {
    return [...this.watched].every((ticketId) => this.sessions.at(-1)?.items[ticketId] !== undefined);
  }

  close(): void {
    this.socket.disconnect();
  }

  private hello({ streams }: Hello): void {
    this.sessions.push({ subscriber: this.name, cursors: { ...streams }, pushes: [], items: {} });
    for (const ticketId of this.watched) this.ask(ticketId);
  }

  /** The answer is read in the turn in which it arrives: the push after it may be in the same frame. */
  private ask(ticketId: string): void {
    const session = this.sessions.at(-1);
    this.socket.emit('ticket.watch', { ticketId }, (answer) => {
      if (!session || session !== this.sessions.at(-1)) return;
      // More than it may ask in a second: again in the next.
      if (!answer.ok)
        return void setTimeout(() => this.watched.has(ticketId) && this.ask(ticketId), AGAIN_MS);
      session.cursors[answer.stream] = answer.seq;
      session.items[ticketId] = answer.timeline.map(({ id }) => id);
    });
  }

  private take(
    name: PushName,
    { stream, seq, ticketId, item }: Stamp & { ticketId?: string; item?: TimelineItem },
  ): void {
    const session = this.sessions.at(-1);
    if (!session || session.cursors[stream] === undefined) return;
    const appended = name === 'timeline.appended' && ticketId && item ? item.id : null;
    session.pushes.push({ stream, seq, itemId: appended });
    // The answer to the watch may hold it already: its cursor is older than its reading, and a client drops what it has.
    const held = appended !== null && ticketId ? session.items[ticketId] : undefined;
    if (appended !== null && held && !held.includes(appended)) held.push(appended);
  }
}
