/** The event catalogue: what happened, in the past tense, thin (ids and from/to); readers look up the truth. */
import { z } from 'zod';
import { BulkProgress } from './bulk-progress.js';
import { JudgedAs } from './mail-spam.js';
import {
  AgentState,
  Channel,
  ClockKind,
  HandOverKind,
  LinkKind,
  ListeningMode,
  ListeningRefusal,
  OfferState,
  Priority,
  TicketStatus,
} from './vocabulary.js';

const id = z.uuid();
const standIn = z.object({ ticketId: id, ownerId: id, from: id.nullable(), to: id.nullable() });
const promise = z.object({ ticketId: id, promiseId: id });
const alarm = promise.extend({ agentId: id });
const supplierWait = z.object({ ticketId: id, supplierWaitId: id });
const handOver = z.object({ handOverId: id, ticketId: id, kind: HandOverKind, from: id, to: id });

export const events = {
  'interaction.received': z.object({
    ticketId: id,
    interactionId: id,
    channel: Channel,
    /** True when this opened the interaction, false when it continued one. */
    started: z.boolean(),
    /** True when it opened a new ticket. */
    opened: z.boolean(),
  }),
  'interaction.connected': z.object({ ticketId: id, interactionId: id, agentId: id, channel: Channel }),
  'interaction.ended': z.object({
    ticketId: id,
    interactionId: id,
    channel: Channel,
    agentId: id.nullable(),
    abandoned: z.boolean(),
    by: z.enum(['customer', 'agent', 'system']),
    /** The channel itself said so: nobody there has to be told. */
    heard: z.boolean().optional(),
  }),
  'message.submitted': z.object({ ticketId: id, messageId: id, channel: Channel }),
  'message.sent': z.object({
    messageId: id,
    channel: Channel,
    providerId: z.string().nullable(),
    detail: z.string().nullable(),
  }),
  'message.failed': z.object({
    messageId: id,
    channel: Channel,
    detail: z.string(),
    /** `bounced` comes after `sent`: the receiving side gave it back. */
    state: z.enum(['retrying', 'failed', 'unsure', 'bounced']),
  }),
  'note.written': z.object({ ticketId: id, noteId: id }),
  'customer.identified': z.object({ customerId: id, identityId: id }),
  'customer.merged': z.object({ customerId: id, intoId: id }),
  'customer.same-person-proposed': z.object({ customerId: id, proposalId: id }),
  'customer.same-person-decided': z.object({
    customerId: id,
    proposalId: id,
    state: z.enum(['confirmed', 'separated']),
  }),
  'ticket.opened': z.object({ ticketId: id, customerId: id }),
  'ticket.queued': z.object({ ticketId: id, queueId: id }),
  'ticket.owner-changed': z.object({ ticketId: id, from: id.nullable(), to: id.nullable() }),
  'ticket.status-changed': z.object({ ticketId: id, from: TicketStatus, to: TicketStatus }),
  /** The customer said that it works again: the end of their own clock. */
  'ticket.confirmed': z.object({ ticketId: id }),
  'ticket.priority-changed': z.object({ ticketId: id, from: Priority, to: Priority }),
  /** `messageId` when only that message's delivery state changed. */
  /** `deliveryOnly`: only how far the message got; whether it answers the customer is as before. */
  'ticket.changed': z.object({
    ticketId: id,
    messageId: id.optional(),
    deliveryOnly: z.literal(true).optional(),
  }),
  /** Tags were put on it that it did not carry. */
  'ticket.tagged': z.object({ ticketId: id, tags: z.array(z.string()).min(1).max(30) }),
  /** An expert of level `to` was asked; the owner stays. */
  'ticket.escalated': z.object({ ticketId: id, from: z.int(), to: z.int(), agentId: id }),
  /** It changed hands so often that the next move needs a supervisor. */
  'ticket.bounced': z.object({ ticketId: id, handOvers: z.int() }),
  /** The ticket's conversation went into that of `intoId`, and back. */
  'ticket.merged': z.object({ ticketId: id, intoId: id }),
  'ticket.merge-undone': z.object({ ticketId: id, intoId: id }),
  /** A part of the conversation went into a new ticket, and back. */
  'ticket.split': z.object({ ticketId: id, newTicketId: id }),
  'ticket.split-undone': z.object({ ticketId: id, newTicketId: id }),
  'ticket.linked': z.object({ ticketId: id, otherId: id, kind: LinkKind }),
  'ticket.unlinked': z.object({ ticketId: id, otherId: id, kind: LinkKind }),
  /** An agent follows it, follows it no more, was named in a note or has read on. */
  'ticket.followed': z.object({ ticketId: id, agentId: id }),
  /** `from` hands over, `to` is asked; the owner changes with `accepted` only, and never for a consult. */
  'hand-over.proposed': handOver,
  'hand-over.accepted': handOver,
  'hand-over.declined': handOver,
  'hand-over.expired': handOver,
  'hand-over.withdrawn': handOver,
  /** `to` answers for the owner, who stays the owner; `from` did before. */
  'stand-in.named': standIn,
  'stand-in.ended': standIn,
  /** Nobody is left: the ticket waits in its queue, and these supervisors are told. */
  'stand-in.sought': standIn.extend({ supervisorIds: z.array(id).max(200) }),
  'sla.at-risk': z.object({ ticketId: id, kind: ClockKind, dueAt: z.iso.datetime() }),
  'sla.breached': z.object({ ticketId: id, kind: ClockKind, dueAt: z.iso.datetime() }),
  /** What is shown of a ticket's clocks is another than before. */
  'clock.changed': z.object({ ticketId: id }),
  'promise.made': promise,
  'promise.due-soon': promise,
  'promise.kept': promise,
  'promise.renewed': promise,
  'promise.lapsed': promise,
  /** It lapsed, and the customer has heard from us since. */
  'promise.made-good': promise,
  'promise.cancelled': promise,
  /** `agentId` is who is told. */
  'alarm.raised': alarm,
  'alarm.seen': alarm,
  'supplier-wait.begun': supplierWait,
  'supplier-wait.changed': supplierWait,
  'supplier-wait.overdue': supplierWait,
  'supplier-wait.ended': supplierWait,
  'disruption.changed': z.object({ ticketId: id }),
  'offer.made': z.object({
    offerId: id,
    ticketId: id,
    interactionId: id,
    agentId: id,
    queueId: id.nullable(),
  }),
  'offer.accepted': z.object({ offerId: id, ticketId: id, interactionId: id, agentId: id, channel: Channel }),
  'offer.ended': z.object({ offerId: id, ticketId: id, interactionId: id, agentId: id, state: OfferState }),
  'queue.changed': z.object({ queueId: id }),
  'agent.state-changed': z.object({ agentId: id, from: AgentState, to: AgentState }),
  'agent.absence-changed': z.object({ agentId: id }),
  'agent.changed': z.object({ agentId: id }),
  'wrap-up.completed': z.object({ interactionId: id, agentId: id }),
  /** A customer said how it was, from 1 to 5. */
  'csat.answered': z.object({ interactionId: id, score: z.int().min(1).max(5) }),
  /** Said by the voice edge about the agent's leg of a call. */
  'call.agent-joined': z.object({ interactionId: id, callSid: z.string(), agentId: id }),
  'call.agent-missed': z.object({ interactionId: id, callSid: z.string(), agentId: id, reason: z.string() }),
  /** Cut off while they talked, and nobody hung up; `callable`: their number is one that may be called. */
  'call.line-lost': z.object({ interactionId: id, callSid: z.string(), callable: z.boolean() }),
  /** Who is on the call, who of them is held, or how it sounds, is another than before. */
  'call.changed': z.object({ interactionId: id, callSid: z.string() }),
  /** Who listens to the call, how they are heard, or whether help is asked on it. */
  'supervision.changed': z.object({ interactionId: id, ticketId: id }),
  /** A supervisor wished to be on a call, or to be heard otherwise there, and it came to nothing. */
  'call.listening-failed': z.object({
    interactionId: id,
    agentId: id,
    wish: ListeningMode,
    reason: ListeningRefusal,
  }),
  /** Some of its tickets are done: how many of each, for who started it. */
  'bulk-job.progressed': z.object({ startedBy: id, progress: BulkProgress }),
  /** Written, published, archived or brought back. */
  'article.changed': z.object({ articleId: id }),
  /** Its settings, or how it does. */
  'mailbox.changed': z.object({ mailboxId: id }),
  'mail.quarantined': z.object({ rawMailId: id, reason: z.string() }),
  /** An agent said of a mail whether it is spam. */
  'mail.judged': z.object({ rawMailId: id, as: JudgedAs, agentId: id }),
} as const;

