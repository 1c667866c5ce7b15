/** When promises are reminded of, who hears of a lapse and when, and what an hour of work costs. */
import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TimeSettings } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { showToast } from '../../ui/toast.js';
import { Labelled, SettingsForm } from './settings-form.js';

const MINUTE_MS = 60_000;
type Minutes = 'promiseLeadMs' | 'standInAfterMs' | 'supervisorsAfterMs' | 'nextNewsMs';
const fields: readonly { field: Minutes; label: MessageId }[] = [
  { field: 'promiseLeadMs', label: 'time-settings.lead-minutes' },
  { field: 'standInAfterMs', label: 'time-settings.stand-in-minutes' },
  { field: 'supervisorsAfterMs', label: 'time-settings.supervisors-minutes' },
  { field: 'nextNewsMs', label: 'time-settings.next-news-minutes' },
];

export function PromiseSettings() {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['time-settings'],
    queryFn: ({ signal }) => api.timeSettings(signal),
  });
  return (
    <SettingsForm
      title="time-settings.title"
      lead="time-settings.lead"
      loading={isPending}
      error={error}
      onRetry={() => void refetch()}
    >
      {data && <Numbers before={data} />}
    </SettingsForm>
  );
}

function Numbers({ before }: { before: TimeSettings }) {
  const say = useSay();
  const client = useQueryClient();
  const [settings, setSettings] = useState(before);
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    await attempt(async () => {
      client.setQueryData(['time-settings'], await api.putTimeSettings(settings));
      showToast({ text: say('common.saved') });
    });
  }
  return (
    <form className="card settings-card" onSubmit={(event) => void save(event)} data-testid="time-settings">
      {fields.map(({ field, label }) => (
        <Labelled key={field} label={say(label)}>
          <input
            type="number"
            min={1}
            required
            value={settings[field] / MINUTE_MS}
            onChange={(event) =>
              setSettings({ ...settings, [field]: Math.round(Number(event.target.value) * MINUTE_MS) })
            }
            data-testid={field}
          />
        </Labelled>
      ))}
      <Labelled label={say('time-settings.hourly-cost')}>
        <input
          type="number"
          min={0}
          step="0.01"
          required
          value={settings.hourlyCostCents / 100}
          onChange={(event) =>
            setSettings({ ...settings, hourlyCostCents: Math.round(Number(event.target.value) * 100) })
          }
          data-testid="hourly-cost"
        />
      </Labelled>
      <Labelled label={say('time-settings.currency')}>
        <input
          value={settings.currency}
          pattern="[A-Z]{3}"
          maxLength={3}
          required
          onChange={(event) => setSettings({ ...settings, currency: event.target.value.toUpperCase() })}
        />
      </Labelled>
      <div className="promise-acts">
        <button type="submit" className="btn primary" data-testid="time-settings-save">
          {say('common.save')}
        </button>
      </div>
    </form>
  );
}
