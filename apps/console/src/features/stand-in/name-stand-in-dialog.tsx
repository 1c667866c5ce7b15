/** Naming who answers for the owner of one ticket, with a note for them; the owner stays the owner. */
import { useState, type FormEvent } from 'react';
import type { Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { problemText } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { ColleaguePicker } from './colleague-picker.js';

export function NameStandInDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const say = useSay();
  const [agentId, setAgentId] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [noPerson, noNote] = [tried && agentId === '', tried && note.trim() === ''];

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (agentId === '' || note.trim() === '' || busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      const { standIn } = await api.nameStandIn(ticket.id, { agentId, innerNote: note.trim() });
      showToast({ text: say('standin.named', { name: standIn?.name ?? '' }) });
      onClose();
    } catch (error) {
      setRefusal(asRefusal(error));
      setBusy(false);
    }
  }

  return (
    <Dialog labelledBy="stand-in-title" className="dlg narrow" testId="stand-in-dialog" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <DialogHead
          id="stand-in-title"
          title={say('standin.name')}
          lead={say('standin.name-lead', { name: ticket.owner?.name ?? '' })}
          onClose={onClose}
        />
        <div className="plan-form">
          <ColleaguePicker
            id="stand-in-agent"
            label={say('standin.person')}
            nobody={say('standin.choose')}
            except={ticket.owner?.id ?? ''}
            value={agentId}
            onPick={setAgentId}
            fault={noPerson ? say('standin.choose-missing') : null}
          />
          <div className="baton-text inner">
            <label htmlFor="stand-in-note">{say('standin.note')}</label>
            <textarea
              id="stand-in-note"
              rows={3}
              maxLength={5_000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
              aria-invalid={noNote}
              aria-describedby={noNote ? 'stand-in-note-missing' : undefined}
              data-testid="stand-in-note"
            />
            {noNote && (
              <p className="fault" role="alert" id="stand-in-note-missing">
                {say('handover.missing')}
              </p>
            )}
          </div>
          {refusal && (
            <p className="fault" role="alert">
              {problemText(refusal)}
            </p>
          )}
        </div>
        <footer>
          <p>{say('standin.name-foot')}</p>
          <button type="button" className="btn ghost" onClick={onClose}>
            {say('common.cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={busy} data-testid="stand-in-submit">
            {say('standin.name-submit')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
