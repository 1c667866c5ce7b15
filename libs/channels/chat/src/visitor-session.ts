/** The connected visitors of this process and what each has been shown; rebuilt from rows on every connection. */
import { Injectable } from '@nestjs/common';
import { socketLimits, type ServerToVisitor, type VisitorToServer } from '@lib/contracts';
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import { TokenBucket } from './token-bucket.js';

export type VisitorSocket = Socket<
  VisitorToServer,
  ServerToVisitor,
  DefaultEventsMap,
  { session: VisitorSession }
>;
export type VisitorNamespace = Namespace<
  VisitorToServer,
  ServerToVisitor,
  DefaultEventsMap,
  { session: VisitorSession }
>;

const TYPING_PER_MINUTE = 60;

export class VisitorSession {
  /** Set by the hello; until then nothing is pushed. */
  greeted = false;
  /** A start is on its way: its ack, not a push, tells this socket about the conversation. */
  starting = false;
  personWished = false;
  conversationId: string | null = null;
  ended = false;
  /** The newest line this socket has; lines are pushed in order and without gaps after it. */
  lastSeq = 0;
  /** Lines said on this socket: their ack delivers them. */
  readonly own = new Set<string>();
  shownQueue = '';
  shownAgent = '';
  agentName: string | null = null;
  typedAt = 0;
  readonly messages: TokenBucket;
  readonly signals: TokenBucket;

  constructor(
    readonly socket: Pick<VisitorSocket, 'id' | 'emit' | 'volatile'>,
    readonly address: string,
    readonly token: string,
    readonly tokenHash: string,
    now: number,
  ) {
    this.messages = new TokenBucket(socketLimits.visitorMessagesPerMinute, socketLimits.visitorBurst, now);
    this.signals = new TokenBucket(TYPING_PER_MINUTE, socketLimits.visitorBurst, now);
  }

  enter(conversationId: string, ended: boolean): void {
    if (this.conversationId !== conversationId) {
      this.conversationId = conversationId;
      this.lastSeq = 0;
      this.shownQueue = '';
      this.shownAgent = '';
      this.agentName = null;
    }
    this.ended = ended;
  }

  get waitsForNews(): boolean {
    return this.greeted && this.conversationId !== null && !this.ended;
  }
}

@Injectable()
export class VisitorSessions {
  private readonly bySocket = new Map<string, VisitorSession>();

  add(session: VisitorSession): void {
    this.bySocket.set(session.socket.id, session);
  }

  remove(socketId: string): void {
    this.bySocket.delete(socketId);
  }

  all(): VisitorSession[] {
    return [...this.bySocket.values()];
  }

  /** Those who see this conversation now: one visitor may have several tabs. */
  of(conversationId: string): VisitorSession[] {
    return this.all().filter((session) => session.greeted && session.conversationId === conversationId);
  }

  /** For looks over all of them: one pass instead of one per conversation. */
  byConversation(): Map<string, VisitorSession[]> {
    const grouped = new Map<string, VisitorSession[]>();
    for (const session of this.bySocket.values()) {
      if (!session.greeted || session.conversationId === null) continue;
      const group = grouped.get(session.conversationId);
      if (group) group.push(session);
      else grouped.set(session.conversationId, [session]);
    }
    return grouped;
  }

  connectionsFrom(address: string): number {
    return this.all().filter((session) => session.address === address).length;
  }
}
