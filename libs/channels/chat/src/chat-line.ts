/** Rows as the visitor sees them: no inner ids, attachments as short-lived links. */
import type { ChatConversation, ChatLine } from '@lib/contracts';
import type { Conversation } from './conversation.entity.js';
import type { Line } from './line.entity.js';

export type LinkTo = (attachmentId: string) => string;

export function lineView(line: Line, link: LinkTo): ChatLine {
  return {
    id: line.id,
    seq: line.seq,
    clientId: line.clientId,
    author: { kind: line.authorKind, name: line.authorName, photo: line.authorPhoto },
    text: line.text,
    at: line.at.toISOString(),
    attachments: line.attachments.map(({ id, name, type, size }) => ({
      id,
      name,
      type,
      size,
      url: link(id),
    })),
  };
}

export function conversationView(
  conversation: Conversation,
  lines: Line[],
  known: { ticketNumber: string | null; agent: { name: string; photo: string | null } | null },
  link: LinkTo,
): ChatConversation {
  return {
    id: conversation.id,
    state: conversation.state,
    ticketNumber: known.ticketNumber,
    agent: known.agent && { name: known.agent.name, photo: known.agent.photo },
    lines: lines.map((line) => lineView(line, link)),
  };
}
