/** What the API and the sockets answer with: one shape per noun, the same on both. Times are ISO 8601 UTC. */
import { CallQuality } from './call-quality.js';
import { TicketCallback } from './callbacks.js';
import { z } from 'zod';
import { AttachmentScan } from './inbound-message.js';
import { LiveRecording } from './call-recording.js';
import { MailSpam, SaidOfMail } from './mail-spam.js';
import { ThreadingOutcome } from './mail-threading.js';
import { MailTrust } from './mail-trust.js';
import {
  AgentActivity,
  AgentState,
  AlarmStep,
  CallFault,
  CallPartyState,
  CallRole,
  Channel,
  ClockKind,
  DeliveryState,
  HandOverKind,
  IdentityKind,
  IdentityProof,
  InteractionState,
  Level,
  ListeningMode,
  ListeningPurpose,
  ListeningRefusal,
  Locale,
  OfferState,
  Priority,
  Role,
  StandInWhy,
  SwarmState,
  TicketStatus,
  TicketType,
} from './vocabulary.js';
import { RoutingStep } from './routing-rules.js';

const when = z.iso.datetime();

export const AgentRef = z.object({ id: z.uuid(), name: z.string(), photo: z.string().nullable() });
export type AgentRef = z.infer<typeof AgentRef>;

export const ChannelLoad = z.object({ used: z.number().int(), max: z.number().int() });

/** An agent as colleagues see them. */
export const AgentView = AgentRef.extend({
  email: z.string(),
  role: Role,
  locale: Locale,
  languages: z.array(z.string()),
  skills: z.record(z.string(), z.number().int()),
  state: AgentState,
  stateReason: z.string().nullable(),
  stateSince: when,
  /** A live console within the last minute. */
  present: z.boolean(),
  activity: AgentActivity,
  wrapUpUntil: when.nullable(),
  load: z.object({ voice: ChannelLoad, email: ChannelLoad, chat: ChannelLoad }),
  queueIds: z.array(z.uuid()),
  version: z.number().int(),
});
export type AgentView = z.infer<typeof AgentView>;

export const MeView = AgentView.extend({ abilities: z.array(z.string()) });
export type MeView = z.infer<typeof MeView>;

export const IdentityView = z.object({
  id: z.uuid(),
  kind: IdentityKind,
  value: z.string(),
  proof: IdentityProof,
  /** Plain words: why we believe it belongs to this customer. */
  evidence: z.string().nullable(),
  since: when,
});
export type IdentityView = z.infer<typeof IdentityView>;

export const CustomerRef = z.object({ id: z.uuid(), name: z.string().nullable() });

/** "Probably the same person": explained, and undone with one press. */
export const SamePersonView = z.object({
  id: z.uuid(),
  identity: IdentityView,
  reason: z.string(),
  state: z.enum(['proposed', 'confirmed', 'separated']),
  interactionIds: z.array(z.uuid()),
});
export type SamePersonView = z.infer<typeof SamePersonView>;

export const CustomerView = CustomerRef.extend({
  locale: Locale.nullable(),
  identities: z.array(IdentityView),
  samePerson: z.array(SamePersonView),
  since: when,
  openTickets: z.number().int(),
  version: z.number().int(),
});
export type CustomerView = z.infer<typeof CustomerView>;

export const QueueRef = z.object({ id: z.uuid(), name: z.string() });

/** Somebody of the house on a call. */
export const CallParty = z.object({
  agent: AgentRef,
  role: CallRole.exclude(['customer']),
  state: CallPartyState,
  /** Null while it rings. */
  since: when.nullable(),
});
export type CallParty = z.infer<typeof CallParty>;

/** A supervisor on a colleague's call: shown to everybody who sees the call, from the moment they asked for it. */
export const CallListener = z.object({
  supervisor: AgentRef,
  /** `asked`: their telephone is about to ring; nothing is heard yet. */
  state: z.enum(['asked', 'here']),
  mode: ListeningMode,
  purpose: ListeningPurpose,
  /** More on the purpose, in the supervisor's words. */
  words: z.string().nullable(),
  since: when,
  /** Why their last wish came to nothing. */
  refusal: ListeningRefusal.nullable(),
});
export type CallListener = z.infer<typeof CallListener>;

/** An agent on a call asks for help, or was answered. */
export const RaisedHand = z.object({
  since: when,
  words: z.string().nullable(),
  /** Null while it is up; an answer stands until the agent has read it. */
  answer: z.object({ by: AgentRef, text: z.string(), at: when }).nullable(),
});
export type RaisedHand = z.infer<typeof RaisedHand>;

