/** Macros as they are written: one's own and, for supervisors and admins, those of the house. */
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { Macro, MeView } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from './attempt.js';
import { MacroForm } from './macro-form.js';
import { changeTexts } from './macro-picker.js';

export function MacrosPage({ me }: { me: MeView }) {
  const say = useSay();
  const client = useQueryClient();
  const [editing, setEditing] = useState<Macro | 'new' | null>(null);
  const { data, error, refetch } = useQuery({ queryKey: ['macros'], queryFn: () => recordApi.macros() });
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey: ['macros'] });
  const close = (): void => {
    setEditing(null);
    void reload();
  };
  async function archive(macro: Macro): Promise<void> {
    if (!(await attempt(() => recordApi.archiveMacro(macro.id)))) return;
    await reload();
    const { name, shared, texts, set } = macro;
    const undo = (): void =>
      void attempt(() => recordApi.addMacro({ name, shared, texts, set }).then(reload));
    showToast(
      { text: say('macro.archived', { name }), action: { label: say('common.undo'), run: undo } },
      8_000,
    );
  }
  return (
    <>
      <header className="page-head">
        <h1>{say('macro.settings')}</h1>
        <p>{say('macro.lead')}</p>
        {editing === null && (
          <button
            type="button"
            className="btn primary"
            onClick={() => setEditing('new')}
            data-testid="macro-new"
          >
            <Plus className="ic" aria-hidden="true" />
            {say('macro.new')}
          </button>
        )}
      </header>
      {editing !== null && (
        <MacroForm
          me={me}
          macro={editing === 'new' ? null : editing}
          onDone={close}
          key={editing === 'new' ? 'new' : editing.id}
        />
      )}
      {error && !data && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={3} />}
      {data?.items.length === 0 && <EmptyState title={say('macro.empty')} text={say('macro.empty-text')} />}
      {data && data.items.length > 0 && (
        <ul className="macro-list">
          {data.items.map((macro) => (
            <li key={macro.id} className="card" data-testid="macro-row">
              <div>
                <b>{macro.name}</b>
                <span className="chip">{say(macro.shared ? 'macro.shared' : 'macro.own')}</span>
                <p className="clip">{macro.texts.fr ?? macro.texts.en}</p>
                <p className="muted">{changeTexts(macro.set, say).join(', ')}</p>
              </div>
              {macro.editable && (
                <span className="row2">
                  <button
                    type="button"
                    className="btn sm"
                    aria-label={say('macro.edit', { name: macro.name })}
                    onClick={() => setEditing(macro)}
                  >
                    {say('record.edit')}
                  </button>
                  <button
                    type="button"
                    className="btn sm ghost"
                    aria-label={say('macro.archive', { name: macro.name })}
                    onClick={() => void archive(macro)}
                  >
                    {say('record.archive')}
                  </button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
