/** How far a job on many tickets has come. */
import { z } from 'zod';
import { BulkJobState } from './vocabulary.js';

export const BulkCounts = z.object({
  all: z.number().int(),
  waiting: z.number().int(),
  done: z.number().int(),
  /** It was so already. */
  unchanged: z.number().int(),
  refused: z.number().int(),
  /** Not done: the job was stopped before their turn. */
  stopped: z.number().int(),
});
export type BulkCounts = z.infer<typeof BulkCounts>;

/** Pushed to who started it; not stored: the job itself is read again after a reconnect and at the end. */
export const BulkProgress = z.object({ jobId: z.uuid(), state: BulkJobState, counts: BulkCounts });
export type BulkProgress = z.infer<typeof BulkProgress>;
