/** One matter of one customer over all channels. Messages and inner notes are two types in two tables, on purpose. */
import { Check, Column, Entity, Generated, Index, PrimaryColumn, Unique } from 'typeorm';
import type {
  AbsentWhy,
  Channel,
  DeliveryState,
  ForwardDoubt,
  ForwardState,
  HandBackView,
  HandOverCard,
  HandOverKind,
  HandOverState,
  IdentityProof,
  InboundMessage,
  InteractionState,
  Invitation,
  InvitationAnswer,
  InvitationState,
  Level,
  Priority,
  StandInWhy,
  StrangerMailState,
  StrangerWhy,
  TicketStatus,
  TicketType,
} from '@lib/contracts';
import { RELATIONS_ENTITIES } from './relations/relations.entities.js';
import { WRAP_UP_ENTITIES } from './wrap-up/wrap-up.entities.js';

@Entity({ schema: 'tickets', name: 'ticket' })
@Unique('ticket_number', ['number'])
@Check('ticket_status', `status IN ('new', 'open', 'pending', 'on-hold', 'resolved', 'closed')`)
@Index('ticket_customer', ['customerId', 'updatedAt'])
@Index('ticket_updated', { synchronize: false })
@Index('ticket_updated_queue', { synchronize: false })
@Index('ticket_updated_owner', { synchronize: false })
@Index('ticket_opened', { synchronize: false })
@Index('ticket_opened_queue', { synchronize: false })
@Index('ticket_opened_owner', { synchronize: false })
@Index('ticket_rank', { synchronize: false })
@Index('ticket_rank_queue', { synchronize: false })
@Index('ticket_rank_owner', { synchronize: false })
@Index('ticket_stand_in', { synchronize: false })
@Index('ticket_merged_into', { synchronize: false })
@Index('ticket_follows', { synchronize: false })
export class TicketRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'ticket_pk' }) id!: string;
  @Column('bigint') @Generated('increment') number!: string;
  @Column('uuid', { name: 'customer_id' }) customerId!: string;
  @Column('text') subject!: string;
  @Column('text', { default: 'question' }) type!: TicketType;
  @Column('text', { default: 'new' }) status!: TicketStatus;
  @Column('text', { default: 'low' }) impact!: Level;
  @Column('text', { default: 'medium' }) urgency!: Level;
  @Column('text', { default: 'normal' }) priority!: Priority;
  /** Set while the priority was given by hand: the table does not touch it. */
  @Column('text', { name: 'priority_reason', nullable: true }) priorityReason!: string | null;
  /** The single point of contact. */
  @Column('uuid', { name: 'owner_id', nullable: true }) ownerId!: string | null;
  @Column('timestamptz', { name: 'owner_since', nullable: true }) ownerSince!: Date | null;
  @Column('uuid', { name: 'stand_in_id', nullable: true }) standInId!: string | null;
  @Column('uuid', { name: 'queue_id', nullable: true }) queueId!: string | null;
  @Column('jsonb', { default: () => `'[]'` }) channels!: Channel[];
  @Column('jsonb', { name: 'last_message', nullable: true }) lastMessage!: unknown;
  @Column('integer', { name: 'hand_over_count', default: 0 }) handOverCount!: number;
  /** Addresses copied by the customer: they may answer into the ticket. */
  @Column('jsonb', { default: () => `'[]'` }) participants!: string[];
  @Column('uuid', { name: 'follows_ticket_id', nullable: true }) followsTicketId!: string | null;
  /** Where its conversation went; it may have gone on from there. */
  @Column('uuid', { name: 'merged_into_id', nullable: true }) mergedIntoId!: string | null;
  @Column('timestamptz', { name: 'opened_at', default: () => 'now()' }) openedAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
  @Column('timestamptz', { name: 'resolved_at', nullable: true }) resolvedAt!: Date | null;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt!: Date | null;
  /** Last timeline number given; counted under this row's lock, so it has no gap. */
  @Column('integer', { default: 0 }) seq!: number;
  @Column('integer', { default: 1 }) version!: number;
}

