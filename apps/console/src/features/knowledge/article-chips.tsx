/** What an article is at a glance: whether it is read, by whom, and what waits. */
import { Globe, Lock } from 'lucide-react';
import type { Article, ArticleItem } from '@lib/contracts';
import { useSay } from '../../i18n.js';

type Shown = Pick<Article | ArticleItem, 'state' | 'visibility' | 'ahead' | 'reviewOn'>;

export function ArticleChips({ article }: { article: Shown }) {
  const say = useSay();
  const { state, visibility, ahead } = article;
  return (
    <span className="article-chips">
      <span className="chip" data-testid="article-visibility">
        {visibility === 'public' ? (
          <Globe className="ic" aria-hidden="true" />
        ) : (
          <Lock className="ic" aria-hidden="true" />
        )}
        {say(`article.visibility-${visibility}`)}
      </span>
      {state !== 'published' && (
        <span className="chip" data-testid="article-state">
          {say(`article.state-${state}`)}
        </span>
      )}
      {ahead && <span className="chip warn">{say('article.ahead')}</span>}
      {isDue(article) && <span className="chip warn">{say('article.review-due')}</span>}
    </span>
  );
}

function isDue({ state, reviewOn }: Shown): boolean {
  return state === 'published' && reviewOn !== null && reviewOn <= new Date().toISOString().slice(0, 10);
}
