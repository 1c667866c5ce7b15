/** A mail that came as a file: what of it is shown, its own files, and how far mails inside mails are opened. */
import { z } from 'zod';
import { AttachmentScan } from './inbound-message.js';

/** The file itself is the first; what lies deeper stays a file that can be saved. */
export const MAIL_DEPTH = 3;

/** Places of files, from the outside in: `2.0` is the first file of the mail that is the third file. */
const place = (parts: number) =>
  z
    .string()
    .regex(new RegExp(`^\\d{1,2}(\\.\\d{1,2}){0,${parts - 1}}$`))
    .transform((text) => text.split('.').map(Number));

export const OpenAttachedMail = z.object({ inside: place(MAIL_DEPTH - 1).optional() });
export type OpenAttachedMail = z.infer<typeof OpenAttachedMail>;

export const OpenInsideFile = z.object({ file: place(MAIL_DEPTH), inline: z.literal('1').optional() });
export type OpenInsideFile = z.infer<typeof OpenInsideFile>;

const Person = z.object({ name: z.string(), address: z.string() });

export const InsideFile = z.object({
  /** As it is asked for. */
  place: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.number().int(),
  inline: z.boolean(),
  contentId: z.string().nullable(),
  scan: AttachmentScan,
  /** It is a mail, and not too deep to be opened in its turn. */
  opens: z.boolean(),
});
export type InsideFile = z.infer<typeof InsideFile>;

/** Who wrote it is what it says of itself: nobody has checked that. */
export const AttachedMailView = z.object({
  from: z.array(Person).max(10),
  to: z.array(Person).max(50),
  cc: z.array(Person).max(50),
  date: z.iso.datetime().nullable(),
  subject: z.string(),
  text: z.string(),
  /** Sanitised; shown only inside a sandboxed frame. */
  html: z.string().nullable(),
  files: z.array(InsideFile).max(50),
});
export type AttachedMailView = z.infer<typeof AttachedMailView>;

/** By its type, or by its name where a program knows no better type. */
export function isAttachedMail({ name, type }: { name: string; type: string }): boolean {
  return /^message\/(rfc822|global)$/i.test(type) || /\.eml$/i.test(name);
}