@Entity({ schema: 'tickets', name: 'interaction' })
@Check(
  'interaction_state',
  `state IN ('waiting', 'offered', 'connected', 'held', 'wrapping-up', 'ended', 'abandoned')`,
)
@Index('interaction_ticket', ['ticketId'])
@Index('interaction_agent', { synchronize: false })
export class InteractionRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'interaction_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('uuid', { name: 'customer_id' }) customerId!: string;
  @Column('uuid', { name: 'identity_id' }) identityId!: string;
  @Column('text') channel!: Channel;
  @Column('text', { default: 'waiting' }) state!: InteractionState;
  @Column('uuid', { name: 'queue_id', nullable: true }) queueId!: string | null;
  @Column('uuid', { name: 'agent_id', nullable: true }) agentId!: string | null;
  /** The edge's own key of the conversation: `call:<sid>`, `chat:<id>`; for mail the thread root. */
  @Column('text', { name: 'thread_key' }) threadKey!: string;
  /** Our end: mailbox, number, chat. */
  @Column('text', { name: 'our_address' }) ourAddress!: string;
  /** Place in the ticket's timeline of a call; null for written channels, whose messages have places of their own. */
  @Column('integer', { nullable: true }) seq!: number | null;
  @Column('timestamptz', { name: 'started_at', default: () => 'now()' }) startedAt!: Date;
  @Column('timestamptz', { name: 'queued_at', nullable: true }) queuedAt!: Date | null;
  @Column('timestamptz', { name: 'connected_at', nullable: true }) connectedAt!: Date | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('timestamptz', { name: 'wrap_up_until', nullable: true }) wrapUpUntil!: Date | null;
  @Column('jsonb', { default: () => `'{}'` }) data!: Record<string, unknown>;
  /** The merged ticket it came with or was addressed to: it goes back with that ticket. */
  @Column('uuid', { name: 'home_ticket_id', nullable: true }) homeTicketId!: string | null;
  @Column('integer', { default: 1 }) version!: number;
}

/** An agent's own past with a ticket, beside what lists sort by: kept by triggers, in the transaction of its reason. */
@Entity({ schema: 'tickets', name: 'met' })
@Index('met_ticket', ['ticketId'])
@Index('met_updated', ['agentId', 'status', 'updatedAt', 'ticketId'])
@Index('met_opened', ['agentId', 'status', 'openedAt', 'ticketId'])
@Index('met_rank', ['agentId', 'status', 'rank', 'ticketId'])
export class MetRow {
  @PrimaryColumn('uuid', { name: 'agent_id', primaryKeyConstraintName: 'met_pk' }) agentId!: string;
  @PrimaryColumn('uuid', { name: 'ticket_id', primaryKeyConstraintName: 'met_pk' }) ticketId!: string;
  @Column('text') status!: TicketStatus;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
  @Column('timestamptz', { name: 'opened_at' }) openedAt!: Date;
  @Column('integer') rank!: number;
}

/** Where a provider's key leads: call SID, chat conversation, Message-ID. */
@Entity({ schema: 'tickets', name: 'thread' })
@Index('thread_ticket', ['ticketId'])
export class ThreadRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'thread_pk' }) channel!: Channel;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'thread_pk' }) key!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('uuid', { name: 'interaction_id', nullable: true }) interactionId!: string | null;
}

/** Text a customer wrote or may read. */
@Entity({ schema: 'tickets', name: 'message' })
@Unique('message_place', ['ticketId', 'seq'])
@Unique('message_idempotency', ['idempotencyKey'])
@Index('message_interaction', ['interactionId'])
export class MessageRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'message_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('integer') seq!: number;
  @Column('uuid', { name: 'interaction_id' }) interactionId!: string;
  @Column('text') channel!: Channel;
  @Column('text') direction!: 'in' | 'out';
  @Column('text', { name: 'author_kind' }) authorKind!: 'customer' | 'agent' | 'system' | 'rule';
  @Column('uuid', { name: 'author_id', nullable: true }) authorId!: string | null;
  @Column('text', { name: 'author_name', nullable: true }) authorName!: string | null;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('text') text!: string;
  @Column('text', { name: 'reply_text', nullable: true }) replyText!: string | null;
  @Column('text', { nullable: true }) html!: string | null;
  /** `to`, `cc`, flags such as unverified sender, the provider's ids. */
  @Column('jsonb', { default: () => `'{}'` }) data!: Record<string, unknown>;
  @Column('text', { name: 'delivery_state', nullable: true }) deliveryState!: DeliveryState | null;
  @Column('text', { name: 'delivery_detail', nullable: true }) deliveryDetail!: string | null;
  @Column('timestamptz', { name: 'delivery_at', nullable: true }) deliveryAt!: Date | null;
  @Column('text', { name: 'idempotency_key', nullable: true }) idempotencyKey!: string | null;
}

