/** Work of one kind waiting, and the offers that take it to one person at a time. */
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type {
  Channel,
  Diversion,
  OfferState,
  OverflowRule,
  QueueRules,
  QueueSteps,
  RoutingMove,
  RoutingStep,
} from '@lib/contracts';
import type { KeptExplanation } from './kept-explanation.js';

@Entity({ schema: 'routing', name: 'queue' })
@Check('queue_level', `level BETWEEN 1 AND 3`)
@Check('queue_reopen_days', `reopen_days BETWEEN 0 AND 365`)
@Check('queue_strategy', `strategy IN ('longest-idle', 'least-loaded', 'round-robin', 'ring-all')`)
export class QueueRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'queue_pk' }) id!: string;
  @Column('text') name!: string;
  @Column('boolean', { name: 'is_default', default: false }) isDefault!: boolean;
  @Column('text', { default: 'longest-idle' }) strategy!: QueueRules['strategy'];
  @Column('jsonb', { default: [] }) rings!: QueueRules['rings'];
  /** Null: the house's own times. */
  @Column('jsonb', { nullable: true }) steps!: QueueSteps | null;
  /** Where its work goes when it waits too long, or nobody is there. */
  @Column('jsonb', { default: [] }) overflow!: OverflowRule[];
  /** First line, second line, experts: an escalation of its tickets begins above it. */
  @Column('integer', { default: 1 }) level!: number;
  /** A call or chat answered within so many seconds counts for the service level. */
  @Column('integer', { name: 'answer_within_seconds', default: 20 }) answerWithinSeconds!: number;
  /** Days in which an answer reopens a resolved ticket; later, and always with 0, it begins one that follows. */
  @Column('integer', { name: 'reopen_days', default: 14 }) reopenDays!: number;
  /** Then nothing is placed here any more. */
  @Column('timestamptz', { name: 'archived_at', nullable: true }) archivedAt!: Date | null;
  /** Its members until then, for who brings it back. */
  @Column('jsonb', { name: 'archived_members', default: [] }) archivedMembers!: string[];
  @Column('integer', { default: 1 }) version!: number;
}

/** Which queue a mailbox, number or widget leads to; what is not listed goes to the default queue. */
@Entity({ schema: 'routing', name: 'entry_point' })
export class EntryPointRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'entry_point_pk' }) channel!: Channel;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'entry_point_pk' }) address!: string;
  @Column('uuid', { name: 'queue_id' }) queueId!: string;
}

@Entity({ schema: 'routing', name: 'work_item' })
@Unique('work_item_interaction', ['interactionId'])
@Check('work_item_diverted', `diverted_to IN ('voicemail', 'callback')`)
@Check('work_item_waits', `ended_at IS NULL OR state NOT IN ('waiting', 'offered')`)
@Check('work_item_state', `state IN ('waiting', 'offered', 'assigned', 'abandoned', 'done')`)
@Index('work_item_arrived', { synchronize: false })
@Index('work_item_line', { synchronize: false })
@Index('work_item_ticket', ['ticketId'])
export class WorkItemRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'work_item_pk' }) id!: string;
  @Column('uuid', { name: 'interaction_id' }) interactionId!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('uuid', { name: 'queue_id' }) queueId!: string;
  @Column('text') channel!: Channel;
  @Column('text', { default: 'waiting' }) state!: 'waiting' | 'offered' | 'assigned' | 'abandoned' | 'done';
  @Column('timestamptz', { name: 'enqueued_at', default: () => 'now()' }) enqueuedAt!: Date;
  /** Static order: enqueued_at − priority × weight, so that age and priority never need re-sorting (runtime: linear ageing). */
  @Column('timestamptz', { name: 'sort_key' }) sortKey!: Date;
  /** Of the customer, for rings that demand it. */
  @Column('text', { nullable: true }) language!: string | null;
  /** The owner's own customer is the owner's first, until this moment. */
  @Column('uuid', { name: 'owner_id', nullable: true }) ownerId!: string | null;
  @Column('timestamptz', { name: 'owner_until', nullable: true }) ownerUntil!: Date | null;
  /** Then who stands in for an absent owner, then who helped this customer last. */
  @Column('uuid', { name: 'stand_in_id', nullable: true }) standInId!: string | null;
  @Column('timestamptz', { name: 'stand_in_until', nullable: true }) standInUntil!: Date | null;
  @Column('uuid', { name: 'last_agent_id', nullable: true }) lastAgentId!: string | null;
  @Column('timestamptz', { name: 'last_agent_until', nullable: true }) lastAgentUntil!: Date | null;
  @Column('boolean', { name: 'moves_ownership', default: false }) movesOwnership!: boolean;
  /** Queues it overflowed from: it never goes back to one. */
  @Column('jsonb', { default: [] }) visited!: string[];
  @Column('jsonb', { default: [] }) moves!: RoutingMove[];
  /** For the channel to read: the caller is better served by this than by waiting on. */
  @Column('text', { name: 'diverted_to', nullable: true }) divertedTo!: Diversion | null;
  @Column('timestamptz', { name: 'diverted_at', nullable: true }) divertedAt!: Date | null;
  /** The last told; what is told next is never more. */
  @Column('integer', { name: 'announced_position', nullable: true }) announcedPosition!: number | null;
  @Column('integer', { name: 'announced_wait_seconds', nullable: true }) announcedWaitSeconds!: number | null;
  /** False while nobody is at work in its queue: no wait can be told then. */
  @Column('boolean', { name: 'wait_known', default: false }) waitKnown!: boolean;
  @Column('uuid', { name: 'agent_id', nullable: true }) agentId!: string | null;
  @Column('timestamptz', { name: 'assigned_at', nullable: true }) assignedAt!: Date | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
}

@Entity({ schema: 'routing', name: 'offer' })
@Check('offer_state', `state IN ('made', 'accepted', 'declined', 'expired', 'withdrawn')`)
@Index('offer_live', { synchronize: false })
@Index('offer_won', { synchronize: false })
@Index('offer_item', ['workItemId', 'madeAt'])
@Index('offer_asked', ['agentId', 'madeAt'])
@Index('offer_ticket', ['ticketId'])
export class OfferRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'offer_pk' }) id!: string;
  @Column('uuid', { name: 'work_item_id' }) workItemId!: string;
  @Column('uuid', { name: 'interaction_id' }) interactionId!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  /** Offers made of one item at the same moment; at most one of a round is accepted. */
  @Column('uuid', { name: 'round_id' }) roundId!: string;
  /** The round rings at several agents. */
  @Column('boolean', { default: false }) shared!: boolean;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('text') channel!: Channel;
  @Column('text') reason!: RoutingStep;
  @Column('text', { default: 'made' }) state!: OfferState;
  @Column('timestamptz', { name: 'made_at', default: () => 'now()' }) madeAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('jsonb', { nullable: true }) explanation!: KeptExplanation | null;
  @Column('text', { name: 'end_reason', nullable: true }) endReason!: string | null;
}

/** One row: which router leads. Whoever writes as the leader finds their number here. */
@Entity({ schema: 'routing', name: 'leader' })
@Check('leader_one', `id`)
export class LeaderRow {
  @PrimaryColumn('boolean', { primaryKeyConstraintName: 'leader_pk', default: true }) id!: boolean;
  @Column('bigint', { default: 0 }) epoch!: string;
  @Column('timestamptz', { default: () => 'now()' }) since!: Date;
}

export const ROUTING_ENTITIES = [QueueRow, EntryPointRow, WorkItemRow, OfferRow, LeaderRow];