/** A call as its agents see it while it goes on: only what the carrier confirmed. */
export const CallView = z.object({
  /** When the customer was last put on hold; null while they hear us. */
  heldSince: when.nullable(),
  /** Milliseconds of hold that are over. */
  heldMs: z.number().int(),
  /** The customer's own line; null as long as it was not called. */
  customer: CallPartyState.nullable(),
  parties: z.array(CallParty).max(50),
  fault: CallFault.nullable(),
  listeners: z.array(CallListener).max(20),
  hand: RaisedHand.nullable(),
  /** At the telephone of the agent whose call it is; null until it told. */
  quality: CallQuality.nullable(),
  /** Null when nothing of this call is recorded, nor was to be. */
  recording: LiveRecording.nullable(),
});
export type CallView = z.infer<typeof CallView>;

export const InteractionView = z.object({
  id: z.uuid(),
  ticketId: z.uuid(),
  channel: Channel,
  /** `out`: we called them. */
  direction: z.enum(['in', 'out']),
  state: InteractionState,
  agent: AgentRef.nullable(),
  queueId: z.uuid().nullable(),
  identityId: z.uuid(),
  startedAt: when,
  queuedAt: when.nullable(),
  connectedAt: when.nullable(),
  endedAt: when.nullable(),
  wrapUpUntil: when.nullable(),
  /** Null on other channels and before the line is up. */
  call: CallView.nullable(),
  version: z.number().int(),
});
export type InteractionView = z.infer<typeof InteractionView>;

const part = z.string().trim().max(2_000);
/** What a colleague reads first, in four parts; each may be left out. */
export const HandOverCard = z.strictObject({ wants: part, done: part, left: part, promised: part }).partial();
export type HandOverCard = z.infer<typeof HandOverCard>;

/** A hand-over that waits for its answer; the owner is still the owner. */
export const HandOverView = z.object({
  id: z.uuid(),
  kind: HandOverKind,
  from: AgentRef,
  to: AgentRef,
  /** For colleagues: it comes from the notes and never leaves the house. */
  innerNote: z.string(),
  customerLine: z.string(),
  card: HandOverCard,
  proposedAt: when,
  expiresAt: when,
});
export type HandOverView = z.infer<typeof HandOverView>;

/** Who answers while the owner is absent; the owner is still the owner. */
export const StandInView = AgentRef.extend({
  since: when,
  /** When the owner is expected back; null: not known. */
  until: when.nullable(),
  why: StandInWhy,
  /** Whether the customer has read who they are. */
  introduced: z.boolean(),
});
export type StandInView = z.infer<typeof StandInView>;

/** What happened while a stand-in answered, for the owner who is back and has not read it yet. */
export const HandBackView = z.object({
  id: z.uuid(),
  agent: AgentRef,
  since: when,
  endedAt: when,
  /** Messages of the customer, and answers to them. */
  received: z.number().int(),
  answered: z.number().int(),
  /** Still with the stand-in: calls and chats that go on. */
  stillOpen: z.array(Channel),
});
export type HandBackView = z.infer<typeof HandBackView>;
/** Who follows a ticket: up to where they have read it, and where a note last named them. */
export const FollowerView = AgentRef.extend({ readSeq: z.number().int(), mentionSeq: z.number().int() });
export type FollowerView = z.infer<typeof FollowerView>;

/** Somebody who is asked to look at a ticket now, or looks at it with the others; the question is for colleagues. */
export const SwarmSeat = z.object({
  agent: AgentRef,
  by: AgentRef,
  question: z.string(),
  state: SwarmState.extract(['invited', 'accepted']),
  at: when,
});
export type SwarmSeat = z.infer<typeof SwarmSeat>;

/** A wrap-up that goes on: one per agent and interaction, also of who left the customer to a colleague. */
export const WrapUpView = z.object({
  id: z.uuid(),
  interactionId: z.uuid(),
  channel: Channel,
  agent: AgentRef,
  began: when,
  until: when,
});
export type WrapUpView = z.infer<typeof WrapUpView>;

export const TicketLabel = z.object({ id: z.uuid(), number: z.string() });
export type TicketLabel = z.infer<typeof TicketLabel>;
/** A clock as last reckoned; what is late by now its times tell. */
export const TicketClock = z.object({
  kind: ClockKind,
  startedAt: when,
  dueAt: when.nullable(),
  warnAt: when.nullable(),
  metAt: when.nullable(),
  breachedAt: when.nullable(),
  pausedAt: when.nullable(),
  /** Business time used before it last started or paused. */
  spentMs: z.number().int(),
  targetMs: z.number().int().nullable(),
});
export type TicketClock = z.infer<typeof TicketClock>;

/** The promise that is due next; or one that lapsed, until it is made good. */
export const TicketPromise = z.object({
  id: z.uuid(),
  text: z.string(),
  madeAt: when,
  dueAt: when,
  state: z.enum(['open', 'lapsed']),
  /** Soon due: honest words for the customer, and when they say that news will come. */
  draft: z.object({ text: z.string(), nextAt: when }).nullable(),
});
export type TicketPromise = z.infer<typeof TicketPromise>;

