/** What we know: articles by words and by what waits, last changed first; the address holds the whole question. */
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ExternalLink, Plus, Search } from 'lucide-react';
import { ArticleFilter, type ArticleItem } from '@lib/contracts';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { currentLocale } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { Skeleton } from '../../ui/skeleton.js';
import { momentText } from '../../ui/time-text.js';
import { useDebounced } from '../search/use-debounced.js';
import { ArticleChips } from './article-chips.js';
import { useArticles } from './use-articles.js';
import './knowledge.css';

export function ArticlesPage() {
  const say = useSay();
  const navigate = useNavigate();
  const { q = '', filter = 'all' } = useSearch({ from: '/knowledge' });
  const [text, setText] = useState(q);
  const settled = useDebounced(text.trim(), 200);
  useEffect(() => {
    if (settled !== q)
      void navigate({
        to: '/knowledge',
        search: (before) => ({ ...before, q: settled || undefined }),
        replace: true,
      });
  }, [settled, q, navigate]);
  return (
    <main className="page knowledge" id="content" data-testid="articles-page">
      <header className="page-head">
        <h1>{say('article.title')}</h1>
        <p>{say('article.lead')}</p>
        <Link to="/knowledge/new" className="btn primary" data-testid="article-new">
          <Plus className="ic" aria-hidden="true" />
          {say('article.new')}
        </Link>
      </header>
      <div className="knowledge-tools">
        <label className="search wide">
          <Search className="ic" aria-hidden="true" />
          <input
            value={text}
            maxLength={200}
            onChange={(event) => setText(event.target.value)}
            placeholder={say('article.search')}
            aria-label={say('article.search')}
            data-testid="article-search"
          />
        </label>
        <a className="help-link" href={`/help/${currentLocale()}`} target="_blank" rel="noopener noreferrer">
          {say('article.help-centre')}
          <ExternalLink className="ic" aria-hidden="true" />
          <span className="sr">{say('article.new-tab')}</span>
        </a>
      </div>
      <fieldset className="choice">
        <legend className="sr">{say('article.filter')}</legend>
        <div className="seg">
          {ArticleFilter.options.map((one) => (
            <label key={one} className={one === filter ? 'on' : ''}>
              <input
                type="radio"
                name="article-filter"
                className="sr"
                checked={one === filter}
                onChange={() =>
                  void navigate({
                    to: '/knowledge',
                    search: (before) => ({ ...before, filter: one === 'all' ? undefined : one }),
                  })
                }
                data-testid={`article-filter-${one}`}
              />
              {say(`article.filter-${one}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <List key={`${q} ${filter}`} q={q} filter={filter} />
    </main>
  );
}

function List({ q, filter }: { q: string; filter: ArticleFilter }) {
  const say = useSay();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useArticles(q, filter);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  if (error && !data) return <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={6} />;
  if (items.length === 0)
    return (
      <EmptyState
        title={q ? say('palette.none', { query: q }) : say('article.none')}
        text={say(q ? 'article.none-found' : 'article.none-text')}
        testId="articles-none"
      />
    );
  return (
    <>
      <ul className="article-list" aria-label={say('article.title')}>
        {items.map((article) => (
          <Row key={article.id} article={article} />
        ))}
      </ul>
      {hasNextPage && (
        <button
          type="button"
          className="btn sm"
          aria-disabled={isFetchingNextPage}
          onClick={() => void (isFetchingNextPage || fetchNextPage())}
        >
          {say('search.more')}
        </button>
      )}
    </>
  );
}

function Row({ article }: { article: ArticleItem }) {
  const say = useSay();
  const locale = currentLocale();
  const [first, second] = locale === 'fr' ? (['fr', 'en'] as const) : (['en', 'fr'] as const);
  const shown = article.titles[first] ? first : second;
  return (
    <li>
      <Link to="/knowledge/$id" params={{ id: article.id }} className="article-row" data-testid="article-row">
        <b className="clip" lang={shown}>
          {article.titles[shown]}
        </b>
        <ArticleChips article={article} />
        <small className="clip">
          {article.titles.fr && article.titles.en ? 'FR · EN' : shown.toUpperCase()}
          {' · '}
          {article.credit
            ? say('article.solved-by', { name: article.credit.name })
            : say('article.by', { name: article.author.name })}
          {' · '}
          {momentText(article.changedAt, serverNow())}
        </small>
      </Link>
    </li>
  );
}
