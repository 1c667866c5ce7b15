/** Which queues record their calls, and the one whose policy is open; supervisors read, administrators write. */
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { MeView, RecordingPolicy, RecordingPolicyList } from '@lib/contracts';
import { recordingApi } from '../../api/recording-calls.js';
import { useSay } from '../../i18n.js';
import { SettingsForm } from '../time-settings/settings-form.js';
import { PolicyForm } from './policy-form.js';
import '../queue-settings/queue-settings.css';

const KEY = ['recording-policies'];

export function RecordingsPage({ me }: { me: MeView }) {
  const say = useSay();
  const client = useQueryClient();
  const [open, setOpen] = useState<string | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => recordingApi.policies(signal),
  });
  const items = data?.items ?? [];
  const policy = items.find(({ queue }) => queue.id === open);
  const saved = (next: RecordingPolicy): void => {
    client.setQueryData<RecordingPolicyList>(KEY, (before) => ({
      items: (before?.items ?? []).map((one) => (one.queue.id === next.queue.id ? next : one)),
    }));
  };
  if (policy)
    return (
      <PolicyForm
        key={`${policy.queue.id}:${policy.version}`}
        policy={policy}
        readOnly={me.role !== 'admin'}
        onSaved={saved}
        onClose={() => setOpen(null)}
      />
    );
  return (
    <SettingsForm
      title="recordings.title"
      lead="recordings.lead"
      loading={isPending}
      error={error}
      onRetry={() => void refetch()}
    >
      {items.length === 0 && <p className="muted">{say('recordings.no-queue')}</p>}
      <ul className="queue-list">
        {items.map(({ queue, enabled, purpose, retentionDays }) => (
          <li className="card queue-card" key={queue.id} data-testid="recording-row">
            <div>
              <button
                type="button"
                className="linkish"
                onClick={() => setOpen(queue.id)}
                data-testid="recording-open"
              >
                {queue.name}
              </button>
              <span className="chip">{say(enabled ? 'recordings.on' : 'recordings.off')}</span>
              {enabled && purpose && (
                <p className="muted">
                  {say(`recordings.purpose-${purpose}`)} · {say('recordings.kept', { count: retentionDays })}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </SettingsForm>
  );
}
