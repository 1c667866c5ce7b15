/** The Socket.IO surface, typed both ways: `/agents` for consoles, `/visitors` for the widget. */
import { z } from 'zod';
import type { BulkProgress } from './bulk-progress.js';
import { AgentState } from './vocabulary.js';
import type { ProblemDetails } from './problems.js';
import type { Overview } from './overview.js';
import type { AgentView, MeView, OfferView, QueueLive, Ticket, TimelineItem } from './views.js';

/** Every sequenced push: gapless `seq` per `stream` within one gateway's `epoch`; `version` is the row's. */
export interface Stamp {
  epoch: string;
  stream: string;
  seq: number;
  version: number;
}

/** `agent:<id>` my offers and work · `agents` colleagues' states · `queue:<id>` · `overview` for supervisors · `ticket:<id>` while watched. */
export type StreamCursors = Record<string, number>;

export interface Snapshot {
  at: string;
  me: MeView;
  agents: AgentView[];
  queues: QueueLive[];
  /** Offers now held for me. */
  offers: OfferView[];
  /** My work: tickets I own or am engaged on, not closed. */
  tickets: Ticket[];
  /** For supervisors and administrators; null for agents. */
  overview: Overview | null;
}

export interface Hello {
  epoch: string;
  snapshot: Snapshot;
  streams: StreamCursors;
}

export type Ack<T extends object = object> = ({ ok: true } & T) | { ok: false; problem: ProblemDetails };

export interface ServerToAgent {
  hello: (hello: Hello) => void;
  'ticket.changed': (push: Stamp & { ticket: Ticket }) => void;
  /** No longer in my work or no longer visible to me. */
  'ticket.left': (push: Stamp & { ticketId: string }) => void;
  'queue.changed': (push: Stamp & { queue: QueueLive }) => void;
  'offer.made': (push: Stamp & { offer: OfferView }) => void;
  'offer.ended': (
    push: Stamp & { offerId: string; state: OfferView['state']; interactionId: string },
  ) => void;
  'agent.changed': (push: Stamp & { agent: AgentView }) => void;
  'overview.changed': (push: Stamp & { overview: Overview }) => void;
  'timeline.appended': (push: Stamp & { ticketId: string; item: TimelineItem }) => void;
  /** An item already shown has changed, e.g. its delivery state. */
  'timeline.changed': (push: Stamp & { ticketId: string; item: TimelineItem }) => void;
  /** Not sequenced, not stored: who writes (visibility decides the channel it is shown in) or reads. */
  typing: (signal: {
    ticketId: string;
    who: { kind: 'agent' | 'customer'; id: string; name: string | null };
    at: string;
  }) => void;
  /** Not sequenced: how far a job of one's own on many tickets has come. */
  'bulk-job.progressed': (progress: BulkProgress) => void;
  /** Not sequenced: an article is another than it was; who shows it reads it again, and after a reconnect too. */
  'article.changed': (article: { articleId: string }) => void;
  /** The session has ended (logged out, disabled): do not reconnect with this token. */
  'session.ended': (reason: { code: string }) => void;
}

/** The pushes that are sequenced; the other server events are signals. */
export type PushName = Exclude<
  keyof ServerToAgent,
  'hello' | 'typing' | 'bulk-job.progressed' | 'article.changed' | 'session.ended'
>;
export type PushOf<N extends PushName> = Parameters<ServerToAgent[N]>[0];
/** A push with its name, one union member each, so that `name` tells the shape. */
export type Push = { [N in PushName]: { name: N } & PushOf<N> }[PushName];

export interface TicketWatched {
  ticket: Ticket;
  /** The newest 60 items, oldest first. */
  timeline: TimelineItem[];
  nextCursor: string | null;
  stream: string;
  seq: number;
}

export type Resumed =
  | { resumed: true; streams: StreamCursors }
  | { resumed: false; epoch: string; snapshot: Snapshot; streams: StreamCursors };