export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.infer<(typeof events)[N]>;

/** Durable listeners: one delivery row each, per event, written with the event. Every process knows the list, whoever hosts them. */
export const subscriptions = {
  'tickets.delivery-state': ['message.sent', 'message.failed'],
  'routing.interaction-ended': ['interaction.ended'],
  'routing.priority': ['ticket.priority-changed'],
  'routing.reopened': ['ticket.status-changed'],
  'routing.taken': ['ticket.owner-changed'],
  'routing.call-legs': ['call.agent-joined', 'call.agent-missed'],
  'callbacks.tried': ['interaction.ended'],
  'callbacks.settled': ['ticket.status-changed'],
  'callbacks.lost': ['call.line-lost'],
  'tickets.calls': ['call.changed'],
  'supervision.calls': ['call.changed', 'call.listening-failed', 'interaction.ended'],
  'tickets.satisfaction': ['csat.answered'],
  'clocks.ticket': [
    'ticket.opened',
    'interaction.received',
    'interaction.connected',
    'message.submitted',
    'ticket.status-changed',
    'ticket.priority-changed',
    'ticket.confirmed',
    'ticket.changed',
  ],
  'standins.ticket': ['ticket.owner-changed', 'ticket.status-changed'],
  'standins.agent': ['agent.state-changed', 'agent.absence-changed'],
  'routing.stand-in': ['stand-in.named', 'stand-in.ended', 'stand-in.sought'],
  'clocks.promises': ['ticket.merged', 'ticket.merge-undone', 'ticket.split-undone'],
  'record.resolved': ['ticket.status-changed'],
  'rules.ticket': [
    'ticket.opened',
    'interaction.received',
    'message.submitted',
    'ticket.status-changed',
    'ticket.priority-changed',
    'ticket.owner-changed',
    'ticket.tagged',
    'hand-over.accepted',
    'sla.at-risk',
    'sla.breached',
  ],
  'email.judged': ['mail.judged'],
  'delivery.offer-accepted': ['offer.accepted'],
  'delivery.call-handed-over': ['hand-over.accepted'],
  'delivery.chat-greeting': ['interaction.received'],
  'delivery.interaction-ended': ['interaction.ended'],
} as const satisfies Record<string, readonly EventName[]>;

