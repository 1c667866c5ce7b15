/** Supervision of calls: what is asked to listen, to speak and to help, and what is kept of it for the one who is listened to. */
import { z } from 'zod';
import { CallQuality } from './call-quality.js';
import { ListeningMode, ListeningPurpose } from './vocabulary.js';
import { AgentRef, CallListener, QueueRef, RaisedHand } from './views.js';

const when = z.iso.datetime();
const words = z.string().trim().min(1).max(200);

export const ListenToCall = z.strictObject({ purpose: ListeningPurpose, words: words.optional() });
export type ListenToCall = z.infer<typeof ListenToCall>;

export const LISTENING_PURPOSES = ListeningPurpose.options;

export const SetListening = z.strictObject({ mode: ListeningMode });
export type SetListening = z.infer<typeof SetListening>;

export const AskForHelp = z.strictObject({ words: words.optional() });
export type AskForHelp = z.infer<typeof AskForHelp>;

export const AnswerHelp = z.strictObject({ text: words });
export type AnswerHelp = z.infer<typeof AnswerHelp>;

/** A call that goes on, as a supervisor watches over it. */
export const WatchedCall = z.object({
  interactionId: z.uuid(),
  ticket: z.object({ id: z.uuid(), number: z.string(), subject: z.string() }),
  agent: AgentRef,
  queue: QueueRef.nullable(),
  since: when,
  held: z.boolean(),
  hand: RaisedHand.nullable(),
  listeners: z.array(CallListener),
  /** At the agent's telephone; null until it told. */
  quality: CallQuality.nullable(),
  /** Supervisors whose team the agent is in. */
  watchers: z.array(z.uuid()),
});
export type WatchedCall = z.infer<typeof WatchedCall>;

/** One time that somebody listened to me, kept for good. */
export const ListenedTo = z.object({
  id: z.uuid(),
  supervisor: AgentRef,
  ticket: z.object({ id: z.uuid(), number: z.string() }),
  purpose: ListeningPurpose,
  words: z.string().nullable(),
  askedAt: when,
  /** Null when nobody came to hear anything. */
  hereAt: when.nullable(),
  /** Null while it goes on. */
  endedAt: when.nullable(),
  /** How they were heard, in order; all begin by listening. */
  modes: z.array(ListeningMode),
});
export type ListenedTo = z.infer<typeof ListenedTo>;

export const ListenedToPage = z.object({ items: z.array(ListenedTo), nextCursor: z.string().nullable() });
export type ListenedToPage = z.infer<typeof ListenedToPage>;

export const ListenedToQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.uuid().optional(),
});
export type ListenedToQuery = z.infer<typeof ListenedToQuery>;
