/** One announcement; at most one has not been ended. */
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { MenuText } from '@lib/contracts';

@Entity({ schema: 'voice', name: 'announcement' })
@Index('announcement_current', { synchronize: false })
export class AnnouncementRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'announcement_pk' }) id!: string;
  @Column('jsonb') words!: MenuText;
  @Column('timestamptz') until!: Date;
  @Column('timestamptz', { name: 'set_at' }) setAt!: Date;
  @Column('uuid', { name: 'set_by' }) setBy!: string;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('uuid', { name: 'ended_by', nullable: true }) endedBy!: string | null;
}
