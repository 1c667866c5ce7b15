/** Being called back instead of waiting on the line: what a queue offers, what a caller asked for, and how far it is. */
import { z } from 'zod';

/** What a queue offers to who waits on the line; a queue without it offers nothing. */
export const CallbackRules = z.strictObject({
  /** How often a customer who does not answer is called. */
  tries: z.int().min(1).max(5),
  /** Between two tries. */
  pauseMinutes: z.int().min(1).max(240),
  /** Only within these hours; null: whenever somebody is there. */
  calendarId: z.string().min(1).max(64).nullable(),
});
export type CallbackRules = z.infer<typeof CallbackRules>;

/** What a caller confirmed on the line; the number is E.164 and may be called. */
export const CallbackAsked = z.strictObject({ number: z.string().regex(/^\+[1-9]\d{6,14}$/) });
export type CallbackAsked = z.infer<typeof CallbackAsked>;

/** `scheduled`: its time has not come; `waiting`: in line, or somebody is on it. */
export const CallbackState = z.enum(['scheduled', 'waiting', 'done', 'failed', 'cancelled']);
export type CallbackState = z.infer<typeof CallbackState>;

/** The one a ticket has to come; an ended one is told on its timeline. */
export const TicketCallback = z.object({
  id: z.uuid(),
  state: CallbackState.extract(['scheduled', 'waiting']),
  number: z.string(),
  /** Since when the customer waits. */
  since: z.iso.datetime(),
  /** Of a scheduled one: when they are called next. */
  dueAt: z.iso.datetime().nullable(),
  /** How often they were called in vain. */
  tries: z.int(),
  mostTries: z.int(),
  /** Whose call with them was cut off: that agent's telephone rings at `dueAt`, unless it is cancelled. */
  resumes: z.uuid().nullable(),
});
export type TicketCallback = z.infer<typeof TicketCallback>;

/** An agent arranges it: called from `at` on, on a number of the customer's, and told so in the words of a promise until `until`. */
export const ArrangeCallback = z
  .strictObject({
    at: z.iso.datetime(),
    until: z.iso.datetime(),
    text: z.string().trim().min(1).max(2_000),
    /** Which of their numbers; absent: the one they used last. */
    identityId: z.uuid().optional(),
  })
  .refine(({ at, until }) => at < until, { path: ['until'], message: 'It must be after the beginning' });
export type ArrangeCallback = z.infer<typeof ArrangeCallback>;
