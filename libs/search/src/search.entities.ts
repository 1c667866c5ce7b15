/** The tables of search as the schema builder knows them; reading and writing speak SQL. */
import { Check, Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { SearchKind } from '@lib/contracts';

@Entity({ schema: 'search', name: 'entry' })
@Check('entry_kind', `kind IN ('ticket', 'message', 'note', 'customer', 'article')`)
@Index('entry_newest', ['kind', 'at', 'id'])
@Index('entry_words_ticket', { synchronize: false })
@Index('entry_words_message', { synchronize: false })
@Index('entry_words_note', { synchronize: false })
@Index('entry_words_customer', { synchronize: false })
@Index('entry_words_article', { synchronize: false })
@Index('entry_plain_ticket', { synchronize: false })
@Index('entry_plain_customer', { synchronize: false })
@Index('entry_plain_article', { synchronize: false })
export class EntryRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'entry_pk' }) kind!: SearchKind;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'entry_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id', nullable: true }) ticketId!: string | null;
  /** Null for articles. */
  @Column('uuid', { name: 'customer_id', nullable: true }) customerId!: string | null;
  /** When it was written or opened: the newest is found first. */
  @Column('timestamptz') at!: Date;
  @Column('text') language!: 'fr' | 'en' | 'both';
  @Column('tsvector') words!: string;
  /** Subject, or name and addresses, in small letters without accents: found by any part. */
  @Column('text', { nullable: true }) plain!: string | null;
}

/** Something has changed and its entry is to be written again; many rows may say the same. */
@Entity({ schema: 'search', name: 'waiting' })
export class WaitingRow {
  @PrimaryGeneratedColumn('increment', { type: 'bigint', primaryKeyConstraintName: 'waiting_pk' })
  id!: string;
  @Column('text') kind!: SearchKind;
  @Column('uuid', { name: 'subject_id' }) subjectId!: string;
}

/** Every word ever indexed, so that a mistyped one finds its neighbours. */
@Entity({ schema: 'search', name: 'word' })
@Index('word_beginning', { synchronize: false })
@Index('word_alike', { synchronize: false })
export class WordRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'word_pk' }) word!: string;
}

export const SEARCH_ENTITIES = [EntryRow, WaitingRow, WordRow];
