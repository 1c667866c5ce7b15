/** The priority table as an admin edits it: nine cells, saved together, open tickets follow. */
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Level, Priority, type MeView, type PriorityTable } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from './attempt.js';

const KEY = ['priority-table'];

export function PriorityTablePage({ me }: { me: MeView }) {
  const say = useSay();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: () => recordApi.priorityTable() });
  const [edited, setEdited] = useState<PriorityTable | null>(null);
  const readOnly = me.role !== 'admin';
  const save = async (table: PriorityTable): Promise<boolean> =>
    attempt(async () => client.setQueryData(KEY, await recordApi.putPriorityTable(table)));
  async function submit(table: PriorityTable, before: PriorityTable): Promise<void> {
    if (!(await save(table))) return;
    setEdited(null);
    const undo = (): void => void save(before);
    showToast({ text: say('priorities.saved'), action: { label: say('common.undo'), run: undo } }, 8_000);
  }
  const table = edited ?? data;
  return (
    <>
      <header className="page-head">
        <h1>{say('priorities.title')}</h1>
        <p>{say('priorities.lead')}</p>
      </header>
      {error && !data && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={3} />}
      {data && table && (
        <form
          className="card record"
          onSubmit={(event) => {
            event.preventDefault();
            void submit(table, data);
          }}
        >
          <table className="priorities" data-testid="priority-table">
            <thead>
              <tr>
                <td />
                {Level.options.map((urgency) => (
                  <th key={urgency} scope="col">
                    {say('facts.urgency')} {say(`level.${urgency}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {Level.options.map((impact) => (
                <tr key={impact}>
                  <th scope="row">
                    {say('facts.impact')} {say(`level.${impact}`)}
                  </th>
                  {Level.options.map((urgency) => (
                    <td key={urgency}>
                      <select
                        value={table[impact][urgency]}
                        disabled={readOnly}
                        aria-label={say('priorities.cell', {
                          impact: say(`level.${impact}`),
                          urgency: say(`level.${urgency}`),
                        })}
                        onChange={(event) => {
                          const priority = Priority.parse(event.target.value);
                          setEdited({ ...table, [impact]: { ...table[impact], [urgency]: priority } });
                        }}
                        data-testid={`cell-${impact}-${urgency}`}
                      >
                        {Priority.options.map((priority) => (
                          <option key={priority} value={priority}>
                            {say(`priority.${priority}`)}
                          </option>
                        ))}
                      </select>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {!readOnly && (
            <div className="row2">
              <button type="button" className="btn" disabled={!edited} onClick={() => setEdited(null)}>
                {say('common.cancel')}
              </button>
              <button type="submit" className="btn primary" disabled={!edited} data-testid="priorities-save">
                {say('record.save')}
              </button>
            </div>
          )}
        </form>
      )}
    </>
  );
}