/** A lapsed promise that somebody was told of and has not looked at. */
export const TicketAlarm = z.object({
  id: z.uuid(),
  promiseId: z.uuid(),
  step: AlarmStep,
  agentId: z.uuid(),
  raisedAt: when,
});
export type TicketAlarm = z.infer<typeof TicketAlarm>;

/** For colleagues: who we wait for, and until when. */
export const TicketSupplierWait = z.object({
  id: z.uuid(),
  supplier: z.string(),
  asked: z.string(),
  askedAt: when,
  dueAt: when,
});
export type TicketSupplierWait = z.infer<typeof TicketSupplierWait>;

export const TicketDisruptionFacts = z.object({
  people: z.number().int(),
  blockedPercent: z.number().int(),
  since: when,
  workingAt: when.nullable(),
  hourlyCostCents: z.number().int(),
  currency: z.string(),
});
export type TicketDisruptionFacts = z.infer<typeof TicketDisruptionFacts>;

export const Ticket = z.object({
  id: z.uuid(),
  number: z.string(),
  subject: z.string(),
  type: TicketType,
  status: TicketStatus,
  priority: Priority,
  /** Why it was set by hand; null while the table decides. */
  priorityReason: z.string().nullable(),
  impact: Level,
  urgency: Level,
  owner: AgentRef.nullable(),
  ownerSince: when.nullable(),
  standIn: StandInView.nullable(),
  /** The owner is absent and nobody was found to stand in: supervisors are told. */
  standInSought: z.boolean(),
  handBack: HandBackView.nullable(),
  customer: CustomerRef.extend({ identities: z.array(IdentityView) }),
  queue: QueueRef.nullable(),
  channels: z.array(Channel),
  /** Interactions not yet ended, oldest first. */
  live: z.array(InteractionView),
  /** Of whoever has not finished theirs. */
  wrapUps: z.array(WrapUpView),
  lastMessage: z
    .object({ at: when, direction: z.enum(['in', 'out']), channel: Channel, excerpt: z.string() })
    .nullable(),
  openedAt: when,
  updatedAt: when,
  resolvedAt: when.nullable(),
  handOverCount: z.number().int(),
  /** Who wrote or spoke to the customer about it, in the order they first did. */
  met: z.array(AgentRef),
  /** How often the customer had to say something again. */
  repeats: z.number().int(),
  /** Addresses that were copied in: they may answer into the ticket. */
  participants: z.array(z.string()),
  /** Proposed and not yet decided. */
  handOver: HandOverView.nullable(),
  /** The ticket in which its conversation goes on. */
  mergedInto: TicketLabel.nullable(),
  followers: z.array(FollowerView),
  swarm: z.array(SwarmSeat),
  clocks: z.array(TicketClock),
  promise: TicketPromise.nullable(),
  alarms: z.array(TicketAlarm),
  supplierWaits: z.array(TicketSupplierWait),
  disruption: TicketDisruptionFacts.nullable(),
  /** The customer is to be called back. */
  callback: TicketCallback.nullable(),
  /** Highest timeline sequence number; gapless from 1. */
  seq: z.number().int(),
  version: z.number().int(),
});
export type Ticket = z.infer<typeof Ticket>;

export const AttachmentView = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.string(),
  size: z.number().int(),
  inline: z.boolean(),
  contentId: z.string().nullable(),
  /** Null: of a door that is not looked at. `released`: an administrator lets it be opened all the same. */
  scan: AttachmentScan.extend({ released: z.boolean() }).nullable(),
});
export type AttachmentView = z.infer<typeof AttachmentView>;

/** `visibility: 'inner'` never leaves the house; it comes from another table than messages do. */
export const TimelineItem = z.object({
  id: z.uuid(),
  seq: z.number().int().positive(),
  kind: z.enum(['message', 'note', 'call', 'event']),
  channel: Channel.nullable(),
  direction: z.enum(['in', 'out']).nullable(),
  visibility: z.enum(['customer', 'inner']),
  author: z.object({
    kind: z.enum(['customer', 'agent', 'system', 'rule']),
    id: z.uuid().nullable(),
    name: z.string().nullable(),
  }),
  at: when,
  subject: z.string().nullable(),
  text: z.string().nullable(),
  /** The part written now, when quoted history was split off. */
  replyText: z.string().nullable(),
  /** Sanitised; shown only inside a sandboxed frame. */
  html: z.string().nullable(),
  attachments: z.array(AttachmentView),
  interactionId: z.uuid().nullable(),
  /** Outbound messages only. */
  delivery: z.object({ state: DeliveryState, detail: z.string().nullable(), at: when.nullable() }).nullable(),
  /** Calls: state, durations; events: name and what changed; messages: flags such as `unverified-sender`. */
  data: z.record(z.string(), z.unknown()),
});
export type TimelineItem = z.infer<typeof TimelineItem>;