/** Inner text. No outbound path can read this table: nothing below imports it and nothing joins it. */
@Entity({ schema: 'tickets', name: 'note' })
@Unique('note_place', ['ticketId', 'seq'])
@Unique('note_idempotency', ['idempotencyKey'])
export class NoteRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'note_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('integer') seq!: number;
  @Column('uuid', { name: 'author_id', nullable: true }) authorId!: string | null;
  @Column('text', { name: 'author_name', nullable: true }) authorName!: string | null;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('text') text!: string;
  @Column('text', { name: 'idempotency_key', nullable: true }) idempotencyKey!: string | null;
}

/** The mail that a note shows, from somebody who is not part of the ticket: what it takes to add it after all. */
@Entity({ schema: 'tickets', name: 'stranger_mail' })
@Check('stranger_mail_why', `why IN ('not-on-ticket', 'token-of-another', 'agent-address')`)
@Check('stranger_mail_state', `state IN ('waiting', 'added', 'split', 'spam')`)
export class StrangerMailRow {
  @PrimaryColumn('uuid', { name: 'note_id', primaryKeyConstraintName: 'stranger_mail_pk' }) noteId!: string;
  @Column('text') why!: StrangerWhy;
  @Column('text', { default: 'waiting' }) state!: StrangerMailState;
  @Column('uuid', { name: 'customer_id' }) customerId!: string;
  @Column('uuid', { name: 'identity_id' }) identityId!: string;
  @Column('text') proof!: IdentityProof;
  @Column('jsonb') inbound!: InboundMessage;
  @Column('uuid', { name: 'decided_by', nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('uuid', { name: 'ticket_id', nullable: true }) ticketId!: string | null;
}

/** Beside the note that asks who wrote what a colleague passed on. */
@Entity({ schema: 'tickets', name: 'forwarded_mail' })
@Check('forwarded_mail_why', `why IN ('nobody-named', 'several', 'ours')`)
@Check('forwarded_mail_state', `state IN ('waiting', 'named', 'own-words')`)
export class ForwardedMailRow {
  @PrimaryColumn('uuid', { name: 'note_id', primaryKeyConstraintName: 'forwarded_mail_pk' }) noteId!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  /** Without an address: whoever wrote it, while nobody knows. */
  @Column('uuid', { name: 'customer_id' }) customerId!: string;
  @Column('text') why!: ForwardDoubt;
  @Column('text', { default: 'waiting' }) state!: ForwardState;
  @Column('jsonb') candidates!: { address: string; name: string | null }[];
  @Column('jsonb') inbound!: InboundMessage;
  @Column('text', { nullable: true }) address!: string | null;
  @Column('uuid', { name: 'decided_by', nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
}

/** Beside the message that brought it; replaced and called off by its organiser alone. */
@Entity({ schema: 'tickets', name: 'invitation' })
@Check('invitation_state', `state IN ('standing', 'replaced', 'cancelled')`)
@Check('invitation_answer', `answer IN ('accepted', 'tentative', 'declined')`)
@Index('invitation_uid', ['uid'])
export class InvitationRow {
  @PrimaryColumn('uuid', { name: 'message_id', primaryKeyConstraintName: 'invitation_pk' })
  messageId!: string;
  @Column('text') uid!: string;
  /** Of one meeting of a series; empty for all of it. */
  @Column('text', { name: 'recurrence_id', default: '' }) recurrenceId!: string;
  @Column('integer') sequence!: number;
  @Column('timestamptz', { name: 'stamped_at', nullable: true }) stampedAt!: Date | null;
  @Column('boolean', { name: 'by_organiser' }) byOrganiser!: boolean;
  @Column('jsonb') details!: Invitation;
  @Column('text', { default: 'standing' }) state!: InvitationState;
  @Column('text', { nullable: true }) answer!: InvitationAnswer | null;
  @Column('uuid', { name: 'answered_by', nullable: true }) answeredBy!: string | null;
  @Column('timestamptz', { name: 'answered_at', nullable: true }) answeredAt!: Date | null;
}

/** Append-only: who changed what, when and why. */
@Entity({ schema: 'tickets', name: 'ticket_event' })
@Unique('ticket_event_place', ['ticketId', 'seq'])
export class TicketEventRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'ticket_event_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('integer') seq!: number;
  @Column('text') name!: string;
  @Column('text', { name: 'actor_kind' }) actorKind!: 'customer' | 'agent' | 'system' | 'rule';
  @Column('uuid', { name: 'actor_id', nullable: true }) actorId!: string | null;
  @Column('text', { name: 'actor_name', nullable: true }) actorName!: string | null;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('jsonb') data!: Record<string, unknown>;
}

/** The ticket passed to a colleague, proposed until they answer. The inner text is a note, so that no outbound path can read it. */
@Entity({ schema: 'tickets', name: 'hand_over' })
@Check('hand_over_kind', `kind IN ('introduce', 'consult', 'transfer')`)
@Check('hand_over_state', `state IN ('proposed', 'accepted', 'declined', 'expired', 'withdrawn')`)
@Index('hand_over_ticket', ['ticketId'])
@Index('hand_over_live', { synchronize: false })
@Index('hand_over_to', { synchronize: false })
@Index('hand_over_asked', ['toAgentId', 'ticketId'])
@Index('hand_over_given', ['fromAgentId', 'ticketId'])
export class HandOverRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'hand_over_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('text') kind!: HandOverKind;
  @Column('uuid', { name: 'from_agent_id' }) fromAgentId!: string;
  /** Whose it was when proposed: it is not taken from anybody else. */
  @Column('uuid', { name: 'owner_id', nullable: true }) ownerId!: string | null;
  @Column('uuid', { name: 'to_agent_id' }) toAgentId!: string;
  @Column('uuid', { name: 'note_id' }) noteId!: string;
  @Column('text', { name: 'customer_line' }) customerLine!: string;
  @Column('jsonb', { default: () => `'{}'` }) card!: HandOverCard;
  @Column('text', { default: 'proposed' }) state!: HandOverState;
  @Column('timestamptz', { name: 'proposed_at', default: () => 'now()' }) proposedAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('text', { nullable: true }) reason!: string | null;
}

/** Who answers for an absent owner; without an agent, that nobody was found. One at a time per ticket. */
@Entity({ schema: 'tickets', name: 'stand_in' })
@Check('stand_in_why', `why IN ('named', 'chosen', 'last-agent', 'least-loaded')`)
@Check('stand_in_absent_why', `absent_why IN ('absence', 'off-hours', 'offline')`)
@Check('stand_in_other', `agent_id <> owner_id`)
@Index('stand_in_live', { synchronize: false })
@Index('stand_in_owner', { synchronize: false })
@Index('stand_in_agent', { synchronize: false })
@Index('stand_in_ticket', ['ticketId', 'since'])
export class StandInRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'stand_in_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('uuid', { name: 'owner_id' }) ownerId!: string;
  @Column('uuid', { name: 'agent_id', nullable: true }) agentId!: string | null;
  @Column('text', { nullable: true }) why!: StandInWhy | null;
  /** Null while the owner is there all the same: named for this ticket, until the owner has been absent and is back. */
  @Column('text', { name: 'absent_why', nullable: true }) absentWhy!: AbsentWhy | null;
  @Column('uuid', { name: 'absence_id', nullable: true }) absenceId!: string | null;
  @Column('timestamptz', { default: () => 'now()' }) since!: Date;
  @Column('timestamptz', { nullable: true }) until!: Date | null;
  /** The message in which they introduced themselves; taken back, it does not count. */
  @Column('uuid', { name: 'introduced_by', nullable: true }) introducedBy!: string | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('text', { name: 'end_reason', nullable: true }) endReason!: string | null;
  /** What happened meanwhile, for the owner. */
  @Column('jsonb', { name: 'hand_back', nullable: true }) handBack!: Pick<
    HandBackView,
    'received' | 'answered' | 'stillOpen'
  > | null;
  @Column('timestamptz', { name: 'seen_at', nullable: true }) seenAt!: Date | null;
}

/** One cell of the table by which impact and urgency make a priority. */
@Entity({ schema: 'tickets', name: 'priority_cell' })
@Check('priority_cell_impact', `impact IN ('low', 'medium', 'high')`)
@Check('priority_cell_urgency', `urgency IN ('low', 'medium', 'high')`)
@Check('priority_cell_priority', `priority IN ('low', 'normal', 'high', 'urgent')`)
export class PriorityCellRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'priority_cell_pk' }) impact!: Level;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'priority_cell_pk' }) urgency!: Level;
  @Column('text') priority!: Priority;
}

