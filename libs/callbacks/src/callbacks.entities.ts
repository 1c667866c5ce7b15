/** One row per customer who is to be called back about a ticket: where they stood, and how far it is. */
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { CallbackRules, CallbackState, Locale } from '@lib/contracts';

@Entity({ schema: 'callbacks', name: 'callback' })
@Unique('callback_asked_once', ['fromInteractionId'])
@Check('callback_state', `state IN ('scheduled', 'waiting', 'done', 'failed', 'cancelled')`)
@Index('callback_pending', ['ticketId'], { unique: true, where: 'ended_at IS NULL' })
@Index('callback_of', ['interactionId'])
export class CallbackRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'callback_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  /** The call in which it was asked for. */
  @Column('uuid', { name: 'from_interaction_id', nullable: true }) fromInteractionId!: string | null;
  @Column('uuid', { name: 'queue_id' }) queueId!: string;
  @Column('uuid', { name: 'identity_id' }) identityId!: string;
  @Column('text') number!: string;
  @Column('text', { name: 'our_number' }) ourNumber!: string;
  @Column('text') locale!: Locale;
  @Column('text') state!: CallbackState;
  /** Since when the customer waits: the place in every line they come into. */
  @Column('timestamptz') since!: Date;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: Date | null;
  /** Calls that the customer did not take. */
  @Column('integer', { default: 0 }) tries!: number;
  /** Times it was put in line, also for calls that came to nothing on our side. */
  @Column('integer', { default: 0 }) rounds!: number;
  /** As they were when it was asked for. */
  @Column('jsonb') rules!: CallbackRules;
  /** The call of this round. */
  @Column('uuid', { name: 'interaction_id', nullable: true }) interactionId!: string | null;
  @Column('text', { name: 'last_outcome', nullable: true }) lastOutcome!: string | null;
  /** The agent who arranged it; null: the caller asked for it. */
  @Column('uuid', { name: 'made_by', nullable: true }) madeBy!: string | null;
  /** What the customer was promised; kept when they are reached. */
  @Column('uuid', { name: 'promise_id', nullable: true }) promiseId!: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
}

export const CALLBACKS_ENTITIES = [CallbackRow];
