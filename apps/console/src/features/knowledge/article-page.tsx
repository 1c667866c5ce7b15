/** One article: read in either language, written on, published, put away, and what became of it over time. */
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Archive, ArrowLeft, ExternalLink, Pencil, Send, Undo2 } from 'lucide-react';
import type { Article, Locale } from '@lib/contracts';
import { articleApi } from '../../api/article-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { currentLocale, say as sayNow, useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { dateText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { ArticleBody } from './article-body.js';
import { ArticleChips } from './article-chips.js';
import { ArticleEditor } from './article-editor.js';
import { ArticleHistory } from './article-history.js';
import { useArticle } from './use-articles.js';
import './knowledge.css';

export function ArticlePage({ id }: { id: string }) {
  const say = useSay();
  const { data, error, refetch } = useArticle(id);
  const [editing, setEditing] = useState<Article | null>(null);
  return (
    <main className="page knowledge" id="content" data-testid="article-page">
      <Link to="/knowledge" className="back-link">
        <ArrowLeft className="ic" aria-hidden="true" />
        {say('article.back')}
      </Link>
      {error && !data && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={6} />}
      {editing ? (
        <ArticleEditor article={editing} onDone={() => setEditing(null)} />
      ) : (
        data && <Reading article={data} onEdit={() => setEditing(data)} />
      )}
    </main>
  );
}

function Reading({ article, onEdit }: { article: Article; onEdit: () => void }) {
  const say = useSay();
  const there = (['fr', 'en'] as const).filter((one) => article.texts[one]);
  const usual = there.find((one) => one === currentLocale()) ?? there[0] ?? 'fr';
  const [chosen, setLocale] = useState<Locale>(usual);
  const locale = there.includes(chosen) ? chosen : usual;
  const text = article.texts[locale];
  return (
    <>
      <header className="page-head article-head">
        <h1 lang={locale}>{text?.title}</h1>
        <ArticleChips article={article} />
        <Acts article={article} onEdit={onEdit} />
      </header>
      <div className="columns">
        <section className="card article-read" aria-label={say('article.text')}>
          {there.length > 1 && <Languages there={there} chosen={locale} onPick={setLocale} />}
          {article.ahead && <p className="notice">{say('article.ahead-text')}</p>}
          {text && <ArticleBody body={text.body} locale={locale} under={1} />}
        </section>
        <aside className="article-side">
          <About article={article} locale={locale} />
          <ArticleHistory article={article} />
        </aside>
      </div>
    </>
  );
}

interface LanguagesProps {
  there: readonly Locale[];
  chosen: Locale;
  onPick: (locale: Locale) => void;
}

function Languages({ there, chosen, onPick }: LanguagesProps) {
  const say = useSay();
  return (
    <fieldset className="choice">
      <legend className="sr">{say('article.language')}</legend>
      <div className="seg">
        {there.map((one) => (
          <label key={one} className={one === chosen ? 'on' : ''}>
            <input
              type="radio"
              name="article-language"
              className="sr"
              checked={one === chosen}
              onChange={() => onPick(one)}
              data-testid={`article-language-${one}`}
            />
            {say(`customer.lang-${one}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Acts({ article, onEdit }: { article: Article; onEdit: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const act = useArticleAct(article);
  const { state } = article;
  if (state === 'archived')
    return (
      <span className="article-acts">
        <button
          type="button"
          className="btn"
          onClick={() =>
            void act('article.brought-back', () => articleApi.restore(article, article.version - 1))
          }
          data-testid="article-bring-back"
        >
          <Undo2 className="ic" aria-hidden="true" />
          {say('article.bring-back')}
        </button>
      </span>
    );
  const waits = state === 'draft' || article.ahead;
  return (
    <span className="article-acts">
      <button
        type="button"
        className="btn"
        onClick={() => {
          void client.invalidateQueries({ queryKey: ['article', article.id] });
          onEdit();
        }}
        data-testid="article-edit"
      >
        <Pencil className="ic" aria-hidden="true" />
        {say('article.edit')}
      </button>
      <button
        type="button"
        className="btn"
        onClick={() => void act('article.archived', () => articleApi.archive(article))}
        data-testid="article-archive"
      >
        <Archive className="ic" aria-hidden="true" />
        {say('record.archive')}
      </button>
      {article.mayPublish && waits && (
        <button
          type="button"
          className="btn primary"
          onClick={() => void act('article.published', () => articleApi.publish(article))}
          data-testid="article-publish"
        >
          <Send className="ic" aria-hidden="true" />
          {say('article.publish')}
        </button>
      )}
    </span>
  );
}

/** Done at once, and for a while taken back by one press: the version before comes back as it was. */
function useArticleAct(article: Article) {
  const client = useQueryClient();
  const show = (next: Article): void => void client.setQueryData(['article', article.id], next);
  return (
    done: 'article.published' | 'article.archived' | 'article.brought-back',
    run: () => Promise<Article>,
  ) =>
    attempt(async () => {
      const next = await run();
      show(next);
      const undo = (): void =>
        void attempt(async () => show(await articleApi.restore(next, article.version)));
      showToast({ text: sayNow(done), action: { label: sayNow('common.undo'), run: undo } }, 10_000);
    });
}

function About({ article, locale }: { article: Article; locale: Locale }) {
  const say = useSay();
  const { author, credit, source, reviewOn, tags, live, helped } = article;
  const facts: { name: string; value: React.ReactNode }[] = [
    { name: say('article.author'), value: author.name },
    ...(credit ? [{ name: say('article.credit'), value: credit.name }] : []),
    ...(source
      ? [
          {
            name: say('article.source'),
            value: (
              <Link to="/work/$ticket" params={{ ticket: source.number }} className="num">
                {source.number}
              </Link>
            ),
          },
        ]
      : []),
    ...(reviewOn ? [{ name: say('article.review-on'), value: dateText(reviewOn) }] : []),
    ...(tags.length > 0 ? [{ name: say('article.tags'), value: tags.join(', ') }] : []),
    { name: say('article.helped'), value: say('article.helped-counts', helped) },
  ];
  const page = live?.visibility === 'public' && live.texts[locale];
  return (
    <section className="card">
      <h2>{say('article.about')}</h2>
      <dl className="article-facts">
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {page && (
        <a
          href={`/help/${locale}/articles/${article.number}`}
          target="_blank"
          rel="noopener noreferrer"
          data-testid="article-public-page"
        >
          {say('article.see-public')}
          <ExternalLink className="ic" aria-hidden="true" />
          <span className="sr">{say('article.new-tab')}</span>
        </a>
      )}
    </section>
  );
}
