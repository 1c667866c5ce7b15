/** The closed word lists of the house: every status, state and kind that crosses a room's door. */
import { z } from 'zod';

export const Channel = z.enum(['voice', 'email', 'chat']);
export type Channel = z.infer<typeof Channel>;

export const Role = z.enum(['agent', 'supervisor', 'admin']);
export type Role = z.infer<typeof Role>;

export const Locale = z.enum(['fr', 'en']);
export type Locale = z.infer<typeof Locale>;

export const TicketType = z.enum(['incident', 'request', 'change', 'problem', 'question']);
export type TicketType = z.infer<typeof TicketType>;

/** new → open ⇄ pending (on the customer) ⇄ on-hold (on a third party) → resolved → closed; a reply reopens until closed. */
export const TicketStatus = z.enum(['new', 'open', 'pending', 'on-hold', 'resolved', 'closed']);
export type TicketStatus = z.infer<typeof TicketStatus>;

export const Level = z.enum(['low', 'medium', 'high']);
export type Level = z.infer<typeof Level>;

export const Priority = z.enum(['low', 'normal', 'high', 'urgent']);
export type Priority = z.infer<typeof Priority>;

/** Whose patience a clock measures: the customer's own, never paused, and three of the house in business time. */
export const ClockKind = z.enum(['customer', 'first-answer', 'next-answer', 'resolution']);
export type ClockKind = z.infer<typeof ClockKind>;

export const PromiseState = z.enum(['open', 'kept', 'renewed', 'lapsed', 'cancelled']);
export type PromiseState = z.infer<typeof PromiseState>;

/** Who hears of a lapsed promise, one after the other until it is made good. */
export const AlarmStep = z.enum(['owner', 'stand-in', 'supervisors']);
export type AlarmStep = z.infer<typeof AlarmStep>;

/** In a supplier's thread: we chased them, or they answered. */
export const SupplierDirection = z.enum(['to', 'from']);
export type SupplierDirection = z.infer<typeof SupplierDirection>;

export const InteractionState = z.enum([
  'waiting',
  'offered',
  'connected',
  'held',
  'wrapping-up',
  'ended',
  'abandoned',
]);
export type InteractionState = z.infer<typeof InteractionState>;

/** Who or what ended a wrap-up; by `time` nothing was given. */
export const WrapUpEnd = z.enum(['agent', 'supervisor', 'time']);
export type WrapUpEnd = z.infer<typeof WrapUpEnd>;

/** What somebody is to a call: the one who is served, who serves them, who was asked in, who listens in by their duty. */
export const CallRole = z.enum(['customer', 'agent', 'guest', 'supervisor']);
export type CallRole = z.infer<typeof CallRole>;

/** Where a party of a call stands; the last three ended without a talk. */
export const CallPartyState = z.enum(['ringing', 'present', 'left', 'no-answer', 'busy', 'failed']);
export type CallPartyState = z.infer<typeof CallPartyState>;

/** How a supervisor is on a colleague's call: heard by nobody, by the colleague alone, or by everybody. */
export const ListeningMode = z.enum(['listen', 'whisper', 'barge']);
export type ListeningMode = z.infer<typeof ListeningMode>;

/** Why a supervisor listens: said before they hear anything, and shown to who is listened to. */
export const ListeningPurpose = z.enum(['help-asked', 'training', 'complaint', 'quality']);
export type ListeningPurpose = z.infer<typeof ListeningPurpose>;

/** Why a wish to listen, to whisper or to barge in came to nothing. */
export const ListeningRefusal = z.enum(['agent-gone', 'call-over', 'no-answer', 'line-gone', 'not-possible']);
export type ListeningRefusal = z.infer<typeof ListeningRefusal>;

/** What the carrier did not do though it was asked. */
export const CallFault = z.enum(['hold', 'resume', 'invite', 'dismiss', 'to-queue']);
export type CallFault = z.infer<typeof CallFault>;

/** What the agent declares. *Engaged* and *wrapping-up* are computed, never declared. */
export const AgentState = z.enum(['available', 'away', 'offline']);
export type AgentState = z.infer<typeof AgentState>;

export const AgentActivity = z.enum(['idle', 'offered', 'engaged', 'wrapping-up']);
export type AgentActivity = z.infer<typeof AgentActivity>;

export const OfferState = z.enum(['made', 'accepted', 'declined', 'expired', 'withdrawn']);
export type OfferState = z.infer<typeof OfferState>;

/** Introduce: both stay in sight of the customer. Consult: a colleague helps, the owner stays. Transfer: the ticket moves. */
export const HandOverKind = z.enum(['introduce', 'consult', 'transfer']);
export type HandOverKind = z.infer<typeof HandOverKind>;

export const HandOverState = z.enum(['proposed', 'accepted', 'declined', 'expired', 'withdrawn']);
export type HandOverState = z.infer<typeof HandOverState>;

/** How one ticket stands to another, read from the first to the second. */
export const LinkKind = z.enum(['child-of', 'duplicate-of', 'incident-of', 'follow-up-of']);
export type LinkKind = z.infer<typeof LinkKind>;

