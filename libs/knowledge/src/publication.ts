/** What customers may read of an article is written here and nowhere else: at publication, and only when it is public. */
import { plainArticle } from '@lib/contracts';
import type { Tx } from '@lib/database';
import type { LiveArticle } from './knowledge.entities.js';

/** Its public pages become these; null, or an internal article, has none. */
export async function writePublicPages(
  tx: Tx,
  article: { id: string; number: string },
  live: LiveArticle | null,
  at: Date,
): Promise<void> {
  await tx.query(`DELETE FROM knowledge.public_page WHERE article_id = $1`, [article.id]);
  if (live?.visibility !== 'public') return;
  for (const locale of ['fr', 'en'] as const) {
    const text = live.texts[locale];
    if (!text) continue;
    await tx.query(
      `INSERT INTO knowledge.public_page (article_id, locale, number, title, body, words, plain_title, published_at)
       VALUES ($1, $2, $3, $4, $5,
         setweight(to_tsvector('search.${locale}', search.readable($4)), 'A') || setweight(to_tsvector('search.${locale}', $7), 'B')
           || to_tsvector('search.${locale}', search.readable($6)), search.plain($4), $8)`,
      [
        article.id,
        locale,
        article.number,
        text.title,
        text.body,
        plainArticle(text.body),
        live.tags.join(' '),
        at,
      ],
    );
  }
}
