/** What mail systems say about a mail of ours, and which addresses no longer take any. */
import { z } from 'zod';

/**
 * `hard`: the address takes no mail. `soft`: not now. `policy`: refused for what we are or what we sent, not for the address.
 * `delayed`: still being tried. `complaint`: the reader called it unwanted. `delivered`: it arrived. `read`:
 * a program showed it to somebody.
 */
export const ReturnKind = z.enum(['hard', 'soft', 'policy', 'delayed', 'complaint', 'delivered', 'read']);
export type ReturnKind = z.infer<typeof ReturnKind>;

/** One report on one recipient, in the mail system's own words. */
export const ReturnedMail = z.object({
  kind: ReturnKind,
  address: z.string().max(320).nullable(),
  status: z.string().max(20).nullable(),
  words: z.string().max(1_000),
});
export type ReturnedMail = z.infer<typeof ReturnedMail>;

/** `complaint` stops only what no person wrote; `manual` was said by somebody of the house. */
export const UndeliverableWhy = z.enum(['hard', 'soft', 'complaint', 'manual']);
export type UndeliverableWhy = z.infer<typeof UndeliverableWhy>;

/** An address that takes no mail, why we think so, and the mail that says it. */
export const UndeliverableAddress = z.object({
  address: z.string(),
  why: UndeliverableWhy,
  since: z.iso.datetime(),
  status: z.string().nullable(),
  /** The mail system's words, or those of who said it by hand. */
  words: z.string(),
  rawMailId: z.uuid().nullable(),
  /** The ticket whose mail came back. */
  ticketId: z.uuid().nullable(),
  by: z.string().nullable(),
});
export type UndeliverableAddress = z.infer<typeof UndeliverableAddress>;

export const UndeliverablePage = z.object({
  items: z.array(UndeliverableAddress),
  nextCursor: z.string().nullable(),
});
export type UndeliverablePage = z.infer<typeof UndeliverablePage>;

const address = z
  .email()
  .max(320)
  .transform((text) => text.toLowerCase());
export const SayUndeliverable = z.strictObject({ address, words: z.string().trim().min(1).max(500) });
export type SayUndeliverable = z.infer<typeof SayUndeliverable>;
export const LiftUndeliverable = z.strictObject({ address });
export type LiftUndeliverable = z.infer<typeof LiftUndeliverable>;
