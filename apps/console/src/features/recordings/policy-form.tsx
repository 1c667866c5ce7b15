/** What one queue records: why, on which grounds, what customers are told first, and when it is deleted. */
import { useState, type FormEvent } from 'react';
import { ArrowLeft } from 'lucide-react';
import { WriteRecordingPolicy, type RecordingPolicy } from '@lib/contracts';
import { recordingApi } from '../../api/recording-calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { showToast } from '../../ui/toast.js';
import { useLeaveGuard } from '../queue-settings/leave-guard.js';
import { PolicyFields } from './policy-fields.js';
import { PolicyHistory } from './policy-history.js';

const UNDO_MS = 10_000;

interface Props {
  policy: RecordingPolicy;
  readOnly: boolean;
  onSaved: (policy: RecordingPolicy) => void;
  onClose: () => void;
}

export function PolicyForm({ policy, readOnly, onSaved, onClose }: Props) {
  const say = useSay();
  const before = writtenOf(policy);
  const [wish, setWish] = useState(before);
  const [busy, setBusy] = useState(false);
  const dirty = !readOnly && JSON.stringify(wish) !== JSON.stringify(before);
  const missing = WriteRecordingPolicy.safeParse(wish).error?.issues ?? [];
  const guard = useLeaveGuard(dirty && !busy, onClose);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || missing.length > 0) return;
    setBusy(true);
    await attempt(async () => {
      const saved = await recordingApi.setPolicy(policy.queue.id, wish, policy.version);
      onSaved(saved);
      const run = (): void =>
        void attempt(async () =>
          onSaved(await recordingApi.setPolicy(saved.queue.id, before, saved.version)),
        );
      const text = say('recordings.saved', { name: saved.queue.name });
      showToast({ text, action: { label: say('common.undo'), run } }, UNDO_MS);
    });
    setBusy(false);
  }

  return (
    <>
      <header className="page-head editor-head">
        <button type="button" className="btn sm ghost" onClick={guard.leave} data-testid="recording-back">
          <ArrowLeft className="ic" aria-hidden="true" />
          {say('recordings.back')}
        </button>
        <h1 data-testid="recording-title">{say('recordings.of', { name: policy.queue.name })}</h1>
        {readOnly && <p>{say('recordings.read-only')}</p>}
      </header>
      <div className="queue-columns">
        <form noValidate onSubmit={(event) => void submit(event)} data-testid="recording-form">
          <fieldset className="bare" disabled={readOnly}>
            <PolicyFields wish={wish} onChange={(part) => setWish({ ...wish, ...part })} />
          </fieldset>
          {!readOnly && (
            <footer className="queue-save">
              <p role="status" data-testid="recording-missing">
                {missing.length > 0
                  ? say('recordings.missing')
                  : say(dirty ? 'queues.unsaved' : 'queues.nothing-unsaved')}
              </p>
              <button
                type="submit"
                className="btn primary"
                disabled={!dirty || busy || missing.length > 0}
                data-testid="recording-save"
              >
                {say('common.save')}
              </button>
            </footer>
          )}
        </form>
        <div className="queue-aside">
          <PolicyHistory policy={policy} />
        </div>
      </div>
      {guard.ask}
    </>
  );
}

function writtenOf({
  enabled,
  purpose,
  legalBasis,
  announcement,
  retentionDays,
  objectionKey,
  keepAtCarrier,
}: RecordingPolicy): WriteRecordingPolicy {
  return { enabled, purpose, legalBasis, announcement, retentionDays, objectionKey, keepAtCarrier };
}
