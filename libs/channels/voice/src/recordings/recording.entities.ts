/** What each queue records, the recording of each call, and all that happened to it. */
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type {
  MenuText,
  RecordingBasis,
  RecordingDeletion,
  RecordingEventKind,
  RecordingPurpose,
  RecordingState,
} from '@lib/contracts';

/** Never changed: another wish is another version. */
@Entity({ schema: 'voice', name: 'recording_policy' })
@Check(
  'recording_policy_grounds',
  `NOT enabled OR (purpose IS NOT NULL AND legal_basis IS NOT NULL AND announcement->>'fr' <> '' AND announcement->>'en' <> '')`,
)
export class RecordingPolicyRow {
  @PrimaryColumn('uuid', { name: 'queue_id', primaryKeyConstraintName: 'recording_policy_pk' })
  queueId!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'recording_policy_pk' }) version!: number;
  @Column('boolean') enabled!: boolean;
  @Column('text', { nullable: true }) purpose!: RecordingPurpose | null;
  @Column('text', { name: 'legal_basis', nullable: true }) legalBasis!: RecordingBasis | null;
  @Column('jsonb') announcement!: MenuText;
  @Column('integer', { name: 'retention_days' }) retentionDays!: number;
  @Column('text', { name: 'objection_key' }) objectionKey!: string;
  @Column('boolean', { name: 'keep_at_carrier' }) keepAtCarrier!: boolean;
  @Column('timestamptz', { name: 'set_at' }) setAt!: Date;
  @Column('uuid', { name: 'set_by' }) setBy!: string;
}

/** When it is deleted the row stays, without anything that was said. */
@Entity({ schema: 'voice', name: 'recording' })
@Unique('recording_call_key', ['callSid'])
@Check('recording_state', `state IN ('none', 'announced', 'recording', 'paused', 'stopped', 'objected')`)
@Check('recording_deletion', `deletion IN ('retention', 'objection', 'nothing-recorded')`)
@Check(
  'recording_announced',
  `started_at IS NULL OR (announced_at IS NOT NULL AND announced_at <= started_at)`,
)
@Check('recording_empty', `deleted_at IS NULL OR (sha256 IS NULL AND size IS NULL AND peaks IS NULL)`)
@Index('recording_by_interaction', ['interactionId'])
@Index('recording_to_delete', ['deleteAt'], { where: 'deleted_at IS NULL' })
@Index('recording_to_erase', ['eraseAt'], { where: 'erased_at IS NULL' })
@Index('recording_to_fetch', ['endedAt'], { where: 'stored_at IS NULL AND deleted_at IS NULL' })
export class RecordingRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'recording_pk' }) id!: string;
  /** Ours: of a call we made, not what the carrier calls its line. */
  @Column('text', { name: 'call_sid' }) callSid!: string;
  @Column('uuid', { name: 'interaction_id' }) interactionId!: string;
  @Column('uuid', { name: 'queue_id' }) queueId!: string;
  @Column('integer', { name: 'policy_version' }) policyVersion!: number;
  @Column('text') state!: RecordingState;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
  @Column('timestamptz', { name: 'announced_at', nullable: true }) announcedAt!: Date | null;
  /** When the carrier was about to be asked; never before the announcement was heard. */
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt!: Date | null;
  @Column('text', { name: 'recording_sid', nullable: true }) recordingSid!: string | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('integer', { nullable: true }) seconds!: number | null;
  @Column('text', { nullable: true }) sha256!: string | null;
  @Column('bigint', { nullable: true }) size!: string | null;
  /** Loudness over time of each channel (the customer, then the house), 0 to 100. */
  @Column('jsonb', { nullable: true }) peaks!: number[][] | null;
  @Column('timestamptz', { name: 'stored_at', nullable: true }) storedAt!: Date | null;
  @Column('timestamptz', { name: 'delete_at', nullable: true }) deleteAt!: Date | null;
  @Column('timestamptz', { name: 'deleted_at', nullable: true }) deletedAt!: Date | null;
  @Column('text', { nullable: true }) deletion!: RecordingDeletion | null;
  /** When the carrier is next asked to delete its copy. */
  @Column('timestamptz', { name: 'erase_at', nullable: true }) eraseAt!: Date | null;
  @Column('integer', { name: 'erase_tries', default: 0 }) eraseTries!: number;
  @Column('timestamptz', { name: 'erased_at', nullable: true }) erasedAt!: Date | null;
}

@Entity({ schema: 'voice', name: 'recording_event' })
@Index('recording_event_order', ['recordingId', 'at', 'id'])
export class RecordingEventRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'recording_event_pk' }) id!: string;
  @Column('uuid', { name: 'recording_id' }) recordingId!: string;
  @Column('text') what!: RecordingEventKind;
  @Column('timestamptz') at!: Date;
  /** Null: the customer, or nobody in person. */
  @Column('uuid', { name: 'by_id', nullable: true }) byId!: string | null;
}

/** Keeps a recording past its time for a legal matter; one in force at most. What it was for stays when it is lifted. */
@Entity({ schema: 'voice', name: 'recording_hold' })
@Index('recording_hold_in_force', ['recordingId'], { unique: true, where: 'lifted_at IS NULL' })
export class RecordingHoldRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'recording_hold_pk' }) id!: string;
  @Column('uuid', { name: 'recording_id' }) recordingId!: string;
  @Column('text') reason!: string;
  @Column('timestamptz', { name: 'placed_at' }) placedAt!: Date;
  @Column('uuid', { name: 'placed_by' }) placedBy!: string;
  @Column('text', { name: 'lifted_reason', nullable: true }) liftedReason!: string | null;
  @Column('timestamptz', { name: 'lifted_at', nullable: true }) liftedAt!: Date | null;
  @Column('uuid', { name: 'lifted_by', nullable: true }) liftedBy!: string | null;
}
