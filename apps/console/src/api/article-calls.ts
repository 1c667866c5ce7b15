/** The calls about articles. */
import type {
  AddArticle,
  Article,
  ArticleDraft,
  ArticleFilter,
  ArticlePage,
  ArticleVersions,
  CustomerArticle,
  Locale,
  WriteArticle,
} from '@lib/contracts';
import { query, request } from './http.js';

const id = encodeURIComponent;
const of = (articleId: string): string => `/api/articles/${id(articleId)}`;

type At = Pick<Article, 'id' | 'version'>;

const act = (article: At, what: string): Promise<Article> =>
  request<Article>('POST', `${of(article.id)}/${what}`, { headers: { 'if-match': String(article.version) } });

export const articleApi = {
  list: (
    asked: { q?: string; filter?: ArticleFilter; limit?: number; cursor?: string },
    signal?: AbortSignal,
  ) => request<ArticlePage>('GET', `/api/articles${query(asked)}`, { signal }),
  one: (articleId: string, signal?: AbortSignal) => request<Article>('GET', of(articleId), { signal }),
  add: (article: AddArticle) => request<Article>('POST', '/api/articles', { body: article }),
  change: (article: At, body: WriteArticle) =>
    request<Article>('PUT', of(article.id), { body, headers: { 'if-match': String(article.version) } }),
  publish: (article: At) => act(article, 'publish'),
  archive: (article: At) => act(article, 'archive'),
  restore: (article: At, version: number) => act(article, `versions/${version}/restore`),
  versions: (articleId: string, signal?: AbortSignal) =>
    request<ArticleVersions>('GET', `${of(articleId)}/versions`, { signal }),
  forCustomer: (articleId: string, locale: Locale) =>
    request<CustomerArticle>('GET', `${of(articleId)}/customer-text${query({ locale })}`),
  draftOf: (ticket: string, signal?: AbortSignal) =>
    request<ArticleDraft>('GET', `/api/tickets/${id(ticket)}/article-draft`, { signal }),
};
