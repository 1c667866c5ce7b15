/** Who writes just now: between colleagues on one ticket, and both ways between a chat's customer and its agent. Never kept. */
import { Wakeups } from '@lib/bus';
import { Database } from '@lib/database';
import { logger } from '@lib/platform';
import { ticketStream } from '../rules/ticket.rule.js';
import type { AgentSocket, Broadcaster } from '../streams/broadcaster.js';

const log = logger('realtime');
const toAgents = 'visitor-typing:';
const toVisitor = 'typing:';
const threadPrefix = 'chat:';

export class TypingRelay {
  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
    private readonly broadcaster: Broadcaster,
    private readonly now: () => Date,
  ) {}

  /** Returns the function that ends it. */
  start(): () => void {
    return this.wakeups.on(toAgents, (topic) => {
      this.visitorTypes(topic.slice(toAgents.length)).catch((error: unknown) =>
        log.debug({ err: error }, 'a typing signal was lost'),
      );
    });
  }

  /** Only on a ticket the console watches: watching was allowed, naming a ticket proves nothing. */
  async agentTypes(socket: AgentSocket, ticketId: string): Promise<void> {
    const { principal, watched } = socket.data;
    if (!watched.has(ticketId)) return;
    const who = { kind: 'agent', id: principal.agentId, name: principal.name } as const;
    this.broadcaster.signal(ticketStream(ticketId), { ticketId, who, at: this.now().toISOString() }, socket);
    for (const { thread_key } of await this.liveChats('ticket_id', ticketId))
      this.wakeups.poke(toVisitor + thread_key.slice(threadPrefix.length));
  }

  private async visitorTypes(conversationId: string): Promise<void> {
    const [chat] = await this.liveChats('thread_key', threadPrefix + conversationId);
    if (!chat) return;
    const { ticket_id: ticketId } = chat;
    const who = { kind: 'customer', id: conversationId, name: null } as const;
    this.broadcaster.signal(ticketStream(ticketId), { ticketId, who, at: this.now().toISOString() });
  }

  private liveChats(
    by: 'ticket_id' | 'thread_key',
    value: string,
  ): Promise<{ ticket_id: string; thread_key: string }[]> {
    return this.database.query(
      `SELECT ticket_id, thread_key FROM bus.interaction_status
       WHERE channel = 'chat' AND state IN ('connected', 'held', 'waiting', 'offered') AND ${by} = $1`,
      [value],
    );
  }
}
