/** The bus tables as the schema builder knows them; the hot paths speak SQL. */
import {
  Check,
  Column,
  Entity,
  Generated,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';

@Entity({ schema: 'bus', name: 'inbox' })
@Index('inbox_failed', ['receivedAt'], { where: `state = 'failed'` })
@Unique('inbox_once', ['channel', 'externalId'])
@Check('inbox_state', `state IN ('received', 'processed', 'failed')`)
@Index('inbox_waiting', { synchronize: false })
@Index('inbox_lane', { synchronize: false })
export class InboxRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'inbox_pk' }) id!: string;
  @Column('bigint') @Generated('increment') ordinal!: string;
  @Column('text') channel!: string;
  @Column('text', { name: 'external_id' }) externalId!: string;
  @Column('text') lane!: string;
  @Column('jsonb') body!: unknown;
  @Column('text', { default: 'received' }) state!: 'received' | 'processed' | 'failed';
  @Column('integer', { default: 0 }) attempts!: number;
  @Column('timestamptz', { name: 'next_at', default: () => 'now()' }) nextAt!: Date;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz', { name: 'received_at', default: () => 'now()' }) receivedAt!: Date;
  @Column('timestamptz', { name: 'processed_at', nullable: true }) processedAt!: Date | null;
  @Column('uuid', { name: 'ticket_id', nullable: true }) ticketId!: string | null;
  @Column('uuid', { name: 'interaction_id', nullable: true }) interactionId!: string | null;
  @Column('uuid', { name: 'item_id', nullable: true }) itemId!: string | null;
}

@Entity({ schema: 'bus', name: 'event' })
@Index('event_order', ['xid', 'id'])
@Index('event_age', { synchronize: false })
export class EventRow {
  @PrimaryGeneratedColumn('increment', { type: 'bigint', primaryKeyConstraintName: 'event_pk' }) id!: string;
  @Column('bigint') xid!: string;
  @Column('text') name!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('jsonb') actor!: unknown;
  @Column('text', { name: 'subject_type' }) subjectType!: string;
  @Column('uuid', { name: 'subject_id' }) subjectId!: string;
  @Column('integer', { name: 'subject_version', nullable: true }) subjectVersion!: number | null;
  @Column('jsonb') data!: unknown;
}

@Entity({ schema: 'bus', name: 'delivery' })
@Index('delivery_due', { synchronize: false })
export class DeliveryRow {
  @PrimaryColumn('bigint', { name: 'event_id', primaryKeyConstraintName: 'delivery_pk' }) eventId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'delivery_pk' }) listener!: string;
  @Column('integer', { default: 0 }) attempts!: number;
  @Column('timestamptz', { name: 'next_at', default: () => 'now()' }) nextAt!: Date;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz', { name: 'parked_at', nullable: true }) parkedAt!: Date | null;
}

@Entity({ schema: 'bus', name: 'dispatch' })
@Unique('dispatch_once', ['key'])
@Check('dispatch_state', `state IN ('waiting', 'leased', 'sent', 'failed', 'unsure', 'cancelled')`)
@Index('dispatch_due', { synchronize: false })
@Index('dispatch_lane', { synchronize: false })
@Index('dispatch_message', ['messageId'])
export class DispatchRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'dispatch_pk' }) id!: string;
  @Column('bigint') @Generated('increment') ordinal!: string;
  @Column('text') channel!: string;
  @Column('text') lane!: string;
  @Column('text') key!: string;
  @Column('jsonb') body!: unknown;
  @Column('uuid', { name: 'message_id', nullable: true }) messageId!: string | null;
  @Column('text', { default: 'waiting' }) state!: string;
  @Column('timestamptz', { name: 'not_before', default: () => 'now()' }) notBefore!: Date;
  @Column('timestamptz', { name: 'lease_until', nullable: true }) leaseUntil!: Date | null;
  @Column('integer', { default: 0 }) attempts!: number;
  @Column('jsonb', { nullable: true }) checkpoint!: unknown;
  @Column('text', { name: 'provider_id', nullable: true }) providerId!: string | null;
  @Column('text', { nullable: true }) detail!: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
}

@Entity({ schema: 'bus', name: 'timer' })
@Unique('timer_once', ['kind', 'key'])
@Index('timer_due', { synchronize: false })
export class TimerRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'timer_pk' }) id!: string;
  @Column('text') kind!: string;
  @Column('text') key!: string;
  @Column('timestamptz', { name: 'due_at' }) dueAt!: Date;
  @Column('jsonb') payload!: unknown;
  @Column('integer', { default: 0 }) attempts!: number;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz', { name: 'parked_at', nullable: true }) parkedAt!: Date | null;
}

export const BUS_ENTITIES = [InboxRow, EventRow, DeliveryRow, DispatchRow, TimerRow];
