/** How far a mail's sender can be believed, who looked, and what was found; written when the mail is read, shown beside it. */
import { z } from 'zod';
import { SenderTrust, type InboundMessage } from './inbound-message.js';

/** `us`: checked here. `provider`: the mailbox's own server wrote it. `sealer`: a trusted forwarder vouches (ARC). */
export const TrustSource = z.enum(['us', 'provider', 'sealer', 'nobody']);
export type TrustSource = z.infer<typeof TrustSource>;

/** Why there is no yes and no no. */
export const TrustWhy = z.enum([
  'no-policy',
  'nothing-to-check',
  'no-dns',
  'too-slow',
  'unreadable',
  'sender-unclear',
  'undecided',
]);
export type TrustWhy = z.infer<typeof TrustWhy>;

const result = z.string().max(20).nullable();

export const MailTrust = z.object({
  verdict: SenderTrust,
  /** Of the address in From; null when there is none or several. */
  domain: z.string().max(253).nullable(),
  by: TrustSource,
  /** The server or forwarder that was believed. */
  server: z.string().max(253).nullable(),
  why: TrustWhy.nullable(),
  spf: result,
  dkim: result,
  dmarc: result,
  arc: result,
  /** One finding each, in the words of the standards. */
  evidence: z.array(z.string().max(300)).max(20),
});
export type MailTrust = z.infer<typeof MailTrust>;

const unknown: Omit<MailTrust, 'verdict'> = {
  domain: null,
  by: 'nobody',
  server: null,
  why: 'nothing-to-check',
  spf: null,
  dkim: null,
  dmarc: null,
  arc: null,
  evidence: [],
};

/**
 * The verdict on who sent this, for every room: with its evidence when the edge wrote one, else the bare word. Whoever acts in
 * the name of the sender (a colleague who writes or forwards by mail) asks for `pass` and nothing less.
 */
export function trustOf({ trust, data }: Pick<InboundMessage, 'trust' | 'data'>): MailTrust {
  const written = MailTrust.safeParse(data['trust']);
  return written.success ? written.data : { ...unknown, verdict: trust };
}
