/** Pure: a visitor's chat line as the one shape the inbox takes. */
import type { InboundMessageInput } from '@lib/contracts';
import type { Conversation } from './conversation.entity.js';
import type { Line } from './line.entity.js';

export const threadKeyOf = (conversationId: string): string => `chat:${conversationId}`;

/** The line that opens a conversation, with what the visitor typed about themselves: hints, never proof. */
export function startedInbound(conversation: Conversation, line: Line): InboundMessageInput {
  return {
    ...envelope(conversation),
    kind: 'started',
    externalId: `${threadKeyOf(conversation.id)}:start`,
    receivedAt: line.at.toISOString(),
    text: line.text,
    attachments: line.attachments.map(({ id: _, ...file }) => file),
    data: { ...dataOf(conversation), lineId: line.id, ...(conversation.page && { page: conversation.page }) },
  };
}

export function messageInbound(conversation: Conversation, line: Line): InboundMessageInput {
  return {
    ...envelope(conversation),
    kind: 'message',
    externalId: `${threadKeyOf(conversation.id)}:line:${line.clientId ?? line.id}`,
    receivedAt: line.at.toISOString(),
    text: line.text,
    attachments: line.attachments.map(({ id: _, ...file }) => file),
    data: { ...dataOf(conversation), lineId: line.id },
  };
}

export function endedInbound(conversation: Conversation, at: Date): InboundMessageInput {
  return {
    ...envelope(conversation),
    kind: 'ended',
    externalId: `${threadKeyOf(conversation.id)}:end`,
    receivedAt: at.toISOString(),
    data: { ...dataOf(conversation), by: 'visitor' },
  };
}

/** The visitor closed the page and did not come back. */
export function awayInbound(conversation: Conversation, at: Date): InboundMessageInput {
  const ended = endedInbound(conversation, at);
  return { ...ended, data: { ...ended.data, reason: 'away' } };
}

function envelope(conversation: Conversation) {
  const key = threadKeyOf(conversation.id);
  return {
    channel: 'chat' as const,
    threadKeys: [key],
    lane: key,
    from: {
      kind: 'visitor' as const,
      value: `visitor:${conversation.visitorId}`,
      ...(conversation.name && { name: conversation.name }),
    },
    to: { kind: 'client' as const, value: 'chat' },
    claims: claimsOf(conversation),
    ...(conversation.locale && { locale: conversation.locale }),
  };
}

function claimsOf({ name, email, phone }: Conversation): NonNullable<InboundMessageInput['claims']> {
  return [
    ...(email ? [{ kind: 'email' as const, value: email }] : []),
    ...(phone ? [{ kind: 'phone' as const, value: phone }] : []),
    ...(name ? [{ kind: 'name' as const, value: name }] : []),
  ];
}

function dataOf(conversation: Conversation): Record<string, unknown> {
  return conversation.personWishedAt ? { personWishedAt: conversation.personWishedAt.toISOString() } : {};
}
