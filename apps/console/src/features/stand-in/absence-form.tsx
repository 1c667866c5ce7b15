/** One absence to plan: what kind, from when to when, and who answers; without an end it lasts until further notice. */
import { useState, type FormEvent } from 'react';
import type { AbsenceView, NewAbsence } from '@lib/contracts';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { problemText } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { ColleaguePicker } from './colleague-picker.js';

const kinds = ['holiday', 'sick', 'training', 'other'] as const satisfies readonly AbsenceView['kind'][];

interface Props {
  /** Nobody stands in for themselves. */
  absentee: { id: string };
  ofColleague: boolean;
  onPlan: (absence: NewAbsence) => Promise<void>;
  onClose: () => void;
}

export function AbsenceForm({ absentee, ofColleague, onPlan, onClose }: Props) {
  const say = useSay();
  const [kind, setKind] = useState<AbsenceView['kind']>('holiday');
  const [from, setFrom] = useState(() => fieldTime(serverNow()));
  const [to, setTo] = useState('');
  const [standInId, setStandInId] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const wrongEnd = tried && to !== '' && !(Date.parse(to) > Date.parse(from));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (busy || from === '' || (to !== '' && !(Date.parse(to) > Date.parse(from)))) return;
    setBusy(true);
    setRefusal(null);
    try {
      await onPlan({
        kind,
        from: isoOf(from),
        to: to === '' ? null : isoOf(to),
        standInId: standInId || null,
      });
      setTo('');
      setTried(false);
    } catch (error) {
      setRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <fieldset className="plan-form line">
        <legend>{say('absence.new')}</legend>
        <div className="plan-field">
          <label htmlFor="absence-kind">{say('absence.kind')}</label>
          <select
            id="absence-kind"
            value={kind}
            onChange={(event) => setKind(event.target.value as AbsenceView['kind'])}
            data-testid="absence-kind"
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {say(`absence.kind-${one}`)}
              </option>
            ))}
          </select>
          <small>{say(ofColleague ? 'absence.kind-hint-of' : 'absence.kind-hint')}</small>
        </div>
        <div className="plan-two">
          <div className="plan-field">
            <label htmlFor="absence-from">{say('absence.from')}</label>
            <input
              id="absence-from"
              type="datetime-local"
              required
              value={from}
              onChange={(event) => setFrom(event.target.value)}
              data-testid="absence-from"
            />
          </div>
          <div className="plan-field">
            <label htmlFor="absence-to">{say('absence.to')}</label>
            <input
              id="absence-to"
              type="datetime-local"
              value={to}
              min={from}
              onChange={(event) => setTo(event.target.value)}
              aria-invalid={wrongEnd}
              aria-describedby={wrongEnd ? 'absence-to-fault' : 'absence-to-hint'}
              data-testid="absence-to"
            />
            {wrongEnd ? (
              <p className="fault" role="alert" id="absence-to-fault">
                {say('absence.to-wrong')}
              </p>
            ) : (
              <small id="absence-to-hint">{say('absence.to-hint')}</small>
            )}
          </div>
        </div>
        <ColleaguePicker
          id="absence-stand-in"
          label={say(ofColleague ? 'absence.stand-in-of' : 'absence.stand-in')}
          nobody={say('absence.by-rule')}
          except={absentee.id}
          value={standInId}
          onPick={setStandInId}
          fault={null}
        />
        {refusal && (
          <p className="fault" role="alert">
            {problemText(refusal)}
          </p>
        )}
      </fieldset>
      <footer>
        <p>{say(ofColleague ? 'absence.foot-of' : 'absence.foot')}</p>
        <button type="button" className="btn ghost" onClick={onClose}>
          {say('common.close')}
        </button>
        <button type="submit" className="btn primary" disabled={busy} data-testid="absence-submit">
          {say('absence.submit')}
        </button>
      </footer>
    </form>
  );
}

/** As the field of the browser wants it: local time, to the minute. */
function fieldTime(at: number): string {
  const offsetMs = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offsetMs).toISOString().slice(0, 16);
}

const isoOf = (field: string): string => new Date(field).toISOString();
