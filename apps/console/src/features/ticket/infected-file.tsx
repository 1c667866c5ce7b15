/** A file in which a virus was found: what it is called, why it cannot be opened, and the word of an administrator that opens it. */
import { useId, useState, type FormEvent } from 'react';
import { ShieldAlert } from 'lucide-react';
import type { AttachmentView } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { attempt } from '../../ui/attempt.js';
import { sizeText } from '../../ui/time-text.js';

export function InfectedFile({ file }: { file: AttachmentView }) {
  const say = useSay();
  const admin = useLive((state) => state.me?.role) === 'admin';
  const [asking, setAsking] = useState(false);
  return (
    <div className="infected" data-testid="file-infected">
      <p>
        <ShieldAlert className="ic" aria-hidden="true" />
        <b>{file.name}</b> <small className="num">{sizeText(file.size)}</small>
      </p>
      <p>{say('file.infected', { what: file.scan?.detail ?? '' })}</p>
      {!admin && <p>{say('file.infected-ask')}</p>}
      {admin && !asking && (
        <button type="button" className="btn sm" onClick={() => setAsking(true)} data-testid="file-release">
          {say('file.release')}
        </button>
      )}
      {asking && <ReleaseForm fileId={file.id} onDone={() => setAsking(false)} />}
    </div>
  );
}

function ReleaseForm({ fileId, onDone }: { fileId: string; onDone: () => void }) {
  const say = useSay();
  const reasonId = useId();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || reason.trim() === '') return;
    setBusy(true);
    const done = await attempt(() => api.releaseFile(fileId, { released: true, reason }));
    setBusy(false);
    if (done) onDone();
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label htmlFor={reasonId}>{say('file.release-why')}</label>
      <input
        id={reasonId}
        value={reason}
        maxLength={500}
        required
        autoFocus
        onChange={(event) => setReason(event.target.value)}
        data-testid="file-release-why"
      />
      <button type="submit" className="btn sm danger" disabled={busy} data-testid="file-release-yes">
        {say('file.release-yes')}
      </button>
      <button type="button" className="btn sm ghost" onClick={onDone}>
        {say('common.cancel')}
      </button>
    </form>
  );
}
