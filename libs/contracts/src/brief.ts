/** A matter in one minute: what is wanted, done, left and promised, and what the customer need not say or try again. */
import { z } from 'zod';
import { AgentRef, HandOverCard } from './views.js';
import { FactKind, TriedOutcome } from './vocabulary.js';
import { InnerWording } from './wordings.js';

const when = z.iso.datetime();

/** Told: what the customer said already. Tried: what was done about it, and with what outcome. */
export const AddFact = z
  .strictObject({ kind: FactKind, text: InnerWording, outcome: TriedOutcome.nullable().default(null) })
  .refine(({ kind, outcome }) => (kind === 'tried') === (outcome !== null), {
    path: ['outcome'],
    message: 'What was tried has an outcome, what was told has none',
  });
export type AddFact = z.infer<typeof AddFact>;

export const ChangeFact = z.strictObject({ text: InnerWording, outcome: TriedOutcome }).partial();
export type ChangeFact = z.infer<typeof ChangeFact>;

/** Once more, or one time less when that was a slip. */
export const RepeatFact = z.strictObject({ by: z.union([z.literal(1), z.literal(-1)]).default(1) });
export type RepeatFact = z.infer<typeof RepeatFact>;

export const Fact = z.object({
  id: z.uuid(),
  kind: FactKind,
  text: z.string(),
  outcome: TriedOutcome.nullable(),
  by: AgentRef.nullable(),
  at: when,
  /** How often the customer had to say it again. */
  repeats: z.int(),
  /** The earlier ticket it was written on; null: this one, or one merged into it. */
  ticketNumber: z.string().nullable(),
});
export type Fact = z.infer<typeof Fact>;

export const Brief = z.object({
  /** In the best words there are: those the customer confirmed or corrected, else their first, else the subject. */
  wants: z.object({ text: z.string(), source: z.enum(['understood', 'first-words', 'subject']) }),
  done: z.array(z.object({ text: z.string(), by: z.string().nullable(), at: when.nullable() })),
  left: z.array(z.object({ text: z.string(), by: z.string().nullable(), dueAt: when.nullable() })),
  promised: z.array(z.object({ text: z.string(), dueAt: when })),
  facts: z.array(Fact),
  /** Answers that stand in the fields and the question sets of the ticket. */
  answers: z.array(
    z.object({
      fr: z.string(),
      en: z.string(),
      answer: z.string(),
      by: z.string().nullable(),
      at: when.nullable(),
    }),
  ),
  last: z.object({ customer: z.string().nullable(), us: z.string().nullable() }),
  /** The last time it was handed over, as it was written then. */
  handedOver: z
    .object({ from: AgentRef, to: AgentRef, at: when, card: HandOverCard, innerNote: z.string() })
    .nullable(),
});
export type Brief = z.infer<typeof Brief>;
