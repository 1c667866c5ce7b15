/** An article being written: both languages side by side, each with how it will read, and what colleagues wrote beside it. */
import { useState, type FormEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  articleLimits,
  type Article,
  type ArticleDraft,
  type ArticleVisibility,
  type Locale,
  type WriteArticle,
} from '@lib/contracts';
import { articleApi } from '../../api/article-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { currentLocale, useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { problemText } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { useLeaveGuard } from '../queue-settings/leave-guard.js';
import { ArticleBody } from './article-body.js';
import { InnerParts } from './inner-parts.js';
import { emptyForm, faultOf, formOf, writtenOf, type ArticleForm } from './article-form.js';

interface Props {
  /** Null: a new one. */
  article: Article | null;
  draft?: ArticleDraft;
  onDone: () => void;
}

export function ArticleEditor({ article, draft, onDone }: Props) {
  const say = useSay();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [begun] = useState<ArticleForm>(() => (article ? formOf(article) : emptyForm(draft)));
  const [form, setForm] = useState(begun);
  const [preview, setPreview] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState(false);
  const dirty = !saved && JSON.stringify(form) !== JSON.stringify(begun);
  const guard = useLeaveGuard(dirty, onDone);
  const set = (change: Partial<ArticleForm>): void => setForm((before) => ({ ...before, ...change }));
  const write = (locale: Locale, text: Partial<ArticleForm['texts'][Locale]>): void =>
    setForm((before) => ({
      ...before,
      texts: { ...before.texts, [locale]: { ...before.texts[locale], ...text } },
    }));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const fault = faultOf(form);
    if (fault) return setRefused(say(fault));
    setSaving(true);
    setRefused(null);
    try {
      const written: WriteArticle = writtenOf(form);
      const next = article
        ? await articleApi.change(article, written)
        : await articleApi.add({ ...written, sourceTicketId: draft?.ticket.id ?? null });
      client.setQueryData(['article', next.id], next);
      setSaved(true);
      showToast({ text: say('article.saved') });
      if (article) onDone();
      else
        void navigate({ to: '/knowledge/$id', params: { id: next.id }, replace: true, ignoreBlocker: true });
    } catch (error) {
      setSaving(false);
      const refusal = asRefusal(error);
      setRefused(refusal.code === 'version-stale' ? say('article.stale') : problemText(refusal));
    }
  }

  return (
    <form
      className="article-editor"
      noValidate
      onSubmit={(event) => void submit(event)}
      data-testid="article-editor"
    >
      <header className="page-head">
        <h1>{say(article ? 'article.edit-title' : 'article.new')}</h1>
        <span className="article-acts">
          <button
            type="button"
            className="btn"
            aria-pressed={preview}
            onClick={() => setPreview(!preview)}
            data-testid="article-preview"
          >
            {say('article.preview')}
          </button>
          <button type="button" className="btn" onClick={guard.leave}>
            {say('common.cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={saving} data-testid="article-save">
            {say(article ? 'article.save' : 'article.save-draft')}
          </button>
        </span>
      </header>
      {refused && (
        <p className="fault" role="alert" data-testid="article-fault">
          {refused}
        </p>
      )}
      <Visibility value={form.visibility} onPick={(visibility) => set({ visibility })} />
      {draft && <InnerParts draft={draft} visibility={form.visibility} />}
      <div className="article-sides">
        {sides().map((locale) => (
          <Side
            key={locale}
            locale={locale}
            text={form.texts[locale]}
            preview={preview}
            onChange={(text) => write(locale, text)}
          />
        ))}
      </div>
      <p className="muted">{say('article.marks')}</p>
      <More form={form} onChange={set} />
      {guard.ask}
    </form>
  );
}

const sides = (): Locale[] => (currentLocale() === 'fr' ? ['fr', 'en'] : ['en', 'fr']);

function Visibility({
  value,
  onPick,
}: {
  value: ArticleVisibility;
  onPick: (one: ArticleVisibility) => void;
}) {
  const say = useSay();
  return (
    <fieldset className="choice">
      <legend>{say('article.who-reads')}</legend>
      <div className="seg">
        {(['internal', 'public'] as const).map((one) => (
          <label key={one} className={one === value ? 'on' : ''}>
            <input
              type="radio"
              name="article-visibility"
              className="sr"
              checked={one === value}
              onChange={() => onPick(one)}
              data-testid={`article-visibility-${one}`}
            />
            {say(`article.visibility-${one}`)}
          </label>
        ))}
      </div>
      <p className="muted">{say(`article.reads-${value}`)}</p>
    </fieldset>
  );
}

interface SideProps {
  locale: Locale;
  text: ArticleForm['texts'][Locale];
  preview: boolean;
  onChange: (text: Partial<ArticleForm['texts'][Locale]>) => void;
}

function Side({ locale, text, preview, onChange }: SideProps) {
  const say = useSay();
  const language = say(`customer.lang-${locale}`);
  return (
    <section className="card article-side-text" aria-label={language}>
      <h2>{language}</h2>
      {preview ? (
        <>
          <h3 lang={locale}>{text.title || say('article.no-text')}</h3>
          <ArticleBody body={text.body} locale={locale} under={3} />
        </>
      ) : (
        <>
          <label className="pick">
            <span>{say('article.name')}</span>
            <input
              value={text.title}
              lang={locale}
              maxLength={articleLimits.title}
              onChange={(event) => onChange({ title: event.target.value })}
              data-testid={`article-title-${locale}`}
            />
          </label>
          <label className="pick">
            <span>{say('article.text')}</span>
            <textarea
              value={text.body}
              lang={locale}
              rows={16}
              maxLength={articleLimits.body}
              onChange={(event) => onChange({ body: event.target.value })}
              data-testid={`article-body-${locale}`}
            />
          </label>
        </>
      )}
    </section>
  );
}

function More({ form, onChange }: { form: ArticleForm; onChange: (change: Partial<ArticleForm>) => void }) {
  const say = useSay();
  const agents = useLive((state) => state.agents);
  const people = [...agents.values()].sort((one, other) => one.name.localeCompare(other.name));
  return (
    <div className="card article-more">
      <label className="pick">
        <span>{say('article.tags-hint')}</span>
        <input
          value={form.tags}
          maxLength={400}
          onChange={(event) => onChange({ tags: event.target.value })}
          data-testid="article-tags"
        />
      </label>
      <label className="pick">
        <span>{say('article.review-on')}</span>
        <input
          type="date"
          value={form.reviewOn}
          onChange={(event) => onChange({ reviewOn: event.target.value })}
          data-testid="article-review"
        />
      </label>
      <label className="pick">
        <span>{say('article.credit')}</span>
        <select
          value={form.creditId}
          onChange={(event) => onChange({ creditId: event.target.value })}
          data-testid="article-credit"
        >
          <option value="">{say('article.nobody')}</option>
          {people.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
