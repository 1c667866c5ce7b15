/** How far a job on many tickets has come and, at its end, what was refused and why, with the way back. */
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { BulkJob } from '@lib/contracts';
import { Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { problemText } from '../../ui/failure.js';
import { closeJob, stopJob, undoJob, useShownJob, type ShownJob } from './bulk-jobs.js';

export function BulkJobPanel() {
  const shown = useShownJob();
  return shown && <Panel {...shown} />;
}

function Panel({ job, state, counts }: ShownJob) {
  const say = useSay();
  const over = state !== 'running';
  const decided = counts.all - counts.waiting;
  const refused = over ? job.items.filter((item) => item.state === 'refused') : [];
  return (
    <section className="bulk-job" aria-label={say(`bulk.did-${job.does}`)} data-testid="bulk-job">
      <div className="bulk-job-head">
        <b>{say(`bulk.did-${job.does}`)}</b>
        <p role="status" data-testid="bulk-job-state" data-state={state}>
          {over ? say('bulk.ended', counts) : say('bulk.running', { decided, all: counts.all })}
        </p>
        <span className="sp" />
        {!over && (
          <button
            type="button"
            className="btn sm"
            onClick={() => void stopJob(job.id)}
            data-testid="bulk-stop"
          >
            {say('bulk.stop')}
          </button>
        )}
        {over && job.mayUndo && (
          <button
            type="button"
            className="btn sm"
            onClick={() => void undoJob(job.id)}
            data-testid="bulk-undo"
          >
            {say('common.undo')}
          </button>
        )}
        {over && (
          <button
            type="button"
            className="btn ghost icon sm"
            aria-label={say('common.close')}
            onClick={closeJob}
            data-testid="bulk-close"
          >
            <X className="ic" aria-hidden="true" />
          </button>
        )}
      </div>
      {!over && <progress max={counts.all} value={decided} aria-label={say(`bulk.did-${job.does}`)} />}
      {refused.length > 0 && <Refused items={refused} />}
    </section>
  );
}

function Refused({ items }: { items: BulkJob['items'] }) {
  const say = useSay();
  return (
    <details open={items.length <= 8}>
      <summary>{say('bulk.refused', { count: items.length })}</summary>
      <ul tabIndex={0} aria-label={say('bulk.refused', { count: items.length })}>
        {items.map(({ id, ticket, code }) => (
          <li key={id} data-testid="bulk-refused">
            {ticket ? (
              <Link to="/work/$ticket" params={{ ticket: ticket.number }}>
                {ticket.number} {ticket.subject}
              </Link>
            ) : (
              <span>{say('bulk.unseen')}</span>
            )}
            <span className="muted">{problemText(new Refusal({ code: code ?? 'internal' }))}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