export const OfferView = z.object({
  id: z.uuid(),
  state: OfferState,
  agentId: z.uuid(),
  ticketId: z.uuid(),
  ticketNumber: z.string(),
  interactionId: z.uuid(),
  channel: Channel,
  queue: QueueRef.nullable(),
  customer: CustomerRef,
  subject: z.string(),
  /** The address they come from: number, e-mail or visitor; for callers nobody has named yet. */
  from: z.string().nullable(),
  excerpt: z.string().nullable(),
  /** A call to be made: nobody is on the line yet. */
  callback: z.boolean(),
  /** `owner`: their own customer came back; `stand-in`: an absent owner's; `last-agent`: they helped this customer last; `queue`: next in line; `supervisor`: asked by name. */
  reason: RoutingStep,
  waitingSince: when,
  madeAt: when,
  expiresAt: when,
});
export type OfferView = z.infer<typeof OfferView>;

/** What happens to a waiting item next, and when: the answer of who is asked, the owner's time, the next ring, or the next free member. */
export const NextStep = z.object({
  kind: z.enum(['answer', 'owner', 'ring', 'member', 'nobody']),
  at: when.nullable(),
});
export type NextStep = z.infer<typeof NextStep>;

export const WaitingItem = z.object({
  interactionId: z.uuid(),
  ticketId: z.uuid(),
  ticketNumber: z.string(),
  channel: Channel,
  customer: CustomerRef,
  from: z.string().nullable(),
  subject: z.string(),
  priority: Priority,
  waitingSince: when,
  /** Waits to be called back, not on the line. */
  callback: z.boolean(),
  state: z.enum(['waiting', 'offered']),
  offeredTo: AgentRef.nullable(),
  owner: AgentRef.nullable(),
  next: NextStep,
  position: z.number().int().positive(),
});
export type WaitingItem = z.infer<typeof WaitingItem>;

export const QueueLive = QueueRef.extend({
  waiting: z.number().int(),
  longestWaitSince: when.nullable(),
  staffed: z.number().int(),
  available: z.number().int(),
  estimatedWaitSeconds: z.number().int().nullable(),
  /** Tasks on tickets that nobody of the team has taken yet. */
  openTasks: z.number().int(),
  items: z.array(WaitingItem),
  version: z.number().int(),
});
export type QueueLive = z.infer<typeof QueueLive>;

/** Why a mail is kept back: it looks like spam, returns something we never sent, goes round in circles, or cannot be read. */
export const QuarantineWhy = z.enum(['spam', 'orphan-return', 'loop', 'unreadable']);
export type QuarantineWhy = z.infer<typeof QuarantineWhy>;

export const MailRecord = z.object({
  id: z.uuid(),
  door: z.enum(['imap', 'smtp', 'upload']),
  mailbox: z.string().nullable(),
  state: z.enum(['stored', 'processed', 'duplicate', 'suppressed', 'quarantined']),
  sha256: z.string(),
  size: z.number().int(),
  receivedAt: when,
  attempts: z.number().int(),
  error: z.string().nullable(),
  /** Why it is, or was last, in quarantine; the words of it are in `error`. */
  heldWhy: QuarantineWhy.nullable(),
  duplicateOf: z.uuid().nullable(),
  ticketId: z.uuid().nullable(),
  timelineItemId: z.uuid().nullable(),
  verdict: z
    .object({
      auto: z.boolean(),
      outOfOffice: z.boolean(),
      bulk: z.boolean(),
      bounce: z.boolean(),
      delayed: z.boolean(),
      hard: z.boolean(),
      complaint: z.boolean(),
      evidence: z.array(z.string()),
    })
    .nullable(),
  reports: z.array(
    z.object({
      recipient: z.string().nullable(),
      action: z.string().nullable(),
      status: z.string().nullable(),
      reason: z.string().nullable(),
      hard: z.boolean(),
    }),
  ),
  parsed: z
    .object({
      from: z.array(z.object({ name: z.string(), address: z.string() })),
      to: z.array(z.object({ name: z.string(), address: z.string() })),
      subject: z.string(),
      messageId: z.string().nullable(),
      inReplyTo: z.string().nullable(),
      references: z.array(z.string()),
      attachments: z.array(z.object({ name: z.string(), type: z.string(), size: z.number().int() })),
      text: z.string(),
      replyText: z.string(),
    })
    .nullable(),
  /** Null while it waits to be read. */
  trust: MailTrust.nullable(),
  spam: MailSpam.nullable(),
  threading: ThreadingOutcome.nullable(),
  /** What a person said of it. */
  said: SaidOfMail.nullable(),
});
export type MailRecord = z.infer<typeof MailRecord>;
