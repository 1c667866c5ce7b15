/** What is typed into an article's form, and what of it is written: pure. */
import type { Article, ArticleDraft, ArticleVisibility, Locale, WriteArticle } from '@lib/contracts';
import type { MessageId } from '@lib/design';

export interface ArticleForm {
  visibility: ArticleVisibility;
  texts: Record<Locale, { title: string; body: string }>;
  /** Separated by commas. */
  tags: string;
  /** `2026-01-31`, or nothing. */
  reviewOn: string;
  creditId: string;
}

const nothing = { title: '', body: '' };

/** A new one is for colleagues until somebody says otherwise. */
export function emptyForm(draft?: ArticleDraft): ArticleForm {
  const texts = { fr: nothing, en: nothing, ...(draft && { [draft.locale]: draft.text }) };
  return { visibility: 'internal', texts, tags: '', reviewOn: '', creditId: draft?.credit?.id ?? '' };
}

export function formOf({ visibility, texts, tags, reviewOn, credit }: Article): ArticleForm {
  return {
    visibility,
    texts: { fr: texts.fr ?? nothing, en: texts.en ?? nothing },
    tags: tags.join(', '),
    reviewOn: reviewOn ?? '',
    creditId: credit?.id ?? '',
  };
}

/** A language is whole or left out. */
export function faultOf({ texts }: ArticleForm): MessageId | null {
  const sides = Object.values(texts).map(({ title, body }) => [title.trim() !== '', body.trim() !== '']);
  if (sides.every(([title, body]) => !title && !body)) return 'article.empty';
  return sides.some(([title, body]) => title !== body) ? 'article.half' : null;
}

export function writtenOf({ visibility, texts, tags, reviewOn, creditId }: ArticleForm): WriteArticle {
  const side = ({ title, body }: { title: string; body: string }) =>
    title.trim() === '' ? null : { title: title.trim(), body: body.trim() };
  return {
    visibility,
    texts: { fr: side(texts.fr), en: side(texts.en) },
    tags: tags
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
    reviewOn: reviewOn || null,
    creditId: creditId || null,
  };
}
