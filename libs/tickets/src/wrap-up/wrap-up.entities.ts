/** What a queue asks for after a call or a chat, and each agent's wrap-up: the table that reports read. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Channel, DispositionLabel, WrapUpEnd } from '@lib/contracts';

@Entity({ schema: 'tickets', name: 'wrap_up_setting' })
export class WrapUpSettingRow {
  @PrimaryColumn('uuid', { name: 'queue_id', primaryKeyConstraintName: 'wrap_up_setting_pk' })
  queueId!: string;
  @Column('boolean', { default: false }) required!: boolean;
  @Column('integer', { default: 1 }) version!: number;
}

@Entity({ schema: 'tickets', name: 'disposition' })
@Index('disposition_queue', ['queueId', 'place'])
export class DispositionRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'disposition_pk' }) id!: string;
  @Column('uuid', { name: 'queue_id' }) queueId!: string;
  @Column('integer') place!: number;
  @Column('jsonb') label!: DispositionLabel;
  @Column('boolean', { default: true }) active!: boolean;
  @Column('boolean', { name: 'reason_required', default: false }) reasonRequired!: boolean;
  @Column('boolean', { default: false }) resolves!: boolean;
}

@Entity({ schema: 'tickets', name: 'wrap_up' })
@Check('wrap_up_ended_by', `ended_by IN ('agent', 'supervisor', 'time')`)
@Index('wrap_up_open', ['interactionId', 'agentId'], { unique: true, where: 'ended_at IS NULL' })
@Index('wrap_up_queue', ['queueId', 'beganAt'])
export class WrapUpRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'wrap_up_pk' }) id!: string;
  @Column('uuid', { name: 'interaction_id' }) interactionId!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  /** Whose dispositions were to pick from. */
  @Column('uuid', { name: 'queue_id', nullable: true }) queueId!: string | null;
  @Column('text') channel!: Channel;
  @Column('timestamptz', { name: 'began_at', default: () => 'now()' }) beganAt!: Date;
  @Column('timestamptz') until!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('text', { name: 'ended_by', nullable: true }) endedBy!: WrapUpEnd | null;
  /** Null: none given. */
  @Column('uuid', { name: 'disposition_id', nullable: true }) dispositionId!: string | null;
  /** As it read when it was picked. */
  @Column('jsonb', { nullable: true }) disposition!: DispositionLabel | null;
  @Column('text', { nullable: true }) reason!: string | null;
}

export const WRAP_UP_ENTITIES = [WrapUpSettingRow, DispositionRow, WrapUpRow];
