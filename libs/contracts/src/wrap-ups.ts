/** The end of a call or a chat: what an agent says came of it, and what a queue asks for. */
import { z } from 'zod';

const label = z.string().trim().min(1).max(80);
export const MOST_DISPOSITIONS = 40;

/** What came of it, in both languages of the house. */
export const DispositionLabel = z.strictObject({ fr: label, en: label });
export type DispositionLabel = z.infer<typeof DispositionLabel>;

export const Disposition = z.strictObject({
  id: z.uuid(),
  label: DispositionLabel,
  /** Whoever picks it says why. */
  reasonRequired: z.boolean(),
  /** Picking it resolves the ticket. */
  resolves: z.boolean(),
});
export type Disposition = z.infer<typeof Disposition>;

/** All of it is set at once; the order given is the order shown. What is left out is gone, what was picked before stays as it read. */
export const WriteWrapUpSettings = z.strictObject({
  required: z.boolean(),
  dispositions: z
    .array(Disposition.extend({ id: z.uuid().optional(), active: z.boolean() }))
    .max(MOST_DISPOSITIONS),
});
export type WriteWrapUpSettings = z.infer<typeof WriteWrapUpSettings>;

export const WrapUpSettings = z.object({
  queueId: z.uuid(),
  required: z.boolean(),
  dispositions: z.array(Disposition.extend({ active: z.boolean() })),
  /** 0 while nothing was ever set. */
  version: z.int(),
});
export type WrapUpSettings = z.infer<typeof WrapUpSettings>;

/** What an agent who is wrapping up may pick from. */
export const WrapUpChoice = z.object({ required: z.boolean(), dispositions: z.array(Disposition) });
export type WrapUpChoice = z.infer<typeof WrapUpChoice>;

/** Everything may be left out where the queue does not require a disposition; the note is for colleagues. */
export const CompleteWrapUp = z.strictObject({
  dispositionId: z.uuid().optional(),
  reason: z.string().trim().min(1).max(500).optional(),
  note: z.string().trim().min(1).max(5_000).optional(),
});
export type CompleteWrapUp = z.infer<typeof CompleteWrapUp>;