@Entity({ schema: 'tickets', name: 'attachment' })
@Index('attachment_ticket', ['ticketId'])
@Index('attachment_message', ['messageId'])
export class AttachmentRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'attachment_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id', nullable: true }) ticketId!: string | null;
  @Column('uuid', { name: 'message_id', nullable: true }) messageId!: string | null;
  /** Who uploaded it while it belongs to no message yet: only they may attach it. */
  @Column('uuid', { name: 'uploaded_by', nullable: true }) uploadedBy!: string | null;
  @Column('text') sha256!: string;
  @Column('text') name!: string;
  @Column('text') type!: string;
  @Column('integer') size!: number;
  @Column('boolean', { default: false }) inline!: boolean;
  @Column('text', { name: 'content_id', nullable: true }) contentId!: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}

/** An expert asked for, by level; how it went is the consult's own state. */
@Entity({ schema: 'tickets', name: 'escalation' })
@Check('escalation_up', `from_level >= 1 AND to_level > from_level AND to_level <= 3`)
@Index('escalation_ticket', ['ticketId', 'at'])
export class EscalationRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'escalation_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('integer', { name: 'from_level' }) fromLevel!: number;
  @Column('integer', { name: 'to_level' }) toLevel!: number;
  @Column('text') reason!: string;
  @Column('uuid', { name: 'asked_by' }) askedBy!: string;
  @Column('uuid', { name: 'expert_id' }) expertId!: string;
  @Column('uuid', { name: 'hand_over_id' }) handOverId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
}

