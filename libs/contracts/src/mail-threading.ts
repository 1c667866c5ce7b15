/** By which keys a mail could find its ticket, what each was worth, and what the guard made of them. */
import { z } from 'zod';

/**
 * `token`: the address we gave for answers. `own-id`: a Message-ID we signed. `stored-id`: one we only know. `return-path`:
 * where reports come back to. `marker`: hidden in our text. `subject`: a number anybody can type.
 */
export const ThreadKeyKind = z.enum(['token', 'own-id', 'stored-id', 'return-path', 'marker', 'subject']);
export type ThreadKeyKind = z.infer<typeof ThreadKeyKind>;

/** `of-another`: signed for somebody else. `not-ours`: it looks like one of ours and is not. */
export const ThreadKeyAnswer = z.enum(['signed', 'of-another', 'not-ours', 'known', 'unknown', 'hint']);
export type ThreadKeyAnswer = z.infer<typeof ThreadKeyAnswer>;

export const MailThreading = z.object({
  keys: z.array(z.object({ by: ThreadKeyKind, value: z.string().max(200), answer: ThreadKeyAnswer })).max(20),
});
export type MailThreading = z.infer<typeof MailThreading>;

/** What became of the keys: by which the ticket was found, and why a stronger one was refused. */
export const ThreadingOutcome = MailThreading.extend({
  matchedBy: z.string().nullable(),
  /** `foreign-thread-key`: its sender does not belong to the ticket it names; else why the mail is held beside it. */
  refused: z.string().nullable(),
});
export type ThreadingOutcome = z.infer<typeof ThreadingOutcome>;
