/** Asking for more skill now: which level, why, and the very sentence the customer gets; the owner stays the owner. */
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { MessageSquare } from 'lucide-react';
import type { Ticket, TicketEscalation } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { queueApi } from '../../api/queue-calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { problemText } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { LEVELS } from '../queue-settings/level-text.js';
import { BatonText } from '../ticket/handover-texts.js';
import './escalation.css';

const UNDO_MS = 8_000;

interface Props {
  ticket: Ticket;
  onClose: () => void;
}

export function EscalateDialog({ ticket, onClose }: Props) {
  const say = useSay();
  const [level, setLevel] = useState('');
  const [reason, setReason] = useState('');
  const [line, setLine] = useState(() => say('escalate.line-default'));
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLSelectElement>(null);
  // A modal opens on its first control, which is the one that closes it.
  useEffect(() => first.current?.focus(), []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (reason.trim() === '' || line.trim() === '' || busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      const escalation = await queueApi.escalate(ticket.id, {
        reason: reason.trim(),
        customerLine: line.trim(),
        ...(level === '' ? {} : { level: Number(level) }),
      });
      told(escalation);
      onClose();
    } catch (error) {
      setRefusal(asRefusal(error));
      setBusy(false);
    }
  }
  function told({ items }: TicketEscalation): void {
    const run = (): void =>
      void attempt(async () => {
        const { handOver } = await api.ticket(ticket.id);
        if (handOver) await api.withdrawHandOver(handOver.id);
      });
    const text = say('escalate.asked', { name: items[0]?.expert.name ?? '' });
    showToast({ text, action: { label: say('common.undo'), run } }, UNDO_MS);
  }

  return (
    <Dialog labelledBy="escalate-title" className="dlg escalate" testId="escalate-dialog" onClose={onClose}>
      <DialogHead
        id="escalate-title"
        title={say('escalate.title')}
        lead={say('escalate.lead')}
        onClose={onClose}
      />
      <form noValidate onSubmit={(event) => void submit(event)}>
        <label className="field">
          <span>{say('escalate.level')}</span>
          <select
            ref={first}
            value={level}
            onChange={(event) => setLevel(event.target.value)}
            data-testid="escalate-level"
          >
            <option value="">{say('escalate.next-level')}</option>
            {LEVELS.slice(1).map((one) => (
              <option key={one.level} value={one.level}>
                {say(one.text)}
              </option>
            ))}
          </select>
        </label>
        <BatonText
          id="escalate-reason"
          label={say('escalate.reason')}
          hint={say('escalate.reason-hint')}
          rows={3}
          value={reason}
          onChange={setReason}
          missing={tried && reason.trim() === ''}
        />
        <BatonText
          id="escalate-line"
          label={say('handover.line-customer')}
          icon={<MessageSquare className="ic" aria-hidden="true" />}
          rows={2}
          value={line}
          onChange={setLine}
          missing={tried && line.trim() === ''}
          reader={ticket.customer}
        />
        {refusal && (
          <p className="fault" role="alert">
            {problemText(refusal)}
          </p>
        )}
        <footer>
          <p>{say('escalate.foot')}</p>
          <button type="button" className="btn ghost" onClick={onClose}>
            {say('common.cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={busy} data-testid="escalate-submit">
            {say('escalate.submit')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
