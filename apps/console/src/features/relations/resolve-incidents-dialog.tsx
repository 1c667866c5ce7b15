/** A problem is settled: one line for the customers of all its incidents, each told by their own owner; what failed is listed. */
import { useState } from 'react';
import type { LinkView, ResolvedIncidents, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal, Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { problemText } from '../../ui/failure.js';

interface Props {
  problem: Ticket;
  incidents: LinkView[];
  onClose: () => void;
}

export function ResolveIncidentsDialog({ problem, incidents, onClose }: Props) {
  const say = useSay();
  const [line, setLine] = useState(say('relations.settle-line'));
  const [outcome, setOutcome] = useState<ResolvedIncidents | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const open = incidents.filter(({ ticket }) => ticket.status !== 'resolved' && ticket.status !== 'closed');
  const failed = outcome?.items.filter((item) => item.outcome === 'failed') ?? [];

  async function submit(): Promise<void> {
    if (line.trim() === '' || busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      setOutcome(await api.resolveIncidents(problem.id, line.trim()));
    } catch (error) {
      setRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog labelledBy="settle-title" className="dlg rel-dlg" testId="settle-dialog" onClose={onClose}>
      <DialogHead
        id="settle-title"
        title={say('relations.settle-title', { number: problem.number })}
        lead={say('relations.settle-lead', { count: open.length })}
        onClose={onClose}
      />
      <div className="rel-body">
        <label className="field">
          <span>{say('relations.settle-label')}</span>
          <textarea
            rows={3}
            value={line}
            onChange={(event) => setLine(event.target.value)}
            data-testid="settle-line"
          />
        </label>
        <div role="status" data-testid="settle-outcome">
          {outcome && (
            <p>
              {say('relations.settle-done', {
                count: outcome.items.filter((item) => item.outcome === 'resolved').length,
              })}
              {outcome.hidden > 0 && ` ${say('relations.settle-hidden', { count: outcome.hidden })}`}
            </p>
          )}
          {failed.length > 0 && (
            <ul className="rel-what">
              {failed.map(({ ticket, code }) => (
                <li key={ticket.id} className="warn">
                  {ticket.number}: {problemText(new Refusal({ code: code ?? 'internal' }))}
                </li>
              ))}
            </ul>
          )}
        </div>
        {refusal && (
          <p className="fault" role="alert">
            {problemText(refusal)}
          </p>
        )}
      </div>
      <footer>
        <p>{say('relations.settle-foot')}</p>
        <button type="button" className="btn ghost" onClick={onClose}>
          {say(outcome ? 'common.close' : 'common.cancel')}
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={busy || line.trim() === '' || (outcome !== null && failed.length === 0)}
          onClick={() => void submit()}
          data-testid="settle-submit"
        >
          {say('relations.settle')}
        </button>
      </footer>
    </Dialog>
  );
}
