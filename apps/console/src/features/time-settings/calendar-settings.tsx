/** Business calendars: weekly hours in a zone, holidays, and what they mean in the days to come before they are kept. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { CalendarView } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { CalendarForm } from './calendar-form.js';
import { SettingsForm } from './settings-form.js';

const office = [{ from: '09:00', to: '18:00' }];
const blank = (id: string, name: string): CalendarView => ({
  id,
  name,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  week: { mon: office, tue: office, wed: office, thu: office, fri: office, sat: [], sun: [] },
  holidays: [],
});

export function CalendarSettings() {
  const say = useSay();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['calendars'],
    queryFn: ({ signal }) => api.calendars(signal),
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const [fresh, setFresh] = useState<CalendarView | null>(null);
  const items = [...(data?.items ?? []), ...(fresh ? [fresh] : [])];
  const open = items.find(({ id }) => id === chosen) ?? items[0];
  const add = (): void => {
    const id = `calendar-${Date.now().toString(36)}`;
    setFresh(blank(id, say('calendar.new-name')));
    setChosen(id);
  };
  return (
    <SettingsForm
      title="calendar.title"
      lead="calendar.lead"
      loading={isPending}
      error={error}
      onRetry={() => void refetch()}
    >
      <div className="promise-acts" role="group" aria-label={say('calendar.title')}>
        {items.map((calendar) => (
          <button
            type="button"
            key={calendar.id}
            className="btn sm"
            aria-pressed={calendar === open}
            onClick={() => setChosen(calendar.id)}
          >
            {calendar.name}
          </button>
        ))}
        <button type="button" className="btn sm ghost" onClick={add} disabled={fresh !== null}>
          <Plus className="ic" aria-hidden="true" />
          {say('calendar.add')}
        </button>
      </div>
      {open && (
        <CalendarForm
          key={open.id}
          before={open}
          onSaved={() => {
            setFresh(null);
            void refetch();
          }}
        />
      )}
    </SettingsForm>
  );
}
