/** What supervision keeps: who listened to whose call and how, and hands raised for help. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ListeningPurpose, ListeningRefusal } from '@lib/contracts';

/** Written once; the database refuses to change or to remove it. */
@Entity({ schema: 'supervision', name: 'listening' })
@Check('listening_purpose', `purpose IN ('help-asked', 'training', 'complaint', 'quality')`)
@Index('listening_interaction', ['interactionId'])
@Index('listening_agent', ['agentId', 'id'])
@Index('listening_supervisor', ['supervisorId', 'id'])
export class ListeningRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'listening_pk' }) id!: string;
  @Column('uuid', { name: 'interaction_id' }) interactionId!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('uuid', { name: 'supervisor_id' }) supervisorId!: string;
  /** Who was listened to. */
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('text') purpose!: ListeningPurpose;
  @Column('text', { nullable: true }) words!: string | null;
  @Column('timestamptz', { name: 'asked_at', default: () => 'now()' }) askedAt!: Date;
}

export type ListeningStep = 'here' | 'listen' | 'whisper' | 'barge' | 'refused' | 'failed' | 'left';

/** What became of it, in order, as the carrier confirmed it; kept like the listening itself. */
@Entity({ schema: 'supervision', name: 'listening_step' })
@Check('listening_step_step', `step IN ('here', 'listen', 'whisper', 'barge', 'refused', 'failed', 'left')`)
@Index('listening_step_end', ['listeningId'], { unique: true, where: `step IN ('failed', 'left')` })
export class ListeningStepRow {
  @PrimaryColumn('uuid', { name: 'listening_id', primaryKeyConstraintName: 'listening_step_pk' })
  listeningId!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'listening_step_pk' }) seq!: number;
  @Column('text') step!: ListeningStep;
  @Column('text', { nullable: true }) reason!: ListeningRefusal | null;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
}

/** At most one is up on a call. */
@Entity({ schema: 'supervision', name: 'raised_hand' })
@Index('raised_hand_up', ['interactionId'], { unique: true, where: 'lowered_at IS NULL' })
export class RaisedHandRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'raised_hand_pk' }) id!: string;
  @Column('uuid', { name: 'interaction_id' }) interactionId!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('text', { nullable: true }) words!: string | null;
  @Column('timestamptz', { name: 'raised_at', default: () => 'now()' }) raisedAt!: Date;
  @Column('text', { nullable: true }) answer!: string | null;
  @Column('uuid', { name: 'answered_by', nullable: true }) answeredBy!: string | null;
  @Column('timestamptz', { name: 'answered_at', nullable: true }) answeredAt!: Date | null;
  @Column('timestamptz', { name: 'lowered_at', nullable: true }) loweredAt!: Date | null;
}

export const SUPERVISION_ENTITIES = [ListeningRow, ListeningStepRow, RaisedHandRow];
