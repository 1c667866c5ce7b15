/** What we changed at the carrier: written before it is asked, so that what was there before is never lost. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { TelephonePlaceKind } from '@lib/contracts';
import type { TelephoneSettings } from './wanted.js';

@Entity({ schema: 'voice', name: 'setup_change' })
@Check('setup_change_kind', `kind IN ('number', 'application')`)
@Check('setup_change_state', `state IN ('asked', 'done', 'refused', 'undone')`)
@Index('setup_change_at', ['at'])
export class SetupChangeRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'setup_change_pk' }) id!: string;
  @Column('text') kind!: TelephonePlaceKind;
  @Column('text') sid!: string;
  @Column('text') name!: string;
  @Column('jsonb') before!: TelephoneSettings;
  @Column('jsonb') after!: TelephoneSettings;
  @Column('text') state!: 'asked' | 'done' | 'refused' | 'undone';
  @Column('uuid', { name: 'by_id' }) byId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
}
