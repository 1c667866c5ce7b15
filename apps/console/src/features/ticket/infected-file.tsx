/** A file in which a virus was found: what it is called, why it cannot be opened, and the word of an administrator that opens it or shuts it again. */
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
  const admin = useIsAdmin();
  return (
    <div className="infected" data-testid="file-infected">
      <p>
        <ShieldAlert className="ic" aria-hidden="true" />
        <b>{file.name}</b> <small className="num">{sizeText(file.size)}</small>
      </p>
      <p>{say('file.infected', { what: file.scan?.detail ?? '' })}</p>
      {admin ? <FileWord fileId={file.id} word="release" /> : <p>{say('file.infected-ask')}</p>}
    </div>
  );
}

/** Beside the link of one that may be opened. */
export function ReleasedFile({ file }: { file: AttachmentView }) {
  const say = useSay();
  const admin = useIsAdmin();
  return (
    <div className="infected released">
      <p>{say('file.released', { what: file.scan?.detail ?? '' })}</p>
      {admin && <FileWord fileId={file.id} word="withhold" />}
    </div>
  );
}

interface Word {
  fileId: string;
  word: 'release' | 'withhold';
}

function FileWord({ fileId, word }: Word) {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  if (asking) return <WordForm fileId={fileId} word={word} onDone={() => setAsking(false)} />;
  return (
    <button type="button" className="btn sm" onClick={() => setAsking(true)} data-testid={`file-${word}`}>
      {say(`file.${word}`)}
    </button>
  );
}

function WordForm({ fileId, word, onDone }: Word & { onDone: () => void }) {
  const say = useSay();
  const reasonId = useId();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || reason.trim() === '') return;
    setBusy(true);
    const done = await attempt(() => api.releaseFile(fileId, { released: word === 'release', reason }));
    setBusy(false);
    if (done) onDone();
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label htmlFor={reasonId}>{say(`file.${word}-why`)}</label>
      <input
        id={reasonId}
        value={reason}
        maxLength={500}
        required
        autoFocus
        onChange={(event) => setReason(event.target.value)}
        data-testid={`file-${word}-why`}
      />
      <button
        type="submit"
        className={word === 'release' ? 'btn sm danger' : 'btn sm'}
        disabled={busy}
        data-testid={`file-${word}-yes`}
      >
        {say(`file.${word}-yes`)}
      </button>
      <button type="button" className="btn sm ghost" onClick={onDone}>
        {say('common.cancel')}
      </button>
    </form>
  );
}

const useIsAdmin = (): boolean => useLive((state) => state.me?.role) === 'admin';
