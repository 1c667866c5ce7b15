/** What the core asks a channel to do outside: the only shape that leaves the house. It can carry customer text only. */
import { z } from 'zod';
import { AttachmentRef } from './inbound-message.js';
import { ListeningMode, Locale } from './vocabulary.js';

/**
 * Text a customer may read. Only `customerText()` in tickets makes one, from a message or a line written for the customer;
 * inner text (notes) is another type, and what leaves the house takes no other string than this.
 */
export const CustomerText = z.string().brand<'customer-text'>();
export type CustomerText = z.infer<typeof CustomerText>;

const MailAddress = z.object({ address: z.string().max(320), name: z.string().max(200).optional() });

export const EmailDispatch = z.object({
  channel: z.literal('email'),
  kind: z.literal('message'),
  ticketId: z.uuid(),
  ticketNumber: z.string(),
  messageId: z.uuid(),
  /** Mailbox address it leaves from. */
  mailbox: z.string(),
  fromName: z.string().max(200),
  to: z.array(MailAddress).min(1).max(48),
  cc: z.array(MailAddress).max(48),
  subject: z.string().max(998),
  text: CustomerText,
  html: z.string().optional(),
  inReplyTo: z.string().optional(),
  references: z.array(z.string()).max(20),
  attachments: z.array(AttachmentRef).max(50),
  locale: Locale,
  /** Acknowledgements and notices carry Auto-Submitted (RFC 3834); people's replies do not. */
  automatic: z.boolean(),
  /** Our answer to an invitation, for the organiser's calendar program. */
  calendarReply: CustomerText.optional(),
});
export type EmailDispatch = z.infer<typeof EmailDispatch>;

export const ChatDispatch = z.object({
  channel: z.literal('chat'),
  kind: z.enum(['message', 'agent-joined', 'system', 'ended']),
  conversationId: z.uuid(),
  messageId: z.uuid().optional(),
  text: CustomerText.optional(),
  html: z.string().optional(),
  author: z.object({ name: z.string(), photo: z.string().nullable(), kind: z.enum(['agent', 'system']) }),
  attachments: z.array(AttachmentRef).max(50),
});
export type ChatDispatch = z.infer<typeof ChatDispatch>;

export const VoiceDispatch = z.object({
  channel: z.literal('voice'),
  /** `call-out` rings the agent first, then `to`, from our number `from`; its `callSid` is ours until the carrier has one. `invite` rings a colleague into a call that goes on, `dismiss` sends one of its parties out; `to-queue` lets all of ours go and the customer wait in a line. `listen` rings a supervisor in whom nobody hears, `set-listening` changes how they are heard (`mode`), `stop-listening` lets them go. The `record-` kinds are an agent's wishes for the recording of their call. */
  kind: z.enum([
    'connect',
    'call-out',
    'end',
    'hold',
    'resume',
    'invite',
    'dismiss',
    'to-queue',
    'listen',
    'set-listening',
    'stop-listening',
    'record-pause',
    'record-resume',
    'record-private',
    'record-object',
  ]),
  interactionId: z.uuid(),
  callSid: z.string(),
  /** `client:agent-<id>`: the agent's softphone identity. */
  agentId: z.uuid().optional(),
  offerId: z.uuid().optional(),
  /** With `listen`: what it is rung for. */
  listeningId: z.uuid().optional(),
  mode: ListeningMode.optional(),
  to: z.string().max(30).optional(),
  from: z.string().max(30).optional(),
  locale: Locale.optional(),
});
export type VoiceDispatch = z.infer<typeof VoiceDispatch>;

export const Dispatch = z.discriminatedUnion('channel', [EmailDispatch, ChatDispatch, VoiceDispatch]);
export type Dispatch = z.infer<typeof Dispatch>;
