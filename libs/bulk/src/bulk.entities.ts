/** The tables of jobs on many tickets. */
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { BulkAction, BulkItemState } from '@lib/contracts';
import type { BulkUndo } from './bulk-act.js';

/** An undo has no action of its own: each of its items holds what is to be taken back. */
export type StoredAction = BulkAction | { do: 'undo' };

@Entity({ schema: 'bulk', name: 'job' })
@Unique('job_idempotency', ['startedBy', 'idempotencyKey'])
@Unique('job_undoes', ['undoes'])
@Index('job_running', { synchronize: false })
@Index('job_created', ['createdAt'])
export class BulkJobRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'job_pk' }) id!: string;
  /** Their rights, as they are when a ticket's turn comes. */
  @Column('uuid', { name: 'started_by' }) startedBy!: string;
  @Column('jsonb') action!: StoredAction;
  @Column('uuid', { nullable: true }) undoes!: string | null;
  @Column('text', { name: 'idempotency_key', nullable: true }) idempotencyKey!: string | null;
  @Column('text', { name: 'request_hash' }) requestHash!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'stopped_at', nullable: true }) stoppedAt!: Date | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
}

@Entity({ schema: 'bulk', name: 'item' })
@Check('item_state', `state IN ('waiting', 'done', 'unchanged', 'refused', 'stopped')`)
@Index('item_waiting', { synchronize: false })
export class BulkItemRow {
  @PrimaryColumn('uuid', { name: 'job_id', primaryKeyConstraintName: 'item_pk' }) jobId!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'item_pk' }) place!: number;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  /** Of an undo: what is to be taken back. */
  @Column('jsonb', { nullable: true }) given!: BulkUndo | null;
  @Column('text', { default: 'waiting' }) state!: BulkItemState;
  @Column('text', { nullable: true }) code!: string | null;
  /** What takes it back; null when nothing does. */
  @Column('jsonb', { nullable: true }) undo!: BulkUndo | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
}

export const BULK_ENTITIES = [BulkJobRow, BulkItemRow];
