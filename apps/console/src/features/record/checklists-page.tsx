/** The question sets of the team: which questions are asked for which kind of ticket. */
import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { TicketType, type Checklist } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from './attempt.js';

export function ChecklistsPage() {
  const say = useSay();
  const client = useQueryClient();
  const [editing, setEditing] = useState<Checklist | 'new' | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['checklists'],
    queryFn: () => recordApi.checklists(),
  });
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey: ['checklists'] });
  async function archive({ id, name, types, items }: Checklist): Promise<void> {
    if (!(await attempt(() => recordApi.archiveChecklist(id)))) return;
    await reload();
    const undo = (): void => void attempt(() => recordApi.addChecklist({ name, types, items }).then(reload));
    showToast(
      { text: say('macro.archived', { name }), action: { label: say('common.undo'), run: undo } },
      8_000,
    );
  }
  return (
    <>
      <header className="page-head">
        <h1>{say('checklist.settings')}</h1>
        <p>{say('checklist.lead')}</p>
        {editing === null && (
          <button
            type="button"
            className="btn primary"
            onClick={() => setEditing('new')}
            data-testid="checklist-new"
          >
            <Plus className="ic" aria-hidden="true" />
            {say('checklist.new')}
          </button>
        )}
      </header>
      {editing !== null && (
        <ChecklistForm
          key={editing === 'new' ? 'new' : editing.id}
          list={editing === 'new' ? null : editing}
          onDone={() => {
            setEditing(null);
            void reload();
          }}
        />
      )}
      {error && !data && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={3} />}
      {data?.items.length === 0 && (
        <EmptyState title={say('checklist.empty')} text={say('checklist.empty-text')} />
      )}
      {data && data.items.length > 0 && (
        <ul className="macro-list">
          {data.items.map((list) => (
            <li key={list.id} className="card" data-testid="checklist-row">
              <div>
                <b>{list.name}</b>
                <p className="muted">
                  {list.types.length > 0
                    ? list.types.map((type) => say(`type.${type}`)).join(', ')
                    : say('checklist.every-type')}
                </p>
                <p>{list.items.join(' · ')}</p>
              </div>
              <span className="row2">
                <button
                  type="button"
                  className="btn sm"
                  aria-label={say('macro.edit', { name: list.name })}
                  onClick={() => setEditing(list)}
                >
                  {say('record.edit')}
                </button>
                <button
                  type="button"
                  className="btn sm ghost"
                  aria-label={say('macro.archive', { name: list.name })}
                  onClick={() => void archive(list)}
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

function ChecklistForm({ list, onDone }: { list: Checklist | null; onDone: () => void }) {
  const say = useSay();
  const [name, setName] = useState(list?.name ?? '');
  const [types, setTypes] = useState<TicketType[]>(list?.types ?? []);
  const [lines, setLines] = useState(list?.items.join('\n') ?? '');
  const [missing, setMissing] = useState(false);
  const items = lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setMissing(name.trim() === '' || items.length === 0);
    if (name.trim() === '' || items.length === 0) return;
    const written = { name: name.trim(), types, items };
    const save = () => (list ? recordApi.changeChecklist(list.id, written) : recordApi.addChecklist(written));
    if (await attempt(save)) onDone();
  }
  return (
    <form
      className="card record record-form"
      noValidate
      onSubmit={(event) => void submit(event)}
      data-testid="checklist-form"
    >
      <label className="pick">
        <span>{say('macro.name')}</span>
        <input
          value={name}
          maxLength={80}
          autoFocus
          onChange={(event) => setName(event.target.value)}
          data-testid="checklist-name"
        />
      </label>
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
      <label className="pick">
        <span>{say('checklist.items')}</span>
        <textarea
          rows={6}
          value={lines}
          onChange={(event) => setLines(event.target.value)}
          data-testid="checklist-items"
        />
      </label>
      {missing && (
        <p className="fault" role="alert">
          {say('checklist.incomplete')}
        </p>
      )}
      <div className="row2">
        <button type="button" className="btn" onClick={onDone}>
          {say('common.cancel')}
        </button>
        <button type="submit" className="btn primary" data-testid="checklist-save">
          {say('record.save')}
        </button>
      </div>
    </form>
  );
}