/** Under which key an agent asked for a ticket, so that asking again finds it. */
@Entity({ schema: 'tickets', name: 'opening' })
export class OpeningRow {
  @PrimaryColumn('uuid', { name: 'agent_id', primaryKeyConstraintName: 'opening_pk' }) agentId!: string;
  @PrimaryColumn('text', { name: 'idempotency_key', primaryKeyConstraintName: 'opening_pk' })
  idempotencyKey!: string;
  @Column('text', { name: 'request_hash' }) requestHash!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
}

/** A sender whose pictures from outside this agent is shown at once. */
@Entity({ schema: 'tickets', name: 'welcome_sender' })
export class WelcomeSenderRow {
  @PrimaryColumn('uuid', { name: 'agent_id', primaryKeyConstraintName: 'welcome_sender_pk' })
  agentId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'welcome_sender_pk' }) address!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
}

export const TICKETS_ENTITIES = [
  TicketRow,
  WelcomeSenderRow,
  OpeningRow,
  InteractionRow,
  MetRow,
  ThreadRow,
  MessageRow,
  NoteRow,
  StrangerMailRow,
  ForwardedMailRow,
  InvitationRow,
  TicketEventRow,
  HandOverRow,
  StandInRow,
  EscalationRow,
  PriorityCellRow,
  AttachmentRow,
  ...RELATIONS_ENTITIES,
  ...WRAP_UP_ENTITIES,
];
