/** The tables of the knowledge room as the schema builder knows them; reading and writing speak SQL. */
import { Check, Column, Entity, ForeignKey, Generated, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ArticleState, ArticleTexts, ArticleVisibility, Locale, RevisionWhat } from '@lib/contracts';

/** What was published: the working text may have moved on since. */
export interface LiveArticle {
  visibility: ArticleVisibility;
  texts: ArticleTexts;
  tags: string[];
}

@Entity({ schema: 'knowledge', name: 'article' })
@Check('article_state', `state IN ('draft', 'published', 'archived')`)
@Check('article_visibility', `visibility IN ('internal', 'public')`)
@Check('article_live', `(state = 'published') = (live IS NOT NULL)`)
@Unique('article_number', ['number'])
@Index('article_newest', ['changedAt', 'id'])
@Index('article_author', ['authorId', 'changedAt', 'id'])
@Index('article_review', { synchronize: false })
@Index('article_unpublished', { synchronize: false })
export class ArticleRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'article_pk' }) id!: string;
  @Column('bigint') @Generated('increment') number!: string;
  @Column('text', { default: 'draft' }) state!: ArticleState;
  @Column('text') visibility!: ArticleVisibility;
  @Column('jsonb') texts!: ArticleTexts;
  @Column('jsonb', { default: () => `'[]'` }) tags!: string[];
  @Column('date', { name: 'review_on', nullable: true }) reviewOn!: string | null;
  @Column('uuid', { name: 'author_id' }) authorId!: string;
  /** Who solved what it tells. */
  @Column('uuid', { name: 'credit_id', nullable: true }) creditId!: string | null;
  @Column('uuid', { name: 'source_ticket_id', nullable: true }) sourceTicketId!: string | null;
  @Column('jsonb', { nullable: true }) live!: LiveArticle | null;
  @Column('timestamptz', { name: 'live_at', nullable: true }) liveAt!: Date | null;
  @Column('uuid', { name: 'changed_by' }) changedBy!: string;
  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' }) changedAt!: Date;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('integer', { default: 1 }) version!: number;
}

/** Only ever added to: the whole article after each change. */
@Entity({ schema: 'knowledge', name: 'revision' })
@Check('revision_what', `what IN ('created', 'changed', 'published', 'archived', 'restored')`)
export class RevisionRow {
  @PrimaryColumn('uuid', { name: 'article_id', primaryKeyConstraintName: 'revision_pk' })
  @ForeignKey(() => ArticleRow, { name: 'revision_article_fk' })
  articleId!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'revision_pk' }) version!: number;
  @Column('text') what!: RevisionWhat;
  @Column('uuid', { name: 'by_id' }) byId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('jsonb') whole!: WholeArticle;
}

/** What a revision keeps and brings back. */
export type WholeArticle = Pick<
  ArticleRow,
  'state' | 'visibility' | 'texts' | 'tags' | 'reviewOn' | 'creditId' | 'live'
>;

/** What customers may read; written at publication alone. */
@Entity({ schema: 'knowledge', name: 'public_page' })
@Check('public_page_locale', `locale IN ('fr', 'en')`)
@Unique('public_page_number', ['number', 'locale'])
@Index('public_page_newest_fr', { synchronize: false })
@Index('public_page_newest_en', { synchronize: false })
@Index('public_page_words_fr', { synchronize: false })
@Index('public_page_words_en', { synchronize: false })
@Index('public_page_title_fr', { synchronize: false })
@Index('public_page_title_en', { synchronize: false })
export class PublicPageRow {
  @PrimaryColumn('uuid', { name: 'article_id', primaryKeyConstraintName: 'public_page_pk' })
  @ForeignKey(() => ArticleRow, { name: 'public_page_article_fk' })
  articleId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'public_page_pk' }) locale!: Locale;
  @Column('bigint') number!: string;
  @Column('text') title!: string;
  @Column('text') body!: string;
  @Column('tsvector') words!: string;
  /** Small letters without accents, so that a mistyped word is still near it. */
  @Column('text', { name: 'plain_title' }) plainTitle!: string;
  @Column('timestamptz', { name: 'published_at' }) publishedAt!: Date;
}

/** Whether a page helped somebody, who is known by a keyed hash of their address alone. */
@Entity({ schema: 'knowledge', name: 'answer' })
@Check('answer_locale', `locale IN ('fr', 'en')`)
@Index('answer_visitor', ['visitor', 'at'])
export class AnswerRow {
  @PrimaryColumn('uuid', { name: 'article_id', primaryKeyConstraintName: 'answer_pk' })
  @ForeignKey(() => ArticleRow, { name: 'answer_article_fk' })
  articleId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'answer_pk' }) locale!: Locale;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'answer_pk' }) visitor!: string;
  @Column('boolean') helped!: boolean;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
}

export const KNOWLEDGE_ENTITIES = [ArticleRow, RevisionRow, PublicPageRow, AnswerRow];
