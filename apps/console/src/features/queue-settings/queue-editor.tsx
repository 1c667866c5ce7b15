/** One queue as it is written, all its parts on one page and saved together; beside it, what that would mean now. */
import { useState, type FormEvent } from 'react';
import { ArrowLeft } from 'lucide-react';
import type { CalendarView, QueueSettings, QueueSettingsView } from '@lib/contracts';
import { queueApi } from '../../api/queue-calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { problemText } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { ChangesCard } from './changes-card.js';
import { faultsIn, type Fault } from './faults.js';
import { useLeaveGuard } from './leave-guard.js';
import { QueueParts } from './queue-parts.js';
import { WhoIsAsked } from './who-is-asked.js';
import { WrapUpSettingsForm } from '../wrap-up/wrap-up-settings.js';

const UNDO_MS = 8_000;

interface Props {
  /** Null: a new one. */
  queue: QueueSettingsView | null;
  others: readonly QueueSettingsView[];
  calendars: readonly CalendarView[];
  readOnly: boolean;
  onSaved: (queue: QueueSettingsView) => void;
  onClose: () => void;
}

export function QueueEditor({ queue, others, calendars, readOnly, onSaved, onClose }: Props) {
  const say = useSay();
  const before = queue ? settingsOf(queue) : BLANK;
  const [settings, setSettings] = useState<QueueSettings>(before);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const dirty = !readOnly && JSON.stringify(settings) !== JSON.stringify(before);
  const [wrapUpDirty, setWrapUpDirty] = useState(false);
  const [wrapUpsSaved, setWrapUpsSaved] = useState(0);
  const guard = useLeaveGuard((dirty || wrapUpDirty) && !busy, onClose);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const found = faultsIn(settings);
    setFaults(found);
    setRefusal(null);
    if (found.length > 0 || busy) return;
    setBusy(true);
    try {
      const saved = queue
        ? await queueApi.change(queue.id, settings, queue.version)
        : await queueApi.make(settings);
      onSaved(saved);
      showToast({ text: say('queues.saved', { name: saved.name }), ...undo(saved) }, UNDO_MS);
    } catch (error) {
      const refused = asRefusal(error);
      setRefusal(refused);
      setFaults(refused.errors);
    } finally {
      setBusy(false);
    }
  }
  const undo = (saved: QueueSettingsView) => ({
    action: {
      label: say('common.undo'),
      run: () =>
        void attempt(async () => {
          if (queue) onSaved(await queueApi.change(saved.id, before, saved.version));
          else {
            await queueApi.archive(saved.id);
            onClose();
          }
        }),
    },
  });

  return (
    <>
      <header className="page-head editor-head">
        <button type="button" className="btn sm ghost" onClick={guard.leave} data-testid="queue-back">
          <ArrowLeft className="ic" aria-hidden="true" />
          {say('queues.back')}
        </button>
        <h1 data-testid="queue-title">{queue ? queue.name : say('queues.new')}</h1>
        {readOnly && <p>{say('queues.read-only')}</p>}
      </header>
      <div className="queue-columns">
        <div>
          <form noValidate onSubmit={(event) => void submit(event)} data-testid="queue-form">
            <fieldset className="bare" disabled={readOnly}>
              <QueueParts
                settings={settings}
                faults={faults}
                others={others}
                calendars={calendars}
                onChange={(part) => setSettings({ ...settings, ...part })}
              />
            </fieldset>
            {!readOnly && (
              <footer className="queue-save">
                <p role="status">{say(dirty ? 'queues.unsaved' : 'queues.nothing-unsaved')}</p>
                {faults.length > 0 && (
                  <p className="fault" role="alert" data-testid="queue-faults">
                    {say('queues.fix')}
                  </p>
                )}
                {refusal && (
                  <p className="fault" role="alert">
                    {problemText(refusal)}
                  </p>
                )}
                <button
                  type="button"
                  className="btn"
                  disabled={!dirty || busy}
                  onClick={() => {
                    setSettings(before);
                    setFaults([]);
                    setRefusal(null);
                  }}
                >
                  {say('queues.discard')}
                </button>
                <button
                  type="submit"
                  className="btn primary"
                  disabled={!dirty || busy}
                  data-testid="queue-save"
                >
                  {say('common.save')}
                </button>
              </footer>
            )}
          </form>
          {queue && (
            <WrapUpSettingsForm
              queueId={queue.id}
              readOnly={readOnly}
              onDirty={setWrapUpDirty}
              onSaved={() => setWrapUpsSaved((times) => times + 1)}
            />
          )}
        </div>
        <div className="queue-aside">
          <WhoIsAsked settings={settings} />
          {queue && <ChangesCard id={queue.id} asOf={queue.version + wrapUpsSaved} read={queueApi.changes} />}
        </div>
      </div>
      {guard.ask}
    </>
  );
}

const BLANK: QueueSettings = {
  name: '',
  level: 1,
  answerWithinSeconds: 20,
  reopenDays: 14,
  strategy: 'longest-idle',
  rings: [],
  steps: null,
  overflow: [],
  callback: null,
  memberIds: [],
};

function settingsOf(queue: QueueSettingsView): QueueSettings {
  const {
    name,
    level,
    answerWithinSeconds,
    reopenDays,
    strategy,
    rings,
    steps,
    overflow,
    callback,
    memberIds,
  } = queue;
  return {
    name,
    level,
    answerWithinSeconds,
    reopenDays,
    strategy,
    rings,
    steps,
    overflow,
    callback,
    memberIds,
  };
}
