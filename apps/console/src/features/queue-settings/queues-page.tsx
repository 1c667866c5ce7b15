/** All queues as they are set up, and the one that is open; supervisors read, administrators change. */
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, Plus } from 'lucide-react';
import type { MeView, QueueSettingsList, QueueSettingsView } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { queueApi } from '../../api/queue-calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay, type Say } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { attempt } from '../../ui/attempt.js';
import { showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { SettingsForm } from '../time-settings/settings-form.js';
import { levelText } from './level-text.js';
import { QueueEditor } from './queue-editor.js';
import './queue-settings.css';

const KEY = ['queue-settings'];
const UNDO_MS = 10_000;

export function QueuesPage({ me }: { me: MeView }) {
  const say = useSay();
  const client = useQueryClient();
  const [open, setOpen] = useState<string | null>(null);
  const queues = useQuery({ queryKey: KEY, queryFn: ({ signal }) => queueApi.list(signal) });
  const calendars = useQuery({ queryKey: ['calendars'], queryFn: ({ signal }) => api.calendars(signal) });
  const items = queues.data?.items ?? [];
  const chosen = items.find(({ id }) => id === open) ?? null;
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: KEY });
  const saved = (queue: QueueSettingsView): void => {
    client.setQueryData<QueueSettingsList>(KEY, (before) => ({
      items: [...(before?.items ?? []).filter(({ id }) => id !== queue.id), queue].sort((a, b) =>
        a.name.localeCompare(b.name),
      ),
    }));
    setOpen(queue.id);
  };
  async function archive(queue: QueueSettingsView): Promise<void> {
    try {
      await queueApi.archive(queue.id);
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.code === 'queue-in-use')
        showToast({ text: neededText(queue, refusal, say), kind: 'failed' });
      else showRefusal(refusal);
      return;
    }
    await again();
    const run = (): void => void attempt(() => queueApi.restore(queue.id)).then(again);
    showToast(
      { text: say('queues.archived', { name: queue.name }), action: { label: say('common.undo'), run } },
      UNDO_MS,
    );
  }
  if (queues.data && calendars.data && open !== null)
    return (
      <QueueEditor
        key={`${open}:${chosen?.version ?? 0}`}
        queue={chosen}
        others={items.filter(({ id }) => id !== open)}
        calendars={calendars.data.items}
        readOnly={me.role !== 'admin'}
        onSaved={saved}
        onClose={() => {
          setOpen(null);
          void again();
        }}
      />
    );
  return (
    <SettingsForm
      title="queues.title"
      lead="queues.lead"
      loading={queues.isPending || calendars.isPending}
      error={queues.error ?? calendars.error}
      onRetry={() => void Promise.all([queues.refetch(), calendars.refetch()])}
    >
      {me.role === 'admin' && (
        <button
          type="button"
          className="btn primary queue-new"
          onClick={() => setOpen('new')}
          data-testid="queue-new"
        >
          <Plus className="ic" aria-hidden="true" />
          {say('queues.new')}
        </button>
      )}
      <ul className="queue-list">
        {items.map((queue) => (
          <QueueRow
            key={queue.id}
            queue={queue}
            onOpen={() => setOpen(queue.id)}
            onArchive={me.role === 'admin' && !queue.isDefault ? () => void archive(queue) : null}
          />
        ))}
      </ul>
    </SettingsForm>
  );
}

interface RowProps {
  queue: QueueSettingsView;
  onOpen: () => void;
  onArchive: (() => void) | null;
}

function QueueRow({ queue, onOpen, onArchive }: RowProps) {
  const say = useSay();
  const live = useLive((state) => state.queues.get(queue.id));
  return (
    <li className="card queue-card" data-testid="queue-row" data-queue={queue.id}>
      <div>
        <button type="button" className="linkish" onClick={onOpen} data-testid="queue-open">
          {queue.name}
        </button>
        <span className="chip">{say(levelText(queue.level))}</span>
        {queue.isDefault && <span className="chip">{say('queues.default')}</span>}
        <p className="muted">
          {say('queues.count-members', { count: queue.memberIds.length })} ·{' '}
          {say(`routing.order-${queue.strategy}`)}
        </p>
      </div>
      {live && <p className="num">{say('queues.now', { waiting: live.waiting, staffed: live.staffed })}</p>}
      {onArchive && (
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={say('queues.archive', { name: queue.name })}
          title={say('queues.archive', { name: queue.name })}
          onClick={onArchive}
          data-testid="queue-archive"
        >
          <Archive className="ic" aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

/** Which of the reasons there are, in one sentence each. */
function neededText(queue: QueueSettingsView, { errors }: Refusal, say: Say): string {
  const reasons = errors.flatMap(({ path, message }) => {
    if (path === 'waiting') return say('queues.needed-waiting', { count: Number(message) });
    if (path === 'entry-point') return say('queues.needed-entry', { addresses: message });
    if (path === 'overflow') return say('queues.needed-overflow', { names: message });
    return path === 'default' ? say('queues.needed-default') : [];
  });
  return [say('queues.needed', { name: queue.name }), ...reasons].join(' ');
}
