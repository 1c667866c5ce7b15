/** The one shape all channels speak: what an edge hands to the inbox. */
import { z } from 'zod';
import { Invitation } from './invitations.js';
import { Channel, Locale } from './vocabulary.js';

/** Bytes already stored by the edge in the content-addressed file store (platform), named by their SHA-256. */
/** Why a scanner said nothing of a file: there is none, it is away, it thought too long, hung up, finds it too large, or did not understand. */
export const UnscannedWhy = z.enum(['off', 'away', 'too-late', 'cut', 'too-large', 'refused']);
export type UnscannedWhy = z.infer<typeof UnscannedWhy>;

/** `detail`: of an infected file what was found, in the scanner's words; of an unscanned one why; of a clean one nothing. */
export const AttachmentScan = z.object({
  verdict: z.enum(['clean', 'infected', 'unscanned']),
  detail: z.string().max(200).nullable(),
});
export type AttachmentScan = z.infer<typeof AttachmentScan>;

export const AttachmentRef = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().min(1).max(255),
  type: z.string().max(255),
  size: z.number().int().nonnegative(),
  contentId: z.string().max(998).optional(),
  inline: z.boolean().optional(),
  scan: AttachmentScan.optional(),
});
export type AttachmentRef = z.infer<typeof AttachmentRef>;

/** One end of a message. `value`: e-mail address (lower-case domain), E.164 number, `visitor:<uuid>`, or a mailbox/number of ours. */
export const Address = z.object({
  kind: z.enum(['email', 'phone', 'visitor', 'client']),
  value: z.string().min(1).max(320),
  name: z.string().max(200).optional(),
});
export type Address = z.infer<typeof Address>;

/** An identity the sender *says* is theirs (typed into the chat form, spoken): a hint, never proof. */
export const Claim = z.object({
  kind: z.enum(['email', 'phone', 'name']),
  value: z.string().min(1).max(320),
});
export type Claim = z.infer<typeof Claim>;

/** How far the sender's address can be trusted; `fail` is joined only with a red flag. Source: RFC 8601 results, email.md §7. */
export const SenderTrust = z.enum(['pass', 'none', 'fail']);
export type SenderTrust = z.infer<typeof SenderTrust>;

/** A mail that another brought along; whether it is believed depends on who passed it on. */
export const ForwardedMail = z.object({
  how: z.enum(['attached', 'in-text']),
  /** Everybody its sender field names. */
  senders: z.array(Address).max(10),
  /** Whom the mails passed on inside it name. */
  others: z.array(Address).max(10).default([]),
  /** When it was written: ISO when the mail itself came along, else the words of a mail program. */
  sentAt: z.string().max(200).nullable(),
  subject: z.string().max(998),
  text: z.string().max(200_000),
  replyText: z.string().max(200_000),
  html: z.string().max(1_000_000).optional(),
  attachments: z.array(AttachmentRef).max(50).default([]),
  messageId: z.string().max(998).nullable(),
  threadKeys: z.array(z.string().min(1).max(998)).max(50).default([]),
  /** What whoever passed it on wrote above it. */
  note: z.string().max(200_000),
});
export type ForwardedMail = z.infer<typeof ForwardedMail>;

export const InboundMessage = z.object({
  channel: Channel,
  kind: z.enum(['started', 'message', 'ended']),
  /** Provider's id of this very thing: with `channel` the idempotency key. */
  externalId: z.string().min(1).max(512),
  /** Call SID, In-Reply-To and References (normalised, own signed id first), `chat:<conversation id>`, `ticket:<number>` last. */
  threadKeys: z.array(z.string().min(1).max(998)).max(50),
  /** Inbox rows of one lane are processed in order of arrival (call SID, chat conversation, thread root). */
  lane: z.string().min(1).max(998),
  from: Address,
  to: Address,
  cc: z.array(Address).max(48).default([]),
  receivedAt: z.iso.datetime(),
  subject: z.string().max(998).optional(),
  text: z.string().max(200_000).optional(),
  /** The part the author wrote now; the rest is quoted history, collapsed on screen but never dropped. */
  replyText: z.string().max(200_000).optional(),
  html: z.string().max(1_000_000).optional(),
  attachments: z.array(AttachmentRef).max(50).default([]),
  claims: z.array(Claim).max(10).default([]),
  locale: Locale.optional(),
  trust: SenderTrust.default('none'),
  /** Automatic mail is kept and labelled, never answered, never reopens. Evidence names each rule that hit. */
  automatic: z
    .object({
      auto: z.boolean(),
      outOfOffice: z.boolean().optional(),
      bulk: z.boolean().optional(),
      bounce: z.boolean().optional(),
      evidence: z.array(z.string().max(500)).max(50),
    })
    .optional(),
  /** Set when this mail says that it passes another on. */
  forwarded: ForwardedMail.optional(),
  /** The meeting it asks us to, calls off or answers. */
  invitation: Invitation.optional(),
  /** Small channel facts for the timeline: page, caller's number, why a call ended. Never text meant for anyone. */
  data: z.record(z.string(), z.unknown()).default({}),
});
/** The parsed shape. */
export type InboundMessage = z.infer<typeof InboundMessage>;
/** What an edge writes: defaults may be left out. */
export type InboundMessageInput = z.input<typeof InboundMessage>;
