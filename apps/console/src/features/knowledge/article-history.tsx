/** What became of an article, newest first; any version can be taken up again. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Article, ArticleVersion } from '@lib/contracts';
import { articleApi } from '../../api/article-calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';

export function ArticleHistory({ article }: { article: Article }) {
  const say = useSay();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ['article-versions', article.id, article.version],
    queryFn: ({ signal }) => articleApi.versions(article.id, signal),
    placeholderData: (before) => before,
  });
  const show = (next: Article): void => void client.setQueryData(['article', article.id], next);
  const restore = ({ version }: ArticleVersion): Promise<boolean> =>
    attempt(async () => {
      const next = await articleApi.restore(article, version);
      show(next);
      const undo = (): void =>
        void attempt(async () => show(await articleApi.restore(next, article.version)));
      showToast(
        { text: say('article.brought-back'), action: { label: say('common.undo'), run: undo } },
        10_000,
      );
    });
  return (
    <section className="card">
      <h2>{say('article.history')}</h2>
      <ol className="article-history">
        {(data?.items ?? []).map((one) => (
          <li key={one.version}>
            <span>{say(`article.event-${one.what}`, { name: one.by.name })}</span>
            <small className="muted">{momentText(one.at, serverNow())}</small>
            {one.version !== article.version && (
              <button
                type="button"
                className="btn sm ghost"
                aria-label={say('article.restore-version', { number: one.version })}
                onClick={() => void restore(one)}
              >
                {say('article.restore')}
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
