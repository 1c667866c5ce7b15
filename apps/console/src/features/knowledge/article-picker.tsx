/** An article for an answer: only what customers may read can be put in; what is for colleagues is shown, and stays here. */
import { useState } from 'react';
import { Command } from 'cmdk';
import { Globe, Lock, Search } from 'lucide-react';
import type { ArticleItem, Locale } from '@lib/contracts';
import { articleApi } from '../../api/article-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { Dialog } from '../../ui/dialog.js';
import { Failure } from '../../ui/failure.js';
import { useDebounced } from '../search/use-debounced.js';
import { wordsOf, type As } from './article-words.js';
import { useArticles } from './use-articles.js';
import './knowledge.css';

interface Props {
  /** The customer's language; an article that lacks it is put in in its other one. */
  locale: Locale;
  onInsert: (text: string) => void;
  onClose: () => void;
}

export function ArticlePicker({ locale, onInsert, onClose }: Props) {
  const say = useSay();
  const [text, setText] = useState('');
  const [as, setAs] = useState<As>('text');
  const q = useDebounced(text.trim(), 180);
  const { data, error, isPending, refetch } = useArticles(q, 'all');
  const found = (data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ state }) => state === 'published');
  const languageOf = ({ publicIn }: ArticleItem): Locale | undefined =>
    publicIn.includes(locale) ? locale : publicIn[0];
  async function insert(article: ArticleItem): Promise<void> {
    const language = languageOf(article);
    if (!language) return;
    await attempt(async () => {
      const page = await articleApi.forCustomer(article.id, language);
      onClose();
      requestAnimationFrame(() => onInsert(wordsOf(page, as)));
    });
  }
  return (
    <Dialog labelledBy="article-picker-title" className="pal" testId="article-picker" onClose={onClose}>
      <h2 id="article-picker-title" className="sr">
        {say('article.insert')}
      </h2>
      <Command shouldFilter={false} label={say('article.insert')}>
        <div className="q">
          <Search className="ic" aria-hidden="true" />
          <Command.Input
            value={text}
            onValueChange={setText}
            placeholder={say('article.search')}
            autoFocus
            data-testid="article-picker-input"
          />
        </div>
        {error ? (
          <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />
        ) : (
          <>
            <Command.List label={say('article.insert')}>
              {found.map((article) => {
                const language = languageOf(article);
                const shown = language ?? (article.titles[locale] ? locale : locale === 'fr' ? 'en' : 'fr');
                return (
                  <Command.Item
                    key={article.id}
                    value={article.id}
                    disabled={!language}
                    onSelect={() => void insert(article)}
                    data-testid={language ? 'article-public' : 'article-internal'}
                  >
                    {language ? (
                      <Globe className="ic" aria-hidden="true" />
                    ) : (
                      <Lock className="ic" aria-hidden="true" />
                    )}
                    <span className="clip" lang={shown}>
                      {article.titles[shown]}
                    </span>
                    <small className="clip">
                      {language ? shown.toUpperCase() : say('article.not-for-customers')}
                    </small>
                  </Command.Item>
                );
              })}
            </Command.List>
            <Command.Empty>{say(isPending ? 'common.loading' : 'article.none-found')}</Command.Empty>
          </>
        )}
      </Command>
      <fieldset className="choice article-as">
        <legend className="sr">{say('article.insert-as')}</legend>
        <div className="seg">
          {(['text', 'link'] as const).map((one) => (
            <label key={one} className={one === as ? 'on' : ''}>
              <input
                type="radio"
                name="article-as"
                className="sr"
                checked={one === as}
                onChange={() => setAs(one)}
                data-testid={`article-as-${one}`}
              />
              {say(`article.as-${one}`)}
            </label>
          ))}
        </div>
      </fieldset>
    </Dialog>
  );
}
