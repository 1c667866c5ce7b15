/** The lists of words that must not reach a customer, in both languages: read, added to, changed, tried out. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { Locale, type InnerWords, type WriteInnerWords } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { currentLocale, useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { showToast } from '../../ui/toast.js';
import { SettingsForm } from '../time-settings/settings-form.js';
import { TryOut } from './try-out.js';
import { WordsForm } from './words-form.js';

export function InnerWordsSettings() {
  const say = useSay();
  const [locale, setLocale] = useState<Locale>(currentLocale);
  const [writing, setWriting] = useState<InnerWords | 'new' | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['inner-words'],
    queryFn: ({ signal }) => api.innerWords(signal),
  });
  const items = (data?.items ?? []).filter((one) => one.locale === locale);
  const again = (): void => void refetch();

  async function remove(listed: InnerWords): Promise<void> {
    if (!(await attempt(() => api.removeInnerWords(listed.id)))) return;
    again();
    const undo = (): void =>
      void attempt(async () => {
        await api.addInnerWords(bodyOf(listed));
        again();
      });
    showToast({
      text: say('inner-words.removed', { words: listed.words }),
      action: { label: say('common.undo'), run: undo },
    });
  }

  return (
    <SettingsForm
      title="inner-words.title"
      lead="inner-words.lead"
      loading={isPending}
      error={error}
      onRetry={again}
    >
      <fieldset className="choice">
        <legend className="sr">{say('inner-words.language')}</legend>
        <div className="seg">
          {Locale.options.map((one) => (
            <label key={one} className={one === locale ? 'on' : ''}>
              <input
                type="radio"
                name="words-locale"
                className="sr"
                checked={one === locale}
                onChange={() => setLocale(one)}
                data-testid={`words-${one}`}
              />
              {say(`customer.lang-${one}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <TryOut locale={locale} lists={data?.items ?? []} />
      {writing === 'new' ? (
        <WordsForm locale={locale} before={null} onDone={() => setWriting(null)} onSaved={again} />
      ) : (
        <button
          type="button"
          className="btn words-add"
          onClick={() => setWriting('new')}
          data-testid="words-add"
        >
          <Plus className="ic" aria-hidden="true" />
          {say('inner-words.add')}
        </button>
      )}
      <ul className="words" data-testid="words-list">
        {items.map((listed) =>
          writing !== 'new' && writing?.id === listed.id ? (
            <li key={listed.id}>
              <WordsForm locale={locale} before={listed} onDone={() => setWriting(null)} onSaved={again} />
            </li>
          ) : (
            <li key={listed.id} className={`card ${listed.active ? '' : 'off'}`}>
              <span>
                <b>{listed.words}</b>
                {listed.replacement && <span> → {listed.replacement}</span>}
                <small>
                  {say(`kitchen.kind-${listed.kind}`)} · {listed.why}
                  {!listed.active && ` · ${say('inner-words.off')}`}
                </small>
              </span>
              <button
                type="button"
                className="btn ghost icon sm"
                aria-label={say('inner-words.edit', { words: listed.words })}
                onClick={() => setWriting(listed)}
              >
                <Pencil className="ic" aria-hidden="true" />
              </button>
              <button
                type="button"
                className="btn ghost icon sm"
                aria-label={say('inner-words.remove', { words: listed.words })}
                onClick={() => void remove(listed)}
              >
                <Trash2 className="ic" aria-hidden="true" />
              </button>
            </li>
          ),
        )}
      </ul>
      {items.length === 0 && <p className="muted">{say('inner-words.none')}</p>}
    </SettingsForm>
  );
}

function bodyOf({ kind, locale, words, replacement, why, active }: InnerWords): WriteInnerWords {
  return { kind, locale, words, replacement, why, active };
}
