/** The kitchen-door check over HTTP: a text to look at, what was found in it, and the lists of inner words that admins edit. */
import { z } from 'zod';
import { InnerWordKind, Locale } from './vocabulary.js';

export const CheckCustomerText = z.strictObject({ text: z.string().max(100_000), locale: Locale });
export type CheckCustomerText = z.infer<typeof CheckCustomerText>;

/** `text.slice(start, end)` is `words`; findings never overlap and stand in the order of the text. */
export const Finding = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
  words: z.string(),
  kind: InnerWordKind,
  /** A plain line to put in their place; null when only the writer can say it better. */
  replacement: z.string().nullable(),
  why: z.string(),
});
export type Finding = z.infer<typeof Finding>;

export const CustomerTextFindings = z.object({ findings: z.array(Finding) });
export type CustomerTextFindings = z.infer<typeof CustomerTextFindings>;

export const WriteInnerWords = z.strictObject({
  kind: InnerWordKind,
  locale: Locale,
  /** `notre|nos fournisseur(s)`: choices by `|`, endings that may be missing in brackets, `#` for any number. */
  words: z.string().trim().min(1).max(200),
  replacement: z.string().trim().min(1).max(300).nullable().default(null),
  why: z.string().trim().min(1).max(500),
  active: z.boolean().default(true),
});
export type WriteInnerWords = z.infer<typeof WriteInnerWords>;

export const InnerWords = WriteInnerWords.extend({
  id: z.uuid(),
  replacement: z.string().nullable(),
  active: z.boolean(),
  /** Null for what the house came with. */
  editedBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  editedAt: z.iso.datetime(),
});
export type InnerWords = z.infer<typeof InnerWords>;

export const InnerWordList = z.object({ items: z.array(InnerWords) });
export type InnerWordList = z.infer<typeof InnerWordList>;
