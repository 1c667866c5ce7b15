/** Mails kept back until somebody says what is to become of them: why, how many, and what another try of all of them brought. */
import { z } from 'zod';
import { MailRecord, QuarantineWhy } from './views.js';

export const QuarantinePage = z.object({
  items: z.array(MailRecord),
  nextCursor: z.string().nullable(),
  /** Of all that are kept back, whatever is shown. */
  counts: z.record(QuarantineWhy, z.int()),
});
export type QuarantinePage = z.infer<typeof QuarantinePage>;

export const RetryQuarantine = z.strictObject({ why: QuarantineWhy });
export type RetryQuarantine = z.infer<typeof RetryQuarantine>;

/** How far trying again has come: `waiting` are yet to be read, `back` are in quarantine again, the rest came in. */
export const QuarantineRetry = z.object({
  id: z.uuid(),
  total: z.int(),
  waiting: z.int(),
  back: z.int(),
});
export type QuarantineRetry = z.infer<typeof QuarantineRetry>;
