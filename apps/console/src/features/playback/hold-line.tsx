/** What keeps a recording past its time: shown to all who may hear it, placed and lifted by administrators with a reason. */
import { useId, useState, type FormEvent } from 'react';
import { Scale } from 'lucide-react';
import type { StoredRecording } from '@lib/contracts';
import { recordingApi } from '../../api/recording-calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { longDateText } from '../../ui/time-text.js';

interface Props {
  recording: StoredRecording;
  onChanged: () => void;
}

export function HoldLine({ recording, onChanged }: Props) {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  const { hold, may, deleteAt, state } = recording;
  if (state === 'deleted') return null;
  const done = (): void => {
    setAsking(false);
    onChanged();
  };
  return (
    <div className="hold" data-testid="playback-hold" data-held={hold !== null}>
      {hold ? (
        <p>
          <Scale className="ic" aria-hidden="true" />
          <span>
            <strong>{say('hold.held')}</strong>{' '}
            {say('hold.by', { name: hold.by.name, date: longDateText(hold.at.slice(0, 10)) })}
            <br />
            {hold.reason}
          </span>
        </p>
      ) : (
        deleteAt && (
          <p className="muted">{say('hold.until', { date: longDateText(deleteAt.slice(0, 10)) })}</p>
        )
      )}
      {may.hold && !asking && (
        <button
          type="button"
          className="btn sm ghost"
          onClick={() => setAsking(true)}
          data-testid="hold-open"
        >
          {say(hold ? 'hold.lift' : 'hold.place')}
        </button>
      )}
      {asking && <ReasonForm recording={recording} onDone={done} onClose={() => setAsking(false)} />}
    </div>
  );
}

function ReasonForm({
  recording: { id, hold },
  onDone,
  onClose,
}: {
  recording: StoredRecording;
  onDone: () => void;
  onClose: () => void;
}) {
  const say = useSay();
  const reasonId = useId();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || reason.trim() === '') return;
    setBusy(true);
    const done = await attempt(() => (hold ? recordingApi.lift(id, reason) : recordingApi.hold(id, reason)));
    setBusy(false);
    if (done) onDone();
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label htmlFor={reasonId}>{say(hold ? 'hold.why-lift' : 'hold.why')}</label>
      <input
        id={reasonId}
        value={reason}
        maxLength={500}
        required
        autoFocus
        onChange={(event) => setReason(event.target.value)}
        data-testid="hold-reason"
      />
      <button type="submit" className="btn sm" disabled={busy} data-testid="hold-submit">
        {say(hold ? 'hold.lift' : 'hold.place')}
      </button>
      <button type="button" className="btn sm ghost" onClick={onClose}>
        {say('common.cancel')}
      </button>
    </form>
  );
}
