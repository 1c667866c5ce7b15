/** What an answer takes of an article: made of a customer's article alone, whose type no inner one fits. */
import type { CustomerArticle } from '@lib/contracts';

export type As = 'text' | 'link';

export function wordsOf({ title, text, url }: CustomerArticle, as: As): string {
  return as === 'link' ? `${title}\n${url}` : `${text}\n\n${url}`;
}
