/** The house's own fields: added by admins, changed but for their kind and readers, archived rather than deleted. */
import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { FieldAudience, FieldKind, TicketType, isChoice, type Field } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { currentLocale, useSay } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from './attempt.js';
import { Pick } from './facts-card.js';

export function FieldsPage() {
  const say = useSay();
  const client = useQueryClient();
  const [editing, setEditing] = useState<Field | 'new' | null>(null);
  const { data, error, refetch } = useQuery({ queryKey: ['fields'], queryFn: () => recordApi.fields() });
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey: ['fields'] });
  async function archive(field: Field): Promise<void> {
    if (!(await attempt(() => recordApi.archiveField(field.id)))) return;
    await reload();
    showToast({ text: say('macro.archived', { name: field[currentLocale()] }) });
  }
  return (
    <>
      <header className="page-head">
        <h1>{say('fields.settings')}</h1>
        <p>{say('fields.lead')}</p>
        {editing === null && (
          <button
            type="button"
            className="btn primary"
            onClick={() => setEditing('new')}
            data-testid="field-new"
          >
            <Plus className="ic" aria-hidden="true" />
            {say('fields.new')}
          </button>
        )}
      </header>
      {editing !== null && (
        <FieldForm
          key={editing === 'new' ? 'new' : editing.id}
          field={editing === 'new' ? null : editing}
          onDone={() => {
            setEditing(null);
            void reload();
          }}
        />
      )}
      {error && !data && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={3} />}
      {data?.items.length === 0 && <EmptyState title={say('fields.empty')} text={say('fields.empty-text')} />}
      {data && data.items.length > 0 && (
        <ul className="macro-list">
          {data.items.map((field) => (
            <li key={field.id} className="card" data-testid="field-row">
              <div>
                <b>{field[currentLocale()]}</b>
                <span className="chip">{say(`fields.kind-${field.kind}`)}</span>
                <p className="muted">
                  {say(`fields.audience-${field.audience}`)}
                  {field.requiredToOpen && ` · ${say('fields.required-to-open')}`}
                  {field.requiredToResolve && ` · ${say('fields.required')}`}
                </p>
              </div>
              <span className="row2">
                <button
                  type="button"
                  className="btn sm"
                  aria-label={say('macro.edit', { name: field[currentLocale()] })}
                  onClick={() => setEditing(field)}
                >
                  {say('record.edit')}
                </button>
                <button
                  type="button"
                  className="btn sm ghost"
                  aria-label={say('macro.archive', { name: field[currentLocale()] })}
                  onClick={() => void archive(field)}
                >
                  {say('record.archive')}
                </button>
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function FieldForm({ field, onDone }: { field: Field | null; onDone: () => void }) {
  const say = useSay();
  const [labels, setLabels] = useState({ fr: field?.fr ?? '', en: field?.en ?? '' });
  const [kind, setKind] = useState<FieldKind>(field?.kind ?? 'text');
  const [audience, setAudience] = useState<FieldAudience>(field?.audience ?? 'inner');
  const [types, setTypes] = useState<TicketType[]>(field?.types ?? []);
  const [requiredToResolve, setRequired] = useState(field?.requiredToResolve ?? false);
  const [requiredToOpen, setRequiredToOpen] = useState(field?.requiredToOpen ?? false);
  const [lines, setLines] = useState(field?.choices.join('\n') ?? '');
  const [missing, setMissing] = useState(false);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const choices = lines
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    const lacking = !labels.fr.trim() || !labels.en.trim() || (isChoice(kind) && choices.length === 0);
    setMissing(lacking);
    if (lacking) return;
    const names = { fr: labels.fr.trim(), en: labels.en.trim() };
    const written = { ...names, types, requiredToResolve, requiredToOpen, choices };
    const save = () =>
      field
        ? recordApi.changeField(field.id, { ...written, place: field.place })
        : recordApi.addField({ ...written, kind, audience });
    if (await attempt(save)) onDone();
  }
  return (
    <form
      className="card record record-form"
      noValidate
      onSubmit={(event) => void submit(event)}
      data-testid="field-form"
    >
      <div className="facts-grid">
        {(['fr', 'en'] as const).map((locale) => (
          <label key={locale} className="pick">
            <span>{say('fields.label', { language: say(`customer.lang-${locale}`) })}</span>
            <input
              lang={locale}
              value={labels[locale]}
              maxLength={80}
              onChange={(event) => setLabels({ ...labels, [locale]: event.target.value })}
              data-testid={`field-${locale}`}
            />
          </label>
        ))}
        <Pick
          label="fields.kind"
          of={FieldKind.options}
          text={(one) => say(`fields.kind-${one}`)}
          value={kind}
          disabled={field !== null}
          onPick={setKind}
          testId="field-kind"
        />
        <Pick
          label="fields.audience"
          of={FieldAudience.options}
          text={(one) => say(`fields.audience-${one}`)}
          value={audience}
          disabled={field !== null}
          onPick={setAudience}
          testId="field-audience"
        />
      </div>
      <fieldset className="types">
        <legend>{say('checklist.types')}</legend>
        {TicketType.options.map((type) => (
          <label key={type} className="tick">
            <input
              type="checkbox"
              checked={types.includes(type)}
              onChange={(event) =>
                setTypes(event.target.checked ? [...types, type] : types.filter((one) => one !== type))
              }
            />
            {say(`type.${type}`)}
          </label>
        ))}
      </fieldset>
      {isChoice(kind) && (
        <label className="pick">
          <span>{say('fields.choices')}</span>
          <textarea
            rows={4}
            value={lines}
            onChange={(event) => setLines(event.target.value)}
            data-testid="field-choices"
          />
        </label>
      )}
      <label className="tick">
        <input
          type="checkbox"
          checked={requiredToResolve}
          onChange={(event) => setRequired(event.target.checked)}
          data-testid="field-required"
        />
        {say('fields.required')}
      </label>
      <label className="tick">
        <input
          type="checkbox"
          checked={requiredToOpen}
          onChange={(event) => setRequiredToOpen(event.target.checked)}
          data-testid="field-required-to-open"
        />
        {say('fields.required-to-open')}
      </label>
      {missing && (
        <p className="fault" role="alert">
          {say('fields.incomplete')}
        </p>
      )}
      <div className="row2">
        <button type="button" className="btn" onClick={onDone}>
          {say('common.cancel')}
        </button>
        <button type="submit" className="btn primary" data-testid="field-save">
          {say('record.save')}
        </button>
      </div>
    </form>
  );
}
