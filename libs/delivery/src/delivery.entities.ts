/** What delivery keeps of its own: words that nobody was sent yet. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DraftChannel, ScheduledState, ScheduleAnswer } from '@lib/contracts';

@Entity({ schema: 'delivery', name: 'draft' })
@Check('draft_channel', `channel IN ('chat', 'email', 'note')`)
@Index('draft_ticket', ['ticketId', 'savedAt'])
export class DraftRow {
  @PrimaryColumn('uuid', { name: 'agent_id', primaryKeyConstraintName: 'draft_pk' }) agentId!: string;
  @PrimaryColumn('uuid', { name: 'ticket_id', primaryKeyConstraintName: 'draft_pk' }) ticketId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'draft_pk' }) channel!: DraftChannel;
  @Column('integer') version!: number;
  @Column('text') text!: string;
  @Column('text', { nullable: true }) html!: string | null;
  /** Null: the usual people. */
  @Column('jsonb', { name: 'to_addresses', nullable: true }) to!: string[] | null;
  @Column('jsonb', { name: 'cc_addresses', nullable: true }) cc!: string[] | null;
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  @Column('timestamptz', { name: 'saved_at' }) savedAt!: Date;
}

@Entity({ schema: 'delivery', name: 'scheduled_answer' })
@Check('scheduled_answer_state', `state IN ('waiting', 'asking', 'refused')`)
@Index('scheduled_answer_ticket', ['ticketId', 'dueAt'])
export class ScheduledAnswerRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'scheduled_answer_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('jsonb') request!: ScheduleAnswer['message'];
  @Column('timestamptz', { name: 'due_at' }) dueAt!: Date;
  /** The newest entry of the timeline when it was written. */
  @Column('integer', { name: 'seen_seq' }) seenSeq!: number;
  @Column('text', { default: 'waiting' }) state!: ScheduledState;
  @Column('text', { nullable: true }) refusal!: string | null;
  @Column('timestamptz', { name: 'made_at', default: () => 'now()' }) madeAt!: Date;
}

/** An agent's own last line under their mails. */
@Entity({ schema: 'delivery', name: 'own_line' })
export class OwnLineRow {
  @PrimaryColumn('uuid', { name: 'agent_id', primaryKeyConstraintName: 'own_line_pk' }) agentId!: string;
  @Column('text') fr!: string;
  @Column('text') en!: string;
}

export const DELIVERY_ENTITIES = [DraftRow, ScheduledAnswerRow, OwnLineRow];
