/** One act of a supervisor: perhaps a choice, always a reason, and a refusal told where it was asked. */
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { problemText } from '../../ui/failure.js';

export interface Choice {
  value: string;
  label: string;
}

export interface Act {
  id: 'ask' | 'move' | 'take-over' | 'priority' | 'state' | 'listen' | 'answer-help';
  title: string;
  lead: string;
  /** None: there is nothing to choose. */
  choice: { label: string; of: Choice[] } | null;
  /** Characters. */
  longestReason: number;
  /** What is asked for in place of a reason; without `missing` it may stay empty. */
  reason?: { label: string; hint: string; missing: string | null };
  submit: string;
  run: (chosen: string, reason: string) => Promise<void>;
}

export function ReasonDialog({ act, onClose }: { act: Act; onClose: () => void }) {
  const say = useSay();
  const [chosen, setChosen] = useState(act.choice?.of[0]?.value ?? '');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const choice = useRef<HTMLSelectElement>(null);
  const why = useRef<HTMLInputElement>(null);
  // A modal opens on its first control, which is the one that closes it.
  useEffect(() => (choice.current ?? why.current)?.focus(), []);
  const words = act.reason ?? {
    label: say('live.reason'),
    hint: say('live.reason-hint'),
    missing: say('live.reason-missing'),
  };
  const needed = words.missing !== null;
  const missing = tried && needed && reason.trim() === '';

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if ((needed && reason.trim() === '') || busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      await act.run(chosen, reason.trim());
      onClose();
    } catch (error) {
      setRefusal(asRefusal(error));
      setBusy(false);
    }
  }

  return (
    <Dialog labelledBy="steer-title" className="dlg steer" testId={`steer-${act.id}`} onClose={onClose}>
      <DialogHead id="steer-title" title={act.title} lead={act.lead} onClose={onClose} />
      <form onSubmit={(event) => void submit(event)} noValidate>
        {act.choice && (
          <label className="field">
            <span>{act.choice.label}</span>
            <select
              ref={choice}
              value={chosen}
              onChange={(event) => setChosen(event.target.value)}
              data-testid="steer-choice"
            >
              {act.choice.of.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="field">
          <span>{words.label}</span>
          <input
            ref={why}
            value={reason}
            maxLength={act.longestReason}
            required={needed}
            aria-invalid={missing}
            aria-describedby={missing ? 'steer-missing' : 'steer-hint'}
            onChange={(event) => setReason(event.target.value)}
            data-testid="steer-reason"
          />
        </label>
        {missing ? (
          <p className="fault" role="alert" id="steer-missing">
            {words.missing}
          </p>
        ) : (
          <p className="muted" id="steer-hint">
            {words.hint}
          </p>
        )}
        {refusal && (
          <p className="fault" role="alert">
            {problemText(refusal)}
          </p>
        )}
        <footer>
          <button type="button" className="btn ghost" onClick={onClose}>
            {say('common.cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={busy} data-testid="steer-submit">
            {act.submit}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
