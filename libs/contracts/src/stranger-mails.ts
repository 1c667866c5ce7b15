/** A mail that names a ticket its sender is not part of: kept inside the house until an agent says what it is. */
import { z } from 'zod';

/**
 * `not-on-ticket`: their address is not part of the ticket. `token-of-another`: they answered to an address made for somebody
 * else, as who gets a mail passed on does. `agent-address`: it says to come from a colleague, and nothing proves it.
 */
export const StrangerWhy = z.enum(['not-on-ticket', 'token-of-another', 'agent-address']);
export type StrangerWhy = z.infer<typeof StrangerWhy>;

/** `added`: they are part of the ticket now. `split`: it is a matter of its own. `spam`: it is nothing; nothing is deleted. */
export const StrangerMailState = z.enum(['waiting', 'added', 'split', 'spam']);
export type StrangerMailState = z.infer<typeof StrangerMailState>;

/** What stands under `data.stranger` of the note that holds the mail. */
export const StrangerMailView = z.object({
  why: StrangerWhy,
  state: StrangerMailState,
  from: z.string(),
  subject: z.string().nullable(),
  /** Names of the files that came with it; they can be opened once it is added or split. */
  files: z.array(z.string()),
  /** True when the sender's own mail system disowns it. */
  disowned: z.boolean(),
  decidedBy: z.string().nullable(),
  /** The ticket of its own, once split. */
  ticketId: z.uuid().nullable(),
});
export type StrangerMailView = z.infer<typeof StrangerMailView>;

export const DecideStrangerMail = z.strictObject({ as: z.enum(['added', 'split', 'spam', 'waiting']) });
export type DecideStrangerMail = z.infer<typeof DecideStrangerMail>;
