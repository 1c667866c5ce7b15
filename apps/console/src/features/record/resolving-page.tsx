/** How the house resolves: the causes to choose from, whether one is demanded, whether customers are asked afterwards. */
import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { WriteResolving } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from './attempt.js';

export function ResolvingPage() {
  const say = useSay();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['resolving'],
    queryFn: () => recordApi.resolving(),
  });
  const [edited, setEdited] = useState<WriteResolving | null>(null);
  const known: WriteResolving | undefined = data && {
    causeRequired: data.causeRequired,
    askCustomer: data.askCustomer,
    causes: data.causes.filter((cause) => !cause.archived).map(({ id, fr, en }) => ({ id, fr, en })),
  };
  const shown = edited ?? known;
  const put = (wanted: WriteResolving): Promise<boolean> =>
    attempt(async () => client.setQueryData(['resolving'], await recordApi.putResolving(wanted)));
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!edited || !known || !(await put(edited))) return;
    setEdited(null);
    const undo = (): void => void put(known);
    showToast({ text: say('resolving.saved'), action: { label: say('common.undo'), run: undo } }, 8_000);
  }
  return (
    <>
      <header className="page-head">
        <h1>{say('resolving.title')}</h1>
        <p>{say('resolving.lead')}</p>
      </header>
      {error && !data && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={3} />}
      {shown && (
        <form
          className="card record record-form"
          onSubmit={(event) => void submit(event)}
          data-testid="resolving-form"
        >
          <label className="tick">
            <input
              type="checkbox"
              checked={shown.causeRequired}
              onChange={(event) => setEdited({ ...shown, causeRequired: event.target.checked })}
              data-testid="cause-required"
            />
            {say('resolving.cause-required')}
          </label>
          <label className="tick">
            <input
              type="checkbox"
              checked={shown.askCustomer}
              onChange={(event) => setEdited({ ...shown, askCustomer: event.target.checked })}
              data-testid="ask-customer"
            />
            {say('resolving.ask-customer')}
          </label>
          <Causes causes={shown.causes} onChange={(causes) => setEdited({ ...shown, causes })} />
          <div className="row2">
            <button type="button" className="btn" disabled={!edited} onClick={() => setEdited(null)}>
              {say('common.cancel')}
            </button>
            <button type="submit" className="btn primary" disabled={!edited} data-testid="resolving-save">
              {say('record.save')}
            </button>
          </div>
        </form>
      )}
    </>
  );
}

interface CausesProps {
  causes: WriteResolving['causes'];
  onChange: (causes: WriteResolving['causes']) => void;
}

function Causes({ causes, onChange }: CausesProps) {
  const say = useSay();
  return (
    <fieldset className="causes">
      <legend>{say('resolving.causes')}</legend>
      {causes.map((cause, index) => (
        <div key={cause.id ?? `new-${index}`} className="cause">
          {(['fr', 'en'] as const).map((locale) => (
            <input
              key={locale}
              lang={locale}
              value={cause[locale]}
              maxLength={80}
              required
              aria-label={say('resolving.cause', {
                number: index + 1,
                language: say(`customer.lang-${locale}`),
              })}
              onChange={(event) => onChange(causes.with(index, { ...cause, [locale]: event.target.value }))}
              data-testid={`cause-${locale}`}
            />
          ))}
          <button
            type="button"
            className="btn sm ghost"
            aria-label={say('resolving.archive', { name: cause.fr })}
            onClick={() => onChange(causes.toSpliced(index, 1))}
          >
            {say('record.archive')}
          </button>
        </div>
      ))}
      <button
        type="button"
        className="btn sm ghost"
        disabled={causes.length >= 50}
        onClick={() => onChange([...causes, { fr: '', en: '' }])}
        data-testid="cause-add"
      >
        <Plus className="ic" aria-hidden="true" />
        {say('resolving.cause-add')}
      </button>
    </fieldset>
  );
}
