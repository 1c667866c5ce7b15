/** Whether callers who wait may ask to be called back, how often they are called, and within which hours. */
import type { CalendarView, CallbackRules } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';

/** What the form begins with when it is switched on. */
const BEGIN: CallbackRules = { tries: 3, pauseMinutes: 15, calendarId: null };

interface Props {
  rules: CallbackRules | null;
  calendars: readonly CalendarView[];
  onChange: (rules: CallbackRules | null) => void;
}

export function CallbackField({ rules, calendars, onChange }: Props) {
  const say = useSay();
  return (
    <>
      <label className="tick">
        <input
          type="checkbox"
          checked={rules !== null}
          onChange={(event) => onChange(event.target.checked ? BEGIN : null)}
          data-testid="callback-on"
        />
        {say('queues.callback-on')}
      </label>
      {rules === null ? (
        <p className="muted">{say('queues.callback-off')}</p>
      ) : (
        <div className="queue-row">
          <Count
            label={say('queues.callback-tries')}
            value={rules.tries}
            max={5}
            onChange={(tries) => onChange({ ...rules, tries })}
            testId="callback-tries"
          />
          <Count
            label={say('queues.callback-pause')}
            value={rules.pauseMinutes}
            max={240}
            onChange={(pauseMinutes) => onChange({ ...rules, pauseMinutes })}
            testId="callback-pause"
          />
          <Labelled label={say('queues.callback-hours')}>
            <select
              value={rules.calendarId ?? ''}
              onChange={(event) => onChange({ ...rules, calendarId: event.target.value || null })}
              data-testid="callback-hours"
            >
              <option value="">{say('queues.callback-any-time')}</option>
              {calendars.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </Labelled>
        </div>
      )}
    </>
  );
}

interface CountProps {
  label: string;
  value: number;
  max: number;
  onChange: (value: number) => void;
  testId: string;
}

function Count({ label, value, max, onChange, testId }: CountProps) {
  return (
    <Labelled label={label}>
      <input
        type="number"
        inputMode="numeric"
        min={1}
        max={max}
        step={1}
        value={Number.isNaN(value) ? '' : value}
        onChange={(event) => onChange(event.target.value === '' ? Number.NaN : Number(event.target.value))}
        data-testid={testId}
      />
    </Labelled>
  );
}