export interface AgentToServer {
  'ticket.watch': (input: { ticketId: string }, ack: (answer: Ack<TicketWatched>) => void) => void;
  'ticket.unwatch': (input: { ticketId: string }, ack: (answer: Ack) => void) => void;
  'offer.accept': (input: { offerId: string }, ack: (answer: Ack<{ ticketId: string }>) => void) => void;
  'offer.decline': (input: { offerId: string; reason?: string }, ack: (answer: Ack) => void) => void;
  'agent.set-state': (input: SetState, ack: (answer: Ack<{ agent: AgentView }>) => void) => void;
  typing: (input: { ticketId: string }, ack: (answer: Ack) => void) => void;
  resume: (input: { epoch: string; streams: StreamCursors }, ack: (answer: Ack<Resumed>) => void) => void;
  /** Keeps presence alive: sent every 15 s; presence has 60 s of life. */
  heartbeat: (input: Record<string, never>, ack: (answer: Ack<{ at: string }>) => void) => void;
}

export const TicketTopic = z.strictObject({ ticketId: z.uuid() });
export const OfferCommand = z.strictObject({ offerId: z.uuid(), reason: z.string().max(200).optional() });
export const SetState = z.strictObject({ state: AgentState, reason: z.string().max(80).optional() });
export type SetState = z.infer<typeof SetState>;
export const Resume = z.strictObject({
  epoch: z.string().max(64),
  streams: z.record(z.string().max(80), z.number().int().nonnegative()),
});
export const Heartbeat = z.strictObject({});

// Visitors -----------------------------------------------------------------------------------------------------

export interface ChatLine {
  id: string;
  seq: number;
  /** The visitor's own idempotency key, echoed on their lines. */
  clientId: string | null;
  author: { kind: 'visitor' | 'agent' | 'system'; name: string | null; photo: string | null };
  text: string;
  at: string;
  attachments: { id: string; name: string; type: string; size: number; url: string }[];
}

export interface ChatConversation {
  id: string;
  state: 'open' | 'ended';
  ticketNumber: string | null;
  agent: { name: string; photo: string | null } | null;
  lines: ChatLine[];
}

export interface VisitorHello {
  visitorToken: string;
  conversation: ChatConversation | null;
  /** Closed now: `opensAt` (ISO) says until when; null with it: not within a year. */
  hours: { open: boolean; opensAt: string | null };
  queue: { waiting: number; estimatedWaitSeconds: number | null };
}

export interface ServerToVisitor {
  hello: (hello: VisitorHello) => void;
  'chat.message': (line: ChatLine & { conversationId: string }) => void;
  'chat.queue': (queue: {
    position: number;
    estimatedWaitSeconds: number | null;
    ticketNumber: string | null;
  }) => void;
  'chat.agent': (agent: { name: string; photo: string | null }) => void;
  'chat.typing': (who: { name: string | null }) => void;
  'chat.ended': (end: { by: 'agent' | 'visitor' | 'system' }) => void;
}

export const ChatStart = z.strictObject({
  name: z.string().trim().max(200).optional(),
  email: z.email().max(320).optional(),
  phone: z.string().trim().max(30).optional(),
  text: z.string().trim().min(1).max(10_000),
  locale: z.enum(['fr', 'en']).optional(),
  page: z.string().max(2_000).optional(),
  clientId: z.string().min(1).max(64).optional(),
});
export type ChatStart = z.infer<typeof ChatStart>;
export const ChatSend = z.strictObject({
  clientId: z.string().min(1).max(64),
  text: z.string().trim().min(1).max(10_000),
  attachmentIds: z.array(z.uuid()).max(10).optional(),
});
export type ChatSend = z.infer<typeof ChatSend>;
export const NoInput = z.strictObject({});

export interface VisitorToServer {
  'chat.start': (input: ChatStart, ack: (answer: Ack<{ conversation: ChatConversation }>) => void) => void;
  'chat.send': (input: ChatSend, ack: (answer: Ack<{ line: ChatLine }>) => void) => void;
  'chat.typing': (input: Record<string, never>, ack: (answer: Ack) => void) => void;
  'chat.end': (input: Record<string, never>, ack: (answer: Ack) => void) => void;
  'chat.request-person': (input: Record<string, never>, ack: (answer: Ack) => void) => void;
}

/** Bounds of both namespaces, in one place so that client, server and tests agree. */
export const socketLimits = {
  maxFrameBytes: 64 * 1024,
  authenticateMs: 10_000,
  watchedTickets: 200,
  commandsPerSecond: 30,
  visitorMessagesPerMinute: 100,
  visitorBurst: 30,
  connectionsPerAgent: 20,
  connectionsPerVisitorAddress: 50,
  presenceLifeMs: 60_000,
  heartbeatMs: 15_000,
  backlogPerStream: 2_000,
  backlogMs: 5 * 60_000,
} as const;