export type ListenerName = keyof typeof subscriptions;

/** Asked while the event is written: a listener that would only shrug gets no delivery row. Absent: it wants them all. */
export const concerns: {
  [L in ListenerName]?: (data: EventData<(typeof subscriptions)[L][number]>) => boolean;
} = {
  'record.resolved': (data) => data.to === 'resolved',
  'routing.taken': (data) => data.from === null && data.to !== null,
  'routing.reopened': (data) => data.from === 'resolved' && data.to === 'open',
  'callbacks.settled': (data) => data.to === 'resolved' || data.to === 'closed',
  'callbacks.tried': (data) => data.channel === 'voice',
  'delivery.interaction-ended': (data) => data.by !== 'customer' && !data.heard && data.channel !== 'email',
  'delivery.chat-greeting': (data) => data.channel === 'chat' && data.started,
  // What opened a ticket is said by `ticket.opened` in the same transaction.
  // A new ticket that is opened was taken: its owner is told of apart.
  'standins.ticket': (data) => data.from !== 'new',
  'clocks.ticket': (data) =>
    !('opened' in data && data.opened) && !('deliveryOnly' in data && data.deliveryOnly),
  'rules.ticket': (data) => !('opened' in data && data.opened),
};

export const Actor = z.object({
  kind: z.enum(['agent', 'customer', 'system', 'rule']),
  id: z.uuid().nullable(),
  name: z.string().nullable().optional(),
  /** Of a rule: the rules that led here, one causing the next, itself last. */
  chain: z.array(z.uuid()).max(10).optional(),
});
export type Actor = z.infer<typeof Actor>;

export interface EventEnvelope<N extends EventName = EventName> {
  id: string;
  name: N;
  at: string;
  actor: Actor;
  subject: { type: string; id: string; version: number | null };
  data: EventData<N>;
}
