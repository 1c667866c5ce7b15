/** Promises and who was told of their lapse, waits for suppliers with their own thread, disruption, and the numbers that rule them. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { AlarmStep, InnerText, SupplierDirection } from '@lib/contracts';
import { CLOCK_ENTITIES } from './clocks.entities.js';

@Entity({ schema: 'clocks', name: 'promise' })
@Check('promise_one_end', `num_nonnulls(kept_at, lapsed_at, cancelled_at, renewed_at) <= 1`)
@Index('promise_ticket', ['ticketId', 'madeAt'])
@Index('promise_open', { synchronize: false })
export class PromiseRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'promise_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('text') text!: string;
  @Column('uuid', { name: 'made_by' }) madeBy!: string;
  @Column('timestamptz', { name: 'made_at' }) madeAt!: Date;
  @Column('timestamptz', { name: 'due_at' }) dueAt!: Date;
  /** When it was told that it will soon be due. */
  @Column('timestamptz', { name: 'due_soon_at', nullable: true }) dueSoonAt!: Date | null;
  @Column('timestamptz', { name: 'kept_at', nullable: true }) keptAt!: Date | null;
  @Column('timestamptz', { name: 'lapsed_at', nullable: true }) lapsedAt!: Date | null;
  @Column('timestamptz', { name: 'cancelled_at', nullable: true }) cancelledAt!: Date | null;
  @Column('text', { name: 'cancel_reason', nullable: true }) cancelReason!: string | null;
  @Column('timestamptz', { name: 'renewed_at', nullable: true }) renewedAt!: Date | null;
  @Column('uuid', { name: 'renewed_by_id', nullable: true }) renewedById!: string | null;
  /** What the owner may tell the customer before it lapses. */
  @Column('text', { nullable: true }) draft!: string | null;
  @Column('timestamptz', { name: 'draft_next_at', nullable: true }) draftNextAt!: Date | null;
  /** Lapsed, and then the customer heard from us or got another promise. */
  @Column('timestamptz', { name: 'made_good_at', nullable: true }) madeGoodAt!: Date | null;
  /** The merged ticket it was made on: it goes back with that ticket. */
  @Column('uuid', { name: 'home_ticket_id', nullable: true }) homeTicketId!: string | null;
}

@Entity({ schema: 'clocks', name: 'alarm' })
@Check('alarm_step', `step IN ('owner', 'stand-in', 'supervisors')`)
@Unique('alarm_once', ['promiseId', 'agentId'])
@Index('alarm_ticket', ['ticketId'])
@Index('alarm_unseen', { synchronize: false })
export class AlarmRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'alarm_pk' }) id!: string;
  @Column('uuid', { name: 'promise_id' }) promiseId!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('text') step!: AlarmStep;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('timestamptz', { name: 'raised_at' }) raisedAt!: Date;
  @Column('timestamptz', { name: 'seen_at', nullable: true }) seenAt!: Date | null;
}

/** One row. */
@Entity({ schema: 'clocks', name: 'setting' })
@Check('setting_one', `id = 1`)
export class SettingRow {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'setting_pk' }) id!: 1;
  @Column('bigint', { name: 'promise_lead_ms' }) promiseLeadMs!: string;
  @Column('bigint', { name: 'stand_in_after_ms' }) standInAfterMs!: string;
  @Column('bigint', { name: 'supervisors_after_ms' }) supervisorsAfterMs!: string;
  @Column('bigint', { name: 'next_news_ms' }) nextNewsMs!: string;
  @Column('integer', { name: 'hourly_cost_cents' }) hourlyCostCents!: number;
  @Column('text') currency!: string;
}

@Entity({ schema: 'clocks', name: 'supplier_wait' })
@Index('supplier_wait_ticket', ['ticketId', 'askedAt'])
@Index('supplier_wait_open', { synchronize: false })
export class SupplierWaitRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'supplier_wait_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('text') supplier!: string;
  @Column('text') asked!: InnerText;
  @Column('uuid', { name: 'asked_by' }) askedBy!: string;
  @Column('timestamptz', { name: 'asked_at' }) askedAt!: Date;
  @Column('timestamptz', { name: 'due_at' }) dueAt!: Date;
  /** When it was told that the supplier is late. */
  @Column('timestamptz', { name: 'overdue_at', nullable: true }) overdueAt!: Date | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('text', { nullable: true }) outcome!: InnerText | null;
}

@Entity({ schema: 'clocks', name: 'supplier_message' })
@Check('supplier_message_direction', `direction IN ('to', 'from')`)
@Index('supplier_message_wait', ['waitId', 'at'])
export class SupplierMessageRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'supplier_message_pk' }) id!: string;
  @Column('uuid', { name: 'wait_id' })
  @ForeignKey(() => SupplierWaitRow, { name: 'supplier_message_wait_fk' })
  waitId!: string;
  @Column('text') direction!: SupplierDirection;
  @Column('text') text!: InnerText;
  @Column('uuid', { name: 'author_id' }) authorId!: string;
  @Column('timestamptz') at!: Date;
}

/** How many people a matter stops, and by how much; the time runs from first contact until it is confirmed to work. */
@Entity({ schema: 'clocks', name: 'disruption' })
@Check('disruption_share', `people >= 0 AND blocked_percent BETWEEN 0 AND 100`)
export class DisruptionRow {
  @PrimaryColumn('uuid', { name: 'ticket_id', primaryKeyConstraintName: 'disruption_pk' }) ticketId!: string;
  @Column('integer') people!: number;
  @Column('integer', { name: 'blocked_percent' }) blockedPercent!: number;
  @Column('timestamptz', { name: 'working_at', nullable: true }) workingAt!: Date | null;
  @Column('uuid', { name: 'changed_by' }) changedBy!: string;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
}

export const CLOCKS_ENTITIES = [
  ...CLOCK_ENTITIES,
  PromiseRow,
  AlarmRow,
  SettingRow,
  SupplierWaitRow,
  SupplierMessageRow,
  DisruptionRow,
];
