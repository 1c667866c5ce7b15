/** The lists of inner words as they are kept. */
import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { InnerWordKind, Locale } from '@lib/contracts';

@Entity({ schema: 'kitchen', name: 'inner_words' })
@Unique('inner_words_once', ['locale', 'words'])
@Check(
  'inner_words_kind',
  `kind IN ('sla', 'supplier', 'team', 'tier', 'queue', 'refusal', 'empty-apology', 'jargon')`,
)
@Check('inner_words_locale', `locale IN ('fr', 'en')`)
export class InnerWordsRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'inner_words_pk' }) id!: string;
  @Column('text') kind!: InnerWordKind;
  @Column('text') locale!: Locale;
  @Column('text') words!: string;
  @Column('text', { nullable: true }) replacement!: string | null;
  @Column('text') why!: string;
  /** Kept in the list but not looked for. */
  @Column('boolean', { default: true }) active!: boolean;
  /** Null for what the house came with. */
  @Column('uuid', { name: 'edited_by', nullable: true }) editedBy!: string | null;
  @Column('timestamptz', { name: 'edited_at', default: () => 'now()' }) editedAt!: Date;
}

export const KITCHEN_ENTITIES = [InnerWordsRow];
