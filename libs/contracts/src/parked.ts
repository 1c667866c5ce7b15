/** What could not be processed after many tries: kept with its reason, shown to administrators, run again when one says so. */
import { z } from 'zod';

/** arrival: what came in by a channel · event: what a room was to act on · timer: what was due · webhook: what the carrier told. */
export const ParkedKind = z.enum(['arrival', 'event', 'timer', 'webhook']);
export type ParkedKind = z.infer<typeof ParkedKind>;

/** The row's id or, of an event, its number and its listener. */
export const ParkedId = z
  .string()
  .max(120)
  .regex(/^((arrival|timer|webhook):[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|event:\d{1,18}:[\w.-]+)$/);

export const ParkedWork = z.object({
  id: ParkedId,
  kind: ParkedKind,
  /** The channel, the event's name, the timer's kind, or what the carrier told of: leg, conf, recording. */
  what: z.string(),
  /** Of an event: who could not act on it. */
  listener: z.string().nullable(),
  /** What was said at the last try. */
  reason: z.string(),
  attempts: z.number().int(),
  /** When it arrived or happened; of a timer, when it was given up. */
  at: z.iso.datetime(),
});
export type ParkedWork = z.infer<typeof ParkedWork>;

export const ParkedDetail = ParkedWork.extend({ raw: z.unknown() });
export type ParkedDetail = z.infer<typeof ParkedDetail>;

/** Newest first; `total` counts what lies behind them too. */
export const ParkedList = z.object({ items: z.array(ParkedWork).max(200), total: z.number().int() });
export type ParkedList = z.infer<typeof ParkedList>;

/** One more try: it went well, it failed again for this reason, or it is still under way. */
export const ParkedRetry = z.object({
  outcome: z.enum(['done', 'failed', 'running']),
  reason: z.string().nullable(),
});
export type ParkedRetry = z.infer<typeof ParkedRetry>;

/** How many were sent on their way again; 1,000 at most at once. */
export const ParkedRetries = z.object({ count: z.number().int() });
export type ParkedRetries = z.infer<typeof ParkedRetries>;
