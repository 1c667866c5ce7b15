/** Policies: which targets a ticket has by its type, priority and customer; the first that fits, so their order counts. */
import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { CalendarView, SlaPolicy } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { showToast } from '../../ui/toast.js';
import { PolicyFields } from './policy-fields.js';
import { SettingsForm } from './settings-form.js';

export function PolicySettings() {
  const policies = useQuery({ queryKey: ['sla-policies'], queryFn: ({ signal }) => api.slaPolicies(signal) });
  const calendars = useQuery({ queryKey: ['calendars'], queryFn: ({ signal }) => api.calendars(signal) });
  return (
    <SettingsForm
      title="policy.title"
      lead="policy.lead"
      loading={policies.isPending || calendars.isPending}
      error={policies.error ?? calendars.error}
      onRetry={() => void Promise.all([policies.refetch(), calendars.refetch()])}
    >
      {policies.data && calendars.data && (
        <PolicyList before={policies.data.items} calendars={calendars.data.items} />
      )}
    </SettingsForm>
  );
}

function PolicyList({ before, calendars }: { before: SlaPolicy[]; calendars: CalendarView[] }) {
  const say = useSay();
  const client = useQueryClient();
  const [items, setItems] = useState(before);
  const keep = (list: SlaPolicy[]): Promise<boolean> =>
    attempt(async () => {
      const kept = await api.putSlaPolicies({ items: list });
      client.setQueryData(['sla-policies'], kept);
      setItems(kept.items);
    });
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const back = client.getQueryData<{ items: SlaPolicy[] }>(['sla-policies'])?.items ?? before;
    if (!(await keep(items))) return;
    const undo = { label: say('common.undo'), run: () => void keep(back) };
    showToast({ text: say('policy.saved'), action: undo }, 10_000);
  }
  const move = (at: number, by: number): void => {
    const next = [...items];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(at + by, 0, moved);
    setItems(next);
  };
  return (
    <form className="settings-stack" onSubmit={(event) => void save(event)} data-testid="policies">
      {items.map((policy, index) => (
        <PolicyFields
          key={policy.id}
          policy={policy}
          calendars={calendars}
          onChange={(part) =>
            setItems(items.map((one) => (one.id === policy.id ? { ...one, ...part } : one)))
          }
          onUp={index > 0 ? () => move(index, -1) : null}
          onDown={index < items.length - 1 ? () => move(index, 1) : null}
          onRemove={() => setItems(items.filter(({ id }) => id !== policy.id))}
        />
      ))}
      {items.length === 0 && <p className="muted">{say('policy.none')}</p>}
      <div className="promise-acts">
        <button
          type="button"
          className="btn"
          disabled={items.length >= 500 || calendars.length === 0}
          onClick={() => setItems([blank(say('policy.new-name'), calendars[0]?.id ?? 'default'), ...items])}
          data-testid="policy-add"
        >
          <Plus className="ic" aria-hidden="true" />
          {say('policy.add')}
        </button>
        <button type="submit" className="btn primary" data-testid="policies-save">
          {say('common.save')}
        </button>
      </div>
    </form>
  );
}

const HOUR_MS = 3_600_000;

function blank(name: string, calendarId: string): SlaPolicy {
  return {
    id: crypto.randomUUID(),
    name,
    type: null,
    priority: 'urgent',
    customerId: null,
    calendarId,
    firstAnswerMs: HOUR_MS,
    nextAnswerMs: 2 * HOUR_MS,
    resolutionMs: 8 * HOUR_MS,
    warnPercent: 80,
  };
}
