/** What delivery keeps of its own: words that nobody was sent yet, and who listened to which recording. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DraftChannel, PlaybackKind, ScheduledState, ScheduleAnswer } from '@lib/contracts';

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

/** Never removed: the database refuses it. */
@Entity({ schema: 'delivery', name: 'playback' })
@Check('playback_kind', `kind IN ('listened', 'downloaded')`)
@Index('playback_by_recording', ['recordingId', 'beganAt', 'id'])
export class PlaybackRow {
  /** Made by the player, one for each listening. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'playback_pk' }) id!: string;
  @Column('uuid', { name: 'recording_id' }) recordingId!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('text') kind!: PlaybackKind;
  @Column('timestamptz', { name: 'began_at' }) beganAt!: Date;
  @Column('timestamptz', { name: 'last_at' }) lastAt!: Date;
  /** What the player says was heard; null when sound was sent and it never said. */
  @Column('integer', { name: 'from_second', nullable: true }) fromSecond!: number | null;
  @Column('integer', { name: 'to_second', nullable: true }) toSecond!: number | null;
}

export const DELIVERY_ENTITIES = [DraftRow, ScheduledAnswerRow, OwnLineRow, PlaybackRow];
