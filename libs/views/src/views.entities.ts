/** The tables of the views room. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Role, ViewColumn, ViewConditions, ViewSort } from '@lib/contracts';

@Entity({ schema: 'views', name: 'saved_view' })
@Check('saved_view_shared', `shared_with IN ('agent', 'supervisor', 'admin')`)
@Index('saved_view_owner', ['ownerId'])
export class SavedViewRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'saved_view_pk' }) id!: string;
  @Column('text') name!: string;
  @Column('uuid', { name: 'owner_id' }) ownerId!: string;
  @Column('text', { name: 'shared_with', nullable: true }) sharedWith!: Role | null;
  @Column('jsonb') conditions!: ViewConditions;
  @Column('text') sort!: ViewSort;
  @Column('jsonb') columns!: ViewColumn[];
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('integer', { default: 1 }) version!: number;
}

export const VIEWS_ENTITIES = [SavedViewRow];
