/** One calendar as it is written: name, zone, hours of each day, holidays, and beside it what it means. */
import { useId, useState, type FormEvent } from 'react';
import { Plus, X } from 'lucide-react';
import type { BusinessCalendar, CalendarView, OpeningHours, Week } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { weekdayText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { CalendarPreview } from './calendar-preview.js';
import { Holidays } from './holidays.js';
import { Labelled } from './settings-form.js';

const days: readonly (keyof Week)[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

interface Props {
  before: CalendarView;
  onSaved: () => void;
}

export function CalendarForm({ before, onSaved }: Props) {
  const say = useSay();
  const zones = useId();
  const [calendar, setCalendar] = useState<BusinessCalendar>(() => bodyOf(before));
  const change = (part: Partial<BusinessCalendar>): void => setCalendar({ ...calendar, ...part });
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    await attempt(async () => {
      await api.putCalendar(before.id, calendar);
      showToast({ text: say('calendar.saved') });
      onSaved();
    });
  }
  return (
    <div className="columns">
      <form className="card settings-card" onSubmit={(event) => void save(event)} data-testid="calendar-form">
        <Labelled label={say('calendar.name')}>
          <input
            value={calendar.name}
            required
            maxLength={120}
            onChange={(event) => change({ name: event.target.value })}
            data-testid="calendar-name"
          />
        </Labelled>
        <Labelled label={say('calendar.zone')}>
          <input
            value={calendar.timeZone}
            list={zones}
            required
            maxLength={64}
            onChange={(event) => change({ timeZone: event.target.value })}
            data-testid="calendar-zone"
          />
        </Labelled>
        <datalist id={zones}>
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        {days.map((day) => (
          <Hours
            key={day}
            day={weekdayText(days.indexOf(day))}
            hours={calendar.week[day]}
            onChange={(hours) => change({ week: { ...calendar.week, [day]: hours } })}
          />
        ))}
        <Holidays holidays={calendar.holidays} onChange={(holidays) => change({ holidays })} />
        <div className="promise-acts">
          <button type="submit" className="btn primary" data-testid="calendar-save">
            {say('common.save')}
          </button>
        </div>
      </form>
      <CalendarPreview calendar={calendar} />
    </div>
  );
}

interface HoursProps {
  day: string;
  hours: readonly OpeningHours[];
  onChange: (hours: OpeningHours[]) => void;
}

/** No hours: closed. `24:00` is the day's end, an end before its beginning runs past midnight. */
function Hours({ day, hours, onChange }: HoursProps) {
  const say = useSay();
  const set = (at: number, part: Partial<OpeningHours>): void =>
    onChange(hours.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="hours-row">
      <legend>{day}</legend>
      {hours.length === 0 && <span className="muted">{say('calendar.closed')}</span>}
      {hours.map((one, index) => (
        <span key={index} className="hours">
          {(['from', 'to'] as const).map((end) => (
            <input
              key={end}
              value={one[end]}
              pattern="([01]\d|2[0-3]):[0-5]\d|24:00"
              required
              aria-label={say(end === 'from' ? 'calendar.from' : 'calendar.to', { day })}
              onChange={(event) => set(index, { [end]: event.target.value })}
            />
          ))}
          <button
            type="button"
            className="btn ghost icon sm"
            aria-label={say('calendar.remove-hours', { day, from: one.from })}
            onClick={() => onChange(hours.filter((_, at) => at !== index))}
          >
            <X className="ic" aria-hidden="true" />
          </button>
        </span>
      ))}
      <button
        type="button"
        className="btn ghost icon sm"
        aria-label={say('calendar.add-hours', { day })}
        disabled={hours.length >= 12}
        onClick={() => onChange([...hours, { from: '09:00', to: '18:00' }])}
      >
        <Plus className="ic" aria-hidden="true" />
      </button>
    </fieldset>
  );
}

function bodyOf({ name, timeZone, week, holidays }: CalendarView): BusinessCalendar {
  return { name, timeZone, week, holidays };
}
