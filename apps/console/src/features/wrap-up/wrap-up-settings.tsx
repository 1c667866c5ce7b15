/** What this queue asks for after a call or a chat: read and saved apart from the rest of the queue. */
import { useEffect, useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { WrapUpSettings, WriteWrapUpSettings } from '@lib/contracts';
import { wrapUpApi } from '../../api/wrap-up-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { showToast } from '../../ui/toast.js';
import { DispositionRows } from './disposition-rows.js';
import './wrap-up.css';

const UNDO_MS = 8_000;

interface Props {
  queueId: string;
  readOnly: boolean;
  onDirty: (dirty: boolean) => void;
  onSaved: () => void;
}

export function WrapUpSettingsForm({ queueId, readOnly, onDirty, onSaved }: Props) {
  const say = useSay();
  const client = useQueryClient();
  const key = ['wrap-up-settings', queueId];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => wrapUpApi.settings(queueId, signal),
  });
  const [edited, setEdited] = useState<WriteWrapUpSettings | null>(null);
  const [tried, setTried] = useState(false);
  const known = data && writable(data);
  const shown = edited ?? known;
  const dirty = edited !== null && JSON.stringify(edited) !== JSON.stringify(known);
  useEffect(() => onDirty(dirty), [dirty, onDirty]);
  const put = (wanted: WriteWrapUpSettings, version: number): Promise<boolean> =>
    attempt(async () => {
      client.setQueryData(key, await wrapUpApi.putSettings(queueId, wanted, version));
      onSaved();
    });
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (!edited || !data || !known || edited.dispositions.some(isUnnamed)) return;
    if (!(await put(edited, data.version))) return;
    setEdited(null);
    setTried(false);
    const undo = (): void => {
      const now = client.getQueryData<WrapUpSettings>(key);
      if (now) void put(known, now.version);
    };
    showToast(
      { text: say('wrapup-settings.saved'), action: { label: say('common.undo'), run: undo } },
      UNDO_MS,
    );
  }
  return (
    <form
      noValidate
      className="wrap-up-form"
      onSubmit={(event) => void submit(event)}
      data-testid="wrap-up-settings"
    >
      <fieldset className="card queue-part record" disabled={readOnly}>
        <legend>{say('wrapup-settings.title')}</legend>
        <p className="muted">{say('wrapup-settings.lead')}</p>
        {error && !data && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
        {!error && !data && <Skeleton rows={3} />}
        {shown && (
          <>
            <DispositionRows
              rows={shown.dispositions}
              tried={tried}
              onChange={(dispositions) => setEdited({ ...shown, dispositions })}
            />
            <label className="tick">
              <input
                type="checkbox"
                checked={shown.required}
                onChange={(event) => setEdited({ ...shown, required: event.target.checked })}
                data-testid="disposition-required"
              />
              {say('wrapup-settings.required')}
            </label>
            {!readOnly && (
              <div className="row2">
                <button type="button" className="btn" disabled={!dirty} onClick={() => setEdited(null)}>
                  {say('queues.discard')}
                </button>
                <button type="submit" className="btn primary" disabled={!dirty} data-testid="wrap-up-save">
                  {say('common.save')}
                </button>
              </div>
            )}
          </>
        )}
      </fieldset>
    </form>
  );
}

const isUnnamed = ({ label }: WriteWrapUpSettings['dispositions'][number]): boolean =>
  label.fr.trim() === '' || label.en.trim() === '';

function writable({ required, dispositions }: WrapUpSettings): WriteWrapUpSettings {
  return { required, dispositions };
}
