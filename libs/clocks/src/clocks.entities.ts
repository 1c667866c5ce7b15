/** Calendars and policies as they are set up, and the clocks of tickets as last reckoned. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ClockKind, Holiday, Priority, TicketStatus, TicketType, Week } from '@lib/contracts';

@Entity({ schema: 'clocks', name: 'calendar' })
export class CalendarRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'calendar_pk' }) id!: string;
  @Column('text') name!: string;
  @Column('text', { name: 'time_zone' }) timeZone!: string;
  @Column('jsonb') week!: Week;
  @Column('jsonb', { default: () => `'[]'` }) holidays!: Holiday[];
}

@Entity({ schema: 'clocks', name: 'policy' })
export class PolicyRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'policy_pk' }) id!: string;
  /** The first that matches is the ticket's. */
  @Column('integer') place!: number;
  @Column('text') name!: string;
  @Column('text', { name: 'ticket_type', nullable: true }) ticketType!: TicketType | null;
  @Column('text', { nullable: true }) priority!: Priority | null;
  @Column('uuid', { name: 'customer_id', nullable: true }) customerId!: string | null;
  @Column('text', { name: 'calendar_id' })
  @ForeignKey(() => CalendarRow, { name: 'policy_calendar_fk' })
  calendarId!: string;
  @Column('bigint', { name: 'first_answer_ms', nullable: true }) firstAnswerMs!: string | null;
  @Column('bigint', { name: 'next_answer_ms', nullable: true }) nextAnswerMs!: string | null;
  @Column('bigint', { name: 'resolution_ms', nullable: true }) resolutionMs!: string | null;
  @Column('integer', { name: 'warn_percent', default: 80 }) warnPercent!: number;
}

/** One per ticket and kind, the latest turn of it: what was told of it and what is due next. */
@Entity({ schema: 'clocks', name: 'clock' })
@Check('clock_kind', `kind IN ('customer', 'first-answer', 'next-answer', 'resolution')`)
@Index('clock_due', { synchronize: false })
export class ClockRow {
  @PrimaryColumn('uuid', { name: 'ticket_id', primaryKeyConstraintName: 'clock_pk' }) ticketId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'clock_pk' }) kind!: ClockKind;
  @Column('uuid', { name: 'policy_id', nullable: true }) policyId!: string | null;
  @Column('bigint', { name: 'target_ms', nullable: true }) targetMs!: string | null;
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: Date | null;
  @Column('timestamptz', { name: 'warn_at', nullable: true }) warnAt!: Date | null;
  /** When it was told that the clock is at risk. */
  @Column('timestamptz', { name: 'warned_at', nullable: true }) warnedAt!: Date | null;
  @Column('timestamptz', { name: 'met_at', nullable: true }) metAt!: Date | null;
  @Column('timestamptz', { name: 'breached_at', nullable: true }) breachedAt!: Date | null;
  @Column('timestamptz', { name: 'paused_at', nullable: true }) pausedAt!: Date | null;
  @Column('bigint', { name: 'spent_ms', default: 0 }) spentMs!: string;
}

/** A ticket's way through the statuses as the bus told it: pauses are reckoned from it. */
@Entity({ schema: 'clocks', name: 'status_change' })
@Index('status_change_ticket', ['ticketId', 'at'])
export class StatusChangeRow {
  @PrimaryColumn('bigint', { name: 'event_id', primaryKeyConstraintName: 'status_change_pk' })
  eventId!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('text') status!: TicketStatus;
  @Column('timestamptz') at!: Date;
}

export const CLOCK_ENTITIES = [CalendarRow, PolicyRow, ClockRow, StatusChangeRow];
