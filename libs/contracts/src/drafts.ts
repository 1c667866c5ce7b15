/** What an agent has begun to write on a ticket: kept on the server, one per way out, until it is sent or emptied. */
import { z } from 'zod';
import { AgentRef } from './views.js';

const when = z.iso.datetime();

export const DraftChannel = z.enum(['chat', 'email', 'note']);
export type DraftChannel = z.infer<typeof DraftChannel>;

const Addresses = z.array(z.email().max(320)).max(48);

export const WriteDraft = z.strictObject({
  channel: DraftChannel,
  /** Of the draft one saw; 0 where there was none. Another window's newer words are not overwritten. */
  version: z.number().int().min(0),
  /** Empty with nobody chosen: the draft is gone. */
  text: z.string().max(50_000),
  html: z.string().max(500_000).nullable().default(null),
  /** Whom the writer chose; null leaves the usual people. */
  to: Addresses.nullable().default(null),
  cc: Addresses.nullable().default(null),
});
export type WriteDraft = z.infer<typeof WriteDraft>;

export const Draft = z.object({
  channel: DraftChannel,
  /** 0: there is none any more. */
  version: z.number().int(),
  text: z.string(),
  html: z.string().nullable(),
  to: z.array(z.string()).nullable(),
  cc: z.array(z.string()).nullable(),
  startedAt: when,
  savedAt: when,
});
export type Draft = z.infer<typeof Draft>;

/** One's own drafts whole, and who else has begun an answer within the last half hour: never their words. */
export const Drafts = z.object({
  items: z.array(Draft),
  others: z.array(z.object({ agent: AgentRef, channel: DraftChannel, savedAt: when })),
});
export type Drafts = z.infer<typeof Drafts>;
