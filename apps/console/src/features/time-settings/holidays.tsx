/** Days of a calendar that are not as their week says: closed, or open for other hours. */
import { Plus, X } from 'lucide-react';
import type { Holiday } from '@lib/contracts';
import { useSay } from '../../i18n.js';

interface Props {
  holidays: readonly Holiday[];
  onChange: (holidays: Holiday[]) => void;
}

export function Holidays({ holidays, onChange }: Props) {
  const say = useSay();
  const set = (at: number, part: Partial<Holiday>): void =>
    onChange(holidays.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="hours-row holidays">
      <legend>{say('calendar.holidays')}</legend>
      {holidays.map((holiday, index) => (
        <span key={index} className="hours" data-testid="holiday">
          <input
            type="date"
            required
            value={holiday.date}
            aria-label={say('calendar.holiday-date')}
            onChange={(event) => set(index, { date: event.target.value })}
          />
          <input
            className="wide"
            value={holiday.name}
            maxLength={120}
            placeholder={say('calendar.holiday-name')}
            aria-label={say('calendar.holiday-name')}
            onChange={(event) => set(index, { name: event.target.value })}
          />
          <label className="holiday-half">
            <input
              type="checkbox"
              checked={holiday.hours.length > 0}
              onChange={(event) =>
                set(index, { hours: event.target.checked ? [{ from: '09:00', to: '12:00' }] : [] })
              }
            />
            {say('calendar.holiday-half')}
          </label>
          {holiday.hours.map((hours, at) =>
            (['from', 'to'] as const).map((end) => (
              <input
                key={`${at}-${end}`}
                value={hours[end]}
                pattern="([01]\d|2[0-3]):[0-5]\d|24:00"
                required
                aria-label={say(end === 'from' ? 'calendar.from' : 'calendar.to', { day: holiday.date })}
                onChange={(event) =>
                  set(index, {
                    hours: holiday.hours.map((one, which) =>
                      which === at ? { ...one, [end]: event.target.value } : one,
                    ),
                  })
                }
              />
            )),
          )}
          <button
            type="button"
            className="btn ghost icon sm"
            aria-label={say('calendar.remove-holiday', { date: holiday.date })}
            onClick={() => onChange(holidays.filter((_, at) => at !== index))}
          >
            <X className="ic" aria-hidden="true" />
          </button>
        </span>
      ))}
      <button
        type="button"
        className="btn ghost sm"
        onClick={() =>
          onChange([...holidays, { date: new Date().toISOString().slice(0, 10), name: '', hours: [] }])
        }
        data-testid="holiday-add"
      >
        <Plus className="ic" aria-hidden="true" />
        {say('calendar.add-holiday')}
      </button>
    </fieldset>
  );
}