/** How an identity came to belong to a customer: proven by the channel itself, or only claimed by who typed it. */
export const IdentityProof = z.enum(['proven', 'claimed', 'confirmed']);
export type IdentityProof = z.infer<typeof IdentityProof>;

export const IdentityKind = z.enum(['email', 'phone', 'visitor']);
export type IdentityKind = z.infer<typeof IdentityKind>;

export const DeliveryState = z.enum([
  'held',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'retrying',
  'failed',
  'bounced',
  'unsure',
  'cancelled',
]);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** Where a step of a ticket's plan stands. */
export const PlanStepState = z.enum(['planned', 'doing', 'done', 'dropped']);
export type PlanStepState = z.infer<typeof PlanStepState>;

/** What a field of the house holds. */
export const FieldKind = z.enum(['text', 'number', 'date', 'choice', 'choices', 'yes-no', 'link']);
export type FieldKind = z.infer<typeof FieldKind>;

/** For whom a field was made, from the beginning and for good. */
export const FieldAudience = z.enum(['inner', 'customer']);
export type FieldAudience = z.infer<typeof FieldAudience>;

/** Of the problem as understood: read back to the customer, who says that it is right or how it is. */
export const UnderstoodState = z.enum(['written', 'read-back', 'confirmed', 'corrected']);
export type UnderstoodState = z.infer<typeof UnderstoodState>;

/** What stands on a ticket so that the customer is not asked again: what they told, and what was tried. */
export const FactKind = z.enum(['told', 'tried']);
export type FactKind = z.infer<typeof FactKind>;

/** How something that was tried turned out. */
export const TriedOutcome = z.enum(['helped', 'did-not-help', 'not-known']);
export type TriedOutcome = z.infer<typeof TriedOutcome>;

/** What is noted of a customer: what they own or use, who they are, how they like it, and what we mind. */
export const ProfileKind = z.enum(['owns', 'role', 'language', 'channel', 'time', 'expertise', 'know']);
export type ProfileKind = z.infer<typeof ProfileKind>;

/** A task on a ticket: waits for somebody of a team, is in somebody's hands, and ends with a result or a reason. */
export const TaskState = z.enum(['open', 'taken', 'done', 'dropped']);
export type TaskState = z.infer<typeof TaskState>;

/** Of somebody who was asked into a swarm. */
export const SwarmState = z.enum(['invited', 'accepted', 'declined', 'left']);
export type SwarmState = z.infer<typeof SwarmState>;

/** What a template may say of a ticket: only what its customer knows or may know. */
export const TicketVariable = z.enum([
  'greeting',
  'customer.name',
  'customer.first-name',
  'ticket.number',
  'ticket.subject',
  'owner.name',
  'agent.name',
  'promise.next',
  'matter.understood',
  'plan.steps',
]);
export type TicketVariable = z.infer<typeof TicketVariable>;

/** Why words belong in the kitchen and not in what a customer reads. */
export const InnerWordKind = z.enum([
  'sla',
  'supplier',
  'team',
  'tier',
  'queue',
  'refusal',
  'empty-apology',
  'jargon',
]);
export type InnerWordKind = z.infer<typeof InnerWordKind>;

/** Why somebody is not there by their own or a supervisor's word; colleagues and customers never read it. */
export const AbsenceKind = z.enum(['holiday', 'sick', 'training', 'other']);
export type AbsenceKind = z.infer<typeof AbsenceKind>;

/** What makes an owner absent: an absence, the hours outside their calendar, or a console closed for long. */
export const AbsentWhy = z.enum(['absence', 'off-hours', 'offline']);
export type AbsentWhy = z.infer<typeof AbsentWhy>;

/** How a stand-in came to be: named for this ticket, chosen for the absence, who last helped this customer, or who has least in hand. */
export const StandInWhy = z.enum(['named', 'chosen', 'last-agent', 'least-loaded']);
export type StandInWhy = z.infer<typeof StandInWhy>;

/** What can be found by its words. */
export const SearchKind = z.enum(['ticket', 'customer', 'message', 'note', 'article']);
export type SearchKind = z.infer<typeof SearchKind>;

/** A job on many tickets runs, was stopped before its end, or has ended. */
export const BulkJobState = z.enum(['running', 'stopped', 'ended']);
export type BulkJobState = z.infer<typeof BulkJobState>;

/** What became of one ticket of the job. */
export const BulkItemState = z.enum(['waiting', 'done', 'unchanged', 'refused', 'stopped']);
export type BulkItemState = z.infer<typeof BulkItemState>;

/** Who may read an article once it is published. */
export const ArticleVisibility = z.enum(['internal', 'public']);
export type ArticleVisibility = z.infer<typeof ArticleVisibility>;

/** A published article may be written on: what is read stays as published until it is published again. */
export const ArticleState = z.enum(['draft', 'published', 'archived']);
export type ArticleState = z.infer<typeof ArticleState>;

/** What a version of an article came of. */
export const RevisionWhat = z.enum(['created', 'changed', 'published', 'archived', 'restored']);
export type RevisionWhat = z.infer<typeof RevisionWhat>;
