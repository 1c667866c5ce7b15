/** Request bodies, queries and answers of the HTTP API; the same schemas feed validation and docs/openapi.json. */
import { z } from 'zod';
import { Actor } from './events.js';
import { FieldValue } from './fields.js';
import { AttachmentRef } from './inbound-message.js';
import {
  AgentState,
  Channel,
  HandOverKind,
  Level,
  Locale,
  Priority,
  TicketStatus,
  TicketType,
} from './vocabulary.js';
import { HandOverCard, MeView, Ticket, TimelineItem } from './views.js';

const text = z.string().trim().min(1).max(50_000);
const limit = z.coerce.number().int().min(1).max(200).default(50);
const cursor = z.string().max(200).optional();

export const Login = z.object({
  email: z.string().trim().toLowerCase().max(320),
  password: z.string().min(1).max(200),
});
export type Login = z.infer<typeof Login>;

export const LoginAnswer = z.object({ accessToken: z.string(), expiresAt: z.iso.datetime(), agent: MeView });
export type LoginAnswer = z.infer<typeof LoginAnswer>;

export const TicketQuery = z.object({
  status: z.union([TicketStatus, z.array(TicketStatus)]).optional(),
  ownerId: z.uuid().optional(),
  queueId: z.uuid().optional(),
  customerId: z.uuid().optional(),
  q: z.string().max(200).optional(),
  sort: z
    .enum(['updatedAt', '-updatedAt', 'openedAt', '-openedAt', 'priority', '-priority'])
    .default('-updatedAt'),
  limit,
  cursor,
});
export type TicketQuery = z.infer<typeof TicketQuery>;

export const TicketPage = z.object({ items: z.array(Ticket), nextCursor: z.string().nullable() });
export type TicketPage = z.infer<typeof TicketPage>;

export const TimelineQuery = z.object({
  limit,
  /** Opaque; pages go back in time, newest page first, items of a page oldest first. */
  cursor,
});
export type TimelineQuery = z.infer<typeof TimelineQuery>;

export const TimelinePage = z.object({ items: z.array(TimelineItem), nextCursor: z.string().nullable() });
export type TimelinePage = z.infer<typeof TimelinePage>;

export const SendMessage = z.object({
  channel: Channel.exclude(['voice']),
  text,
  html: z.string().max(500_000).optional(),
  to: z.array(z.email().max(320)).max(48).optional(),
  cc: z.array(z.email().max(320)).max(48).optional(),
  attachmentIds: z.array(z.uuid()).max(20).optional(),
  /** Undo window in milliseconds before it leaves; 0 sends at once. */
  delayMs: z.number().int().min(0).max(60_000).optional(),
  /** The words in which a stand-in introduces themselves in their first answer; absent: the house's own. */
  introduction: z.string().trim().min(1).max(2_000).optional(),
  /** Said on purpose: also to an address whose mail came back. */
  anyway: z.boolean().optional(),
  /** The newest entry of the timeline the writer has seen: a colleague's answer after it refuses this one (`answered-meanwhile`). */
  seenSeq: z.number().int().min(0).optional(),
  /** Resolved with it, or neither: what resolving asks for first refuses the whole. Taking the mail back undoes both. */
  resolve: z.boolean().optional(),
  /** Under a mail, the customer's last message as mail programs quote it. */
  quote: z.boolean().optional(),
});
export type SendMessage = z.infer<typeof SendMessage>;

export const WriteNote = z.object({ text });
export type WriteNote = z.infer<typeof WriteNote>;

export const HandOver = z.object({
  to: z.union([z.strictObject({ agentId: z.uuid() }), z.strictObject({ queueId: z.uuid() })]),
  /** A queue knows transfer only. */
  kind: HandOverKind.default('transfer'),
  innerNote: text,
  customerLine: text,
  card: HandOverCard.default({}),
  /** Why a ticket that changed hands twice moves once more: supervisors only, and only said when it is needed. */
  override: z.string().trim().min(1).max(500).optional(),
});
export type HandOver = z.infer<typeof HandOver>;

