/** One leg of a call: the customer's, or an agent's phone that was rung for it. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Call } from './call.entity.js';
import type { LegRole, LegStatus } from './call-state.js';

@Entity({ schema: 'voice', name: 'leg' })
@Check('leg_role', `role IN ('customer', 'agent', 'guest', 'supervisor')`)
@Index('leg_by_call', ['callId'])
export class CallLeg {
  @PrimaryColumn('text', { name: 'call_sid', primaryKeyConstraintName: 'leg_pkey' }) callSid!: string;
  @ForeignKey(() => Call, { name: 'leg_call_fkey' })
  @Column('uuid', { name: 'call_id' })
  callId!: string;
  @Column('text') role!: LegRole;
  @Column('uuid', { name: 'agent_id', nullable: true }) agentId!: string | null;
  @Column('uuid', { name: 'offer_id', nullable: true }) offerId!: string | null;
  @Column('text') status!: LegStatus;
  @Column('timestamptz', { name: 'answered_at', nullable: true }) answeredAt!: Date | null;
  @Column('timestamptz', { name: 'joined_at', nullable: true }) joinedAt!: Date | null;
  @Column('timestamptz', { name: 'left_at', nullable: true }) leftAt!: Date | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('integer', { name: 'duration_seconds', nullable: true }) durationSeconds!: number | null;
}
