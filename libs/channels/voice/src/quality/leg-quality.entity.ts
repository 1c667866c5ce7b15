/** How a call sounds at one telephone of the house, added up over the leg. */
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { QualityLevel, QualityWarning } from '@lib/contracts';

@Entity({ schema: 'voice', name: 'leg_quality' })
@Check('leg_quality_level', `level IN ('good', 'fair', 'poor')`)
export class LegQualityRow {
  @PrimaryColumn('text', { name: 'call_sid', primaryKeyConstraintName: 'leg_quality_pk' }) callSid!: string;
  /** The last part that was added. */
  @Column('integer') part!: number;
  @Column('integer') seconds!: number;
  /** Of these seconds, how many had an estimate. */
  @Column('integer', { name: 'judged_seconds' }) judgedSeconds!: number;
  @Column('double precision', { name: 'mos_sum' }) mosSum!: number;
  @Column('double precision', { name: 'worst_mos', nullable: true }) worstMos!: number | null;
  @Column('integer', { name: 'packets_received' }) packetsReceived!: number;
  @Column('integer', { name: 'packets_lost' }) packetsLost!: number;
  @Column('integer', { name: 'worst_jitter_ms' }) worstJitterMs!: number;
  @Column('integer', { name: 'worst_rtt_ms', nullable: true }) worstRttMs!: number | null;
  /** Seconds that each held. */
  @Column('jsonb') warnings!: Partial<Record<QualityWarning, number>>;
  /** The word for the last part. */
  @Column('text', { nullable: true }) level!: QualityLevel | null;
  @Column('timestamptz', { name: 'heard_at' }) heardAt!: Date;
  /** When the consoles were last told. */
  @Column('timestamptz', { name: 'told_at' }) toldAt!: Date;
}
