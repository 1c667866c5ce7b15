/** Something to ask of the carrier, decided in a transaction and done after it. */
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { CarrierOrder } from './carrier-order.js';

@Entity({ schema: 'voice', name: 'job' })
@Unique('job_key', ['key'])
@Index('job_due', ['nextAt', 'id'], { where: 'done_at IS NULL' })
export class CarrierJob {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'job_pkey' }) id!: string;
  @Column('text') key!: string;
  @Column('jsonb') ask!: CarrierOrder;
  @Column('integer') attempts!: number;
  @Column('timestamptz', { name: 'next_at' }) nextAt!: Date;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'done_at', nullable: true }) doneAt!: Date | null;
}
