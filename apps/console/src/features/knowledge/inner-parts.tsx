/** Beside an article drafted from a ticket: what colleagues wrote there, shown and never copied by itself. */
import { Lock } from 'lucide-react';
import type { ArticleDraft, ArticleVisibility } from '@lib/contracts';
import { useSay } from '../../i18n.js';

export function InnerParts({ draft, visibility }: { draft: ArticleDraft; visibility: ArticleVisibility }) {
  const say = useSay();
  return (
    <section className="card article-inner" aria-labelledby="inner-parts" data-testid="article-inner">
      <h2 id="inner-parts">
        <Lock className="ic" aria-hidden="true" />
        {say('article.from-ticket', { number: draft.ticket.number })}
      </h2>
      <p>{say(visibility === 'public' ? 'article.inner-public' : 'article.inner-internal')}</p>
      {draft.inner.length > 0 && (
        <dl className="article-facts">
          {draft.inner.map(({ kind, text }, index) => (
            <div key={index}>
              <dt>{say(`article.inner-${kind}`)}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
