/** What a visitor's commands do to their session besides the database: what was acknowledged is not pushed again. */
import { Injectable } from '@nestjs/common';
import { Wakeups } from '@lib/bus';
import { Problem, type ChatConversation, type ChatLine, type ChatSend, type ChatStart } from '@lib/contracts';
import { AttachmentLinks } from './attachment-links.js';
import { lineView } from './chat-line.js';
import { ConversationService } from './conversation.service.js';
import { StatusPusher } from './status-pusher.js';
import { VisitorGreeting } from './visitor-greeting.js';
import type { VisitorSession } from './visitor-session.js';

const TYPING_EVERY_MS = 2_000;

@Injectable()
export class VisitorCommands {
  constructor(
    private readonly conversations: ConversationService,
    private readonly greeting: VisitorGreeting,
    private readonly status: StatusPusher,
    private readonly links: AttachmentLinks,
    private readonly wakeups: Wakeups,
  ) {}

  async start(session: VisitorSession, input: ChatStart): Promise<{ conversation: ChatConversation }> {
    session.starting = true;
    try {
      const id = await this.conversations.start(session.tokenHash, input, session.personWished);
      const conversation = await this.greeting.viewOf(session, id);
      if (!conversation) throw new Problem('internal');
      this.status.lookNow();
      return { conversation };
    } finally {
      session.starting = false;
    }
  }

  async send(session: VisitorSession, input: ChatSend): Promise<{ line: ChatLine }> {
    session.own.add(input.clientId);
    const line = await this.conversations.send(session.tokenHash, input).catch((error: unknown) => {
      session.own.delete(input.clientId);
      throw error;
    });
    // A repeat of a line already shown will not come by again.
    if (line.seq <= session.lastSeq) session.own.delete(input.clientId);
    return { line: lineView(line, this.links.linkTo) };
  }

  typing(session: VisitorSession): Record<string, never> {
    const now = Date.now();
    if (!session.signals.take(now)) throw new Problem('rate-limited');
    if (session.waitsForNews && now - session.typedAt >= TYPING_EVERY_MS) {
      session.typedAt = now;
      this.wakeups.poke(`visitor-typing:${session.conversationId}`);
    }
    return {};
  }

  async end(session: VisitorSession): Promise<Record<string, never>> {
    await this.conversations.end(session.tokenHash);
    return {};
  }

  async requestPerson(session: VisitorSession): Promise<Record<string, never>> {
    const kept = await this.conversations.wishPerson(session.tokenHash);
    if (!kept) session.personWished = true;
    return {};
  }
}