export const DeclineHandOver = z.object({ reason: z.string().trim().min(1).max(500) });
export type DeclineHandOver = z.infer<typeof DeclineHandOver>;

/** Calls the customer of a ticket. The client names the call, so that asking twice calls once. */
export const CallCustomer = z.strictObject({
  clientId: z.uuid(),
  /** Which of their numbers; absent: the one they used last. */
  identityId: z.uuid().optional(),
});
export type CallCustomer = z.infer<typeof CallCustomer>;

/** A colleague asked into a call, or let go. */
export const CallColleague = z.strictObject({ agentId: z.uuid() });
export type CallColleague = z.infer<typeof CallColleague>;

export const ChangeTicket = z
  .strictObject({
    subject: z.string().trim().min(1).max(998),
    type: TicketType,
    status: TicketStatus,
    impact: Level,
    urgency: Level,
    /** Normally computed from impact × urgency; setting it needs a reason, null lets the table decide again. */
    priority: Priority.nullable(),
    reason: z.string().trim().min(1).max(500),
  })
  .partial()
  .refine((change) => !change.priority || change.reason !== undefined, {
    path: ['reason'],
    message: 'A priority set by hand needs a reason',
  });
export type ChangeTicket = z.infer<typeof ChangeTicket>;

export const OpenTicket = z.object({
  subject: z.string().trim().min(1).max(998),
  type: TicketType.default('question'),
  customerId: z.uuid().optional(),
  customer: z
    .object({
      name: z.string().trim().max(200).optional(),
      email: z.email().max(320).optional(),
      phone: z.string().max(30).optional(),
    })
    .optional(),
  queueId: z.uuid().optional(),
  impact: Level.default('low'),
  urgency: Level.default('medium'),
  note: z.string().trim().max(50_000).optional(),
  /** Values of the house's own fields, by field. */
  fields: z
    .record(z.uuid(), FieldValue)
    .refine((values) => Object.keys(values).length <= 100, { message: 'At most 100 fields at once' })
    .default({}),
});
export type OpenTicket = z.infer<typeof OpenTicket>;

export const SetAgentState = z.object({ state: AgentState, reason: z.string().trim().max(80).optional() });
export type SetAgentState = z.infer<typeof SetAgentState>;

/** An agent's states, newest first: what changed, who changed it and why. */
export const AgentStateHistory = z.object({
  items: z.array(
    z.object({
      at: z.iso.datetime(),
      from: AgentState,
      to: AgentState,
      reason: z.string().nullable(),
      by: Actor,
    }),
  ),
});
export type AgentStateHistory = z.infer<typeof AgentStateHistory>;

/** The reason stays on the ticket. */
export const ReleaseAttachment = z.strictObject({
  released: z.boolean(),
  reason: z.string().trim().min(1).max(500),
});
export type ReleaseAttachment = z.infer<typeof ReleaseAttachment>;

export const Attachment = AttachmentRef.pick({ name: true, type: true, size: true }).extend({ id: z.uuid() });

export const ChangeMe = z.strictObject({ locale: Locale }).partial();
export type ChangeMe = z.infer<typeof ChangeMe>;

/** The softphone's registration; an identity, when given, must be the agent's own. */
export const VoiceTokenRequest = z.strictObject({ identity: z.string().max(121).optional() });
export type VoiceTokenRequest = z.infer<typeof VoiceTokenRequest>;

export const VoiceToken = z.object({
  token: z.string(),
  identity: z.string(),
  /** Host and path of the embedded carrier's signalling; null when the provider's own is used. */
  edge: z.string().nullable(),
  expiresAt: z.iso.datetime(),
  /** The way of the sound through networks that let none pass directly, with access of its own that ends; null: none is set up. */
  relay: z
    .object({
      urls: z.array(z.string()),
      username: z.string(),
      credential: z.string(),
      /** Nothing but the relay is to be tried. */
      only: z.boolean(),
    })
    .nullable(),
});
export type VoiceToken = z.infer<typeof VoiceToken>;
