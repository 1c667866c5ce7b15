/** What delivery keeps of its own: words that nobody was sent yet. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DraftChannel } from '@lib/contracts';

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

export const DELIVERY_ENTITIES = [DraftRow];
