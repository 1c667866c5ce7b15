/** What has to be said in the moment a matter is resolved: why it happened, and why without the tasks that are not done. */
import { useState, type FormEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Ticket } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { currentLocale, useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { showToast } from '../../ui/toast.js';
import { TaskLine } from '../tasks/task-line.js';
import { attempt } from './attempt.js';
import { useRecord } from './use-record.js';

export function ResolveDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const say = useSay();
  const { data, error, refetch } = useQuery({
    queryKey: ['resolving'],
    queryFn: () => recordApi.resolving(),
  });
  const [causeId, setCause] = useState('');
  const [note, setNote] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const tasks = (useRecord(ticket).data?.tasks ?? []).filter(({ endedAt }) => endedAt === null);
  const missing = tried && data?.causeRequired === true && causeId === '';
  const unexplained = tried && tasks.length > 0 && reason.trim() === '';
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if ((data?.causeRequired && causeId === '') || (tasks.length > 0 && reason.trim() === '')) return;
    const said = {
      causeId: causeId || null,
      causeNote: note.trim() || null,
      ...(tasks.length > 0 && { dropTasks: reason.trim() }),
    };
    if (!(await attempt(() => recordApi.resolve(ticket.id, said)))) return;
    showToast({ text: say('ticket.resolved-done', { number: ticket.number }) });
    onClose();
  }
  return (
    <Dialog labelledBy="resolve-title" className="dlg small" testId="resolve-dialog" onClose={onClose}>
      <form className="record record-form resolve" noValidate onSubmit={(event) => void submit(event)}>
        <h2 id="resolve-title">{say(tasks.length > 0 ? 'resolve.title-tasks' : 'resolve.title')}</h2>
        {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
        {!error && !data && <Skeleton rows={2} />}
        {tasks.length > 0 && (
          <>
            <ul className="tasks" aria-label={say('resolve.tasks')}>
              {tasks.map((task) => (
                <TaskLine key={task.id} task={task} />
              ))}
            </ul>
            <label className="pick inner">
              <span>{say('resolve.drop-tasks')}</span>
              <textarea
                rows={2}
                value={reason}
                maxLength={1_000}
                autoFocus
                aria-invalid={unexplained}
                aria-describedby={unexplained ? 'resolve-unexplained' : undefined}
                onChange={(event) => setReason(event.target.value)}
                data-testid="resolve-drop"
              />
            </label>
            {unexplained && (
              <p className="fault" role="alert" id="resolve-unexplained">
                {say('resolve.drop-missing')}
              </p>
            )}
          </>
        )}
        {data && (
          <label className="pick">
            <span>{say('resolve.cause')}</span>
            <select
              value={causeId}
              aria-invalid={missing}
              aria-describedby={missing ? 'resolve-missing' : undefined}
              onChange={(event) => setCause(event.target.value)}
              data-testid="resolve-cause"
            >
              <option value="">{say('resolve.choose')}</option>
              {data.causes
                .filter((cause) => !cause.archived)
                .map((cause) => (
                  <option key={cause.id} value={cause.id}>
                    {cause[currentLocale()]}
                  </option>
                ))}
            </select>
          </label>
        )}
        {missing && (
          <p className="fault" role="alert" id="resolve-missing">
            {say('resolve.missing')}
          </p>
        )}
        <label className="pick inner">
          <span>{say('resolve.note')}</span>
          <textarea
            rows={2}
            value={note}
            maxLength={1_000}
            onChange={(event) => setNote(event.target.value)}
            data-testid="resolve-note"
          />
        </label>
        <div className="row2">
          <button type="button" className="btn" onClick={onClose}>
            {say('common.cancel')}
          </button>
          <button type="submit" className="btn primary" data-testid="resolve-submit">
            {say('ticket.resolve')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
