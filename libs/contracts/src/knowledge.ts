/** Articles: what we know, written once in both languages, for colleagues or for everybody. */
import { z } from 'zod';
import { Tag } from './record.js';
import { AgentRef } from './views.js';
import { ArticleState, ArticleVisibility, Locale, RevisionWhat } from './vocabulary.js';

export const articleLimits = { title: 160, body: 30_000, tags: 10, versions: 100 } as const;

/** `body` in the marks of `readArticle`. */
export const ArticleText = z.strictObject({
  title: z.string().trim().min(1).max(articleLimits.title),
  body: z.string().trim().min(1).max(articleLimits.body),
});
export type ArticleText = z.infer<typeof ArticleText>;

export const ArticleTexts = z.strictObject({
  fr: ArticleText.nullable().default(null),
  en: ArticleText.nullable().default(null),
});
export type ArticleTexts = z.infer<typeof ArticleTexts>;

export const WriteArticle = z.strictObject({
  visibility: ArticleVisibility,
  texts: ArticleTexts.refine(({ fr, en }) => fr !== null || en !== null, 'one language at least'),
  tags: z.array(Tag).max(articleLimits.tags).default([]),
  /** The day on which somebody looks whether it is still true. */
  reviewOn: z.iso.date().nullable().default(null),
  /** Who solved what it tells. */
  creditId: z.uuid().nullable().default(null),
});
export type WriteArticle = z.infer<typeof WriteArticle>;

/** `sourceTicketId`: the solved ticket it was drafted from. */
export const AddArticle = WriteArticle.extend({ sourceTicketId: z.uuid().nullable().default(null) });
export type AddArticle = z.infer<typeof AddArticle>;

/** As published last; null while customers and colleagues have only a draft of it. */
const Live = z.object({
  visibility: ArticleVisibility,
  texts: ArticleTexts,
  tags: z.array(z.string()),
  at: z.iso.datetime(),
});

const head = {
  id: z.uuid(),
  /** Part of its address in the help centre. */
  number: z.number().int(),
  state: ArticleState,
  visibility: ArticleVisibility,
  tags: z.array(z.string()),
  reviewOn: z.iso.date().nullable(),
  author: AgentRef,
  credit: AgentRef.nullable(),
  changedAt: z.iso.datetime(),
  /** What is written differs from what is published. */
  ahead: z.boolean(),
  version: z.number().int(),
};

/** Inner: for colleagues alone. What a customer may be given is a `CustomerArticle`, which is never made of it. */
export const Article = z.object({
  ...head,
  audience: z.literal('inner'),
  texts: ArticleTexts,
  live: Live.nullable(),
  source: z.object({ id: z.uuid(), number: z.string() }).nullable(),
  changedBy: AgentRef,
  /** Of customers who read it: whether it helped. */
  helped: z.object({ yes: z.number().int(), no: z.number().int() }),
  mayPublish: z.boolean(),
});
export type Article = z.infer<typeof Article>;

export const ArticleItem = z.object({
  ...head,
  titles: z.object({ fr: z.string().nullable(), en: z.string().nullable() }),
  /** Languages in which customers may read it now. */
  publicIn: z.array(Locale),
});
export type ArticleItem = z.infer<typeof ArticleItem>;

/** `drafts`: never published, or written on since. `review`: published, and its day has come. */
export const ArticleFilter = z.enum(['all', 'mine', 'drafts', 'review', 'archived']);
export type ArticleFilter = z.infer<typeof ArticleFilter>;

export const ArticleQuery = z.object({
  q: z.string().trim().max(200).default(''),
  filter: ArticleFilter.default('all'),
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(200).optional(),
});
export type ArticleQuery = z.infer<typeof ArticleQuery>;

/** Last changed first. */
export const ArticlePage = z.object({ items: z.array(ArticleItem), nextCursor: z.string().nullable() });
export type ArticlePage = z.infer<typeof ArticlePage>;

export const ArticleVersion = z.object({
  version: z.number().int(),
  what: RevisionWhat,
  by: AgentRef,
  at: z.iso.datetime(),
  texts: ArticleTexts,
});
export type ArticleVersion = z.infer<typeof ArticleVersion>;

/** Newest first. */
export const ArticleVersions = z.object({ items: z.array(ArticleVersion) });
export type ArticleVersions = z.infer<typeof ArticleVersions>;

/** Text of a public page: a type of its own, read from the public pages alone. Where it is wanted, no inner text fits. */
export const PublicText = z.string().brand<'PublicText'>();
export type PublicText = z.infer<typeof PublicText>;

export const CustomerArticleQuery = z.object({ locale: Locale });

/** What an answer to a customer may take from an article: its public page in one language. */
export const CustomerArticle = z.object({
  audience: z.literal('customer'),
  id: z.uuid(),
  locale: Locale,
  title: PublicText,
  /** Without marks, ready for a mail or a chat. */
  text: PublicText,
  url: z.url(),
});
export type CustomerArticle = z.infer<typeof CustomerArticle>;

export const InnerPart = z.object({
  kind: z.enum(['behind', 'cause', 'cause-note', 'plan']),
  text: z.string(),
});
export type InnerPart = z.infer<typeof InnerPart>;

/** What a solved ticket gives an article: words made for customers in the text, and beside it, apart, what colleagues wrote. */
export const ArticleDraft = z.object({
  ticket: z.object({ id: z.uuid(), number: z.string() }),
  locale: Locale,
  text: z.object({ title: z.string(), body: z.string() }),
  /** Shown to whoever writes; part of the article only when they write it there. */
  inner: z.array(InnerPart),
  credit: AgentRef.nullable(),
});
export type ArticleDraft = z.infer<typeof ArticleDraft>;
