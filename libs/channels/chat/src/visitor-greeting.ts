/** The hello: everything a visitor may know about their chat, read afresh on every connection. */
import { Injectable } from '@nestjs/common';
import { InteractionStatus } from '@lib/bus';
import type { ChatConversation } from '@lib/contracts';
import { Clock } from '@lib/platform';
import { AttachmentLinks } from './attachment-links.js';
import { conversationView } from './chat-line.js';
import { ChatHours } from './chat-hours.js';
import { ChatRepository } from './chat.repository.js';
import type { Conversation } from './conversation.entity.js';
import { QueueSummary } from './queue-summary.js';
import { threadKeyOf } from './visitor-inbound.js';
import type { VisitorSession } from './visitor-session.js';

const LINES = 200;
/** An ended chat can still be read by its visitor for a day. */
const ENDED_SHOWN_MS = 24 * 3_600_000;

@Injectable()
export class VisitorGreeting {
  constructor(
    private readonly repository: ChatRepository,
    private readonly status: InteractionStatus,
    private readonly queue: QueueSummary,
    private readonly hours: ChatHours,
    private readonly links: AttachmentLinks,
    private readonly clock: Clock,
  ) {}

  async greet(session: VisitorSession): Promise<void> {
    const endedAfter = new Date(this.clock.now().getTime() - ENDED_SHOWN_MS);
    const [current, queue, hours] = await Promise.all([
      this.repository.current(session.tokenHash, endedAfter),
      this.queue.now(),
      this.hours.now(),
    ]);
    const conversation = current && (await this.view(current));
    if (current && conversation) this.enter(session, current, conversation);
    session.greeted = true;
    session.socket.emit('hello', {
      visitorToken: session.token,
      conversation,
      hours,
      queue,
    });
  }

  async viewOf(session: VisitorSession, conversationId: string): Promise<ChatConversation | null> {
    const current = await this.repository.byId(conversationId);
    if (!current) return null;
    const conversation = await this.view(current);
    this.enter(session, current, conversation);
    return conversation;
  }

  private async view(current: Conversation): Promise<ChatConversation> {
    const [lines, status] = await Promise.all([
      this.repository.newest(current.id, LINES),
      this.status.find('chat', threadKeyOf(current.id)),
    ]);
    const known = { ticketNumber: status?.ticketNumber ?? null, agent: status?.agent ?? null };
    return conversationView(current, lines, known, this.links.linkTo);
  }

  private enter(session: VisitorSession, current: Conversation, shown: ChatConversation): void {
    session.enter(current.id, current.state === 'ended');
    session.lastSeq = Math.max(session.lastSeq, shown.lines.at(-1)?.seq ?? 0);
    session.agentName = shown.agent?.name ?? null;
  }
}
