/** Pure: what the visitor sees of their chat, folded from hello, pushes, acks and their own unsent lines. */
import type { ChatConversation, ChatLine, ChatStart, VisitorHello } from '@lib/contracts';

export type Person = Pick<ChatStart, 'name' | 'email' | 'phone'>;

/** A line of the visitor's that no ack has confirmed yet. */
export interface Unsent {
  clientId: string;
  text: string;
  at: string;
  attachments: { id: string; name: string }[];
  /** Why it stays here until the visitor decides; absent while it is on its way. */
  refused?: string;
}

export interface Queue {
  position: number;
  estimatedWaitSeconds: number | null;
}

export interface ChatState {
  connected: boolean;
  /** Milliseconds since the epoch; null while connected or never connected. */
  offlineSince: number | null;
  /** People waiting before a newcomer. */
  house: (VisitorHello['queue'] & { hours: VisitorHello['hours'] }) | null;
  conversation: ChatConversation | null;
  endedBy: 'agent' | 'visitor' | 'system' | null;
  queue: Queue | null;
  unsent: Unsent[];
  seen: Seen;
}

/** How far the visitor has read, so that what came meanwhile counts, also across a reload. */
export interface Seen {
  conversationId: string | null;
  seq: number;
}

export const nothingYet: ChatState = {
  connected: false,
  offlineSince: null,
  house: null,
  conversation: null,
  endedBy: null,
  queue: null,
  unsent: [],
  seen: { conversationId: null, seq: 0 },
};

/** The server's whole truth: it replaces what was known, and settles which unsent lines had arrived after all. */
export function withHello(state: ChatState, hello: VisitorHello): ChatState {
  const { conversation } = hello;
  const same = conversation !== null && conversation.id === state.conversation?.id;
  return settle({
    ...state,
    connected: true,
    offlineSince: null,
    house: { ...hello.queue, hours: hello.hours },
    conversation,
    endedBy: same ? state.endedBy : null,
    queue: same ? state.queue : null,
  });
}

export function withLine(state: ChatState, line: ChatLine): ChatState {
  const { conversation } = state;
  if (!conversation || conversation.lines.some(({ id }) => id === line.id)) return state;
  const lines = [...conversation.lines, line].sort((a, b) => a.seq - b.seq);
  return settle({ ...state, conversation: { ...conversation, lines } });
}

/** The ack of a start: the conversation as the server has it now. */
export function withConversation(state: ChatState, conversation: ChatConversation): ChatState {
  const later = state.conversation?.id === conversation.id ? state.conversation.lines : [];
  const ids = new Set(conversation.lines.map(({ id }) => id));
  const lines = [...conversation.lines, ...later.filter(({ id }) => !ids.has(id))].sort(
    (a, b) => a.seq - b.seq,
  );
  return settle({ ...state, conversation: { ...conversation, lines }, endedBy: null });
}

export function withQueue(state: ChatState, push: Queue & { ticketNumber: string | null }): ChatState {
  const { ticketNumber, ...queue } = push;
  const conversation = state.conversation && {
    ...state.conversation,
    ticketNumber: ticketNumber ?? state.conversation.ticketNumber,
  };
  return { ...state, queue, conversation };
}

export function withAgent(state: ChatState, agent: { name: string; photo: string | null }): ChatState {
  return state.conversation ? { ...state, conversation: { ...state.conversation, agent } } : state;
}

export function withEnd(state: ChatState, by: ChatState['endedBy']): ChatState {
  if (!state.conversation) return state;
  return { ...state, endedBy: by, conversation: { ...state.conversation, state: 'ended' } };
}

export function withUnsent(state: ChatState, line: Unsent): ChatState {
  return { ...state, unsent: [...state.unsent.filter(({ clientId }) => clientId !== line.clientId), line] };
}

export function withoutUnsent(state: ChatState, clientId: string): ChatState {
  return { ...state, unsent: state.unsent.filter((line) => line.clientId !== clientId) };
}

export function withRefusal(state: ChatState, clientId: string, refused: string | undefined): ChatState {
  return {
    ...state,
    unsent: state.unsent.map((line) => (line.clientId === clientId ? { ...line, refused } : line)),
  };
}

export function withLoss(state: ChatState, now: number): ChatState {
  return { ...state, connected: false, offlineSince: state.offlineSince ?? now };
}

/** Everything on screen has been read. */
export function withAllSeen(state: ChatState): ChatState {
  const { conversation, seen } = state;
  const seq = conversation?.lines.at(-1)?.seq ?? 0;
  if (!conversation || (seen.conversationId === conversation.id && seen.seq === seq)) return state;
  return { ...state, seen: { conversationId: conversation.id, seq } };
}

export function unreadOf({ conversation, seen }: ChatState): number {
  const upTo = seen.conversationId === conversation?.id ? seen.seq : 0;
  return conversation?.lines.filter((line) => line.seq > upTo && line.author.kind !== 'visitor').length ?? 0;
}

function settle(state: ChatState): ChatState {
  const arrived = new Set(state.conversation?.lines.map(({ clientId }) => clientId));
  const unsent = state.unsent.filter(({ clientId }) => !arrived.has(clientId));
  return unsent.length === state.unsent.length ? state : { ...state, unsent };
}
