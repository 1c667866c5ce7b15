/** A mail that a colleague passed on: what is said of it on the ticket, and the question who wrote it when it names not one person. */
import { z } from 'zod';

/** `nobody-named`: no address stands there. `several`: more than one. `ours`: one of our own, a colleague's or their own. */
export const ForwardDoubt = z.enum(['nobody-named', 'several', 'ours']);
export type ForwardDoubt = z.infer<typeof ForwardDoubt>;

/** `named`: a colleague said who wrote it, and it is their ticket. `own-words`: nobody did; the note is all there is. */
export const ForwardState = z.enum(['waiting', 'named', 'own-words']);
export type ForwardState = z.infer<typeof ForwardState>;

/** What stands under `data.forwarded` of the note that asks who wrote it. */
export const ForwardQuestionView = z.object({
  why: ForwardDoubt,
  state: ForwardState,
  subject: z.string(),
  sentAt: z.string().nullable(),
  /** Addresses to choose from; none of them ours or a colleague's. */
  candidates: z.array(z.object({ address: z.string(), name: z.string().nullable() })),
  files: z.array(z.string()),
  decidedBy: z.string().nullable(),
  /** The address that was named. */
  address: z.string().nullable(),
});
export type ForwardQuestionView = z.infer<typeof ForwardQuestionView>;

/** What stands under `data.forwarded` of a message that a colleague passed on. */
export const ForwardedView = z.object({
  by: z.string(),
  byId: z.uuid(),
  sentAt: z.string().nullable(),
});
export type ForwardedView = z.infer<typeof ForwardedView>;

export const DecideForwardedMail = z.discriminatedUnion('as', [
  z.strictObject({
    as: z.literal('named'),
    address: z.email().max(320),
    name: z.string().trim().max(200).optional(),
  }),
  z.strictObject({ as: z.literal('own-words') }),
]);
export type DecideForwardedMail = z.infer<typeof DecideForwardedMail>;
