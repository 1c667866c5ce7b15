/** Answers that leave later: when, in what words, and held back when the customer has written meanwhile. */
import { z } from 'zod';
import { Attachment, SendMessage } from './http.js';
import { AgentRef } from './views.js';

const when = z.iso.datetime();

/** `waiting` for its time · `asking` its writer, for the customer wrote meanwhile · `refused` when its time came, with the reason. */
export const ScheduledState = z.enum(['waiting', 'asking', 'refused']);
export type ScheduledState = z.infer<typeof ScheduledState>;

/** Made when the answer leaves; in the place of another promise of the ticket when that can still be renewed then. */
export const AttachedPromise = z.strictObject({
  text: z.string().trim().min(1).max(2_000),
  dueAt: when,
  renews: z.uuid().nullable(),
});
export type AttachedPromise = z.infer<typeof AttachedPromise>;

export const ScheduleAnswer = z.strictObject({
  /** Within the next 60 days. */
  at: when,
  message: SendMessage.omit({ delayMs: true, seenSeq: true }).extend({ promise: AttachedPromise.optional() }),
});
export type ScheduleAnswer = z.infer<typeof ScheduleAnswer>;

export const ScheduledAnswer = z.object({
  id: z.uuid(),
  agent: AgentRef,
  at: when,
  state: ScheduledState,
  /** The code of the refusal; null unless refused. */
  refusal: z.string().nullable(),
  message: ScheduleAnswer.shape.message,
  attachments: z.array(Attachment),
});
export type ScheduledAnswer = z.infer<typeof ScheduledAnswer>;

export const ScheduledAnswers = z.object({ items: z.array(ScheduledAnswer) });
export type ScheduledAnswers = z.infer<typeof ScheduledAnswers>;
