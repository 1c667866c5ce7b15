/** The parts of a colleague's form: skills, languages, queues, hours, and how much at once. */
import { Locale, type CalendarView, type Capacity, type MeView, type PersonSettings } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Part } from '../queue-settings/part.js';
import { SkillsField } from '../queue-settings/skills-field.js';
import type { Fault } from '../queue-settings/faults.js';
import { Labelled } from '../time-settings/settings-form.js';
import { CapacityFields } from './capacity-fields.js';

export type PersonDraft = Pick<
  PersonSettings,
  'skills' | 'languages' | 'queueIds' | 'calendarId' | 'capacity' | 'capacityIsOwn'
>;

interface Props {
  me: MeView;
  draft: PersonDraft;
  house: Capacity;
  calendars: readonly CalendarView[];
  faults: readonly Fault[];
  onChange: (part: Partial<PersonDraft>) => void;
}

export function PersonParts({ me, draft, house, calendars, faults, onChange }: Props) {
  const say = useSay();
  const queues = useLive((state) => state.queues);
  const sorted = [...queues.values()].sort((a, b) => a.name.localeCompare(b.name));
  const toggle = <T,>(list: readonly T[], one: T, on: boolean): T[] =>
    on ? [...list, one] : list.filter((other) => other !== one);
  return (
    <>
      <Part title={say('people.skills')} lead={say('people.skills-lead')} faults={faults} of={['skills']}>
        <SkillsField
          skills={draft.skills}
          levelLabel={(skill) => say('people.own-level', { skill })}
          onChange={(skills) => onChange({ skills })}
        />
      </Part>
      <Part title={say('people.languages')} faults={faults} of={['languages']}>
        <div className="queue-row">
          {Locale.options.map((locale) => (
            <label className="tick" key={locale}>
              <input
                type="checkbox"
                checked={draft.languages.includes(locale)}
                onChange={(event) =>
                  onChange({ languages: toggle(draft.languages, locale, event.target.checked) })
                }
                data-testid={`speaks-${locale}`}
              />
              {say(`queues.language-${locale}`)}
            </label>
          ))}
        </div>
      </Part>
      <Part title={say('people.queues')} lead={say('people.queues-lead')} faults={faults} of={['queueIds']}>
        <div className="queue-row">
          {sorted.map((queue) => (
            <label className="tick" key={queue.id}>
              <input
                type="checkbox"
                checked={draft.queueIds.includes(queue.id)}
                disabled={me.role !== 'admin' && !me.queueIds.includes(queue.id)}
                onChange={(event) =>
                  onChange({ queueIds: toggle(draft.queueIds, queue.id, event.target.checked) })
                }
                data-testid="person-queue"
              />
              {queue.name}
            </label>
          ))}
        </div>
      </Part>
      <Part title={say('people.hours')} lead={say('people.hours-lead')} faults={faults} of={['calendarId']}>
        <Labelled label={say('people.calendar')}>
          <select
            value={draft.calendarId ?? ''}
            onChange={(event) => onChange({ calendarId: event.target.value || null })}
            data-testid="person-calendar"
          >
            <option value="">{say('people.hours-any')}</option>
            {calendars.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Labelled>
      </Part>
      {me.role === 'admin' && (
        <Part title={say('people.capacity')} faults={faults} of={['capacity']}>
          <label className="tick">
            <input
              type="checkbox"
              checked={draft.capacityIsOwn}
              onChange={(event) =>
                onChange({
                  capacityIsOwn: event.target.checked,
                  capacity: event.target.checked ? draft.capacity : house,
                })
              }
              data-testid="capacity-own"
            />
            {say('people.capacity-own')}
          </label>
          {draft.capacityIsOwn ? (
            <CapacityFields capacity={draft.capacity} onChange={(capacity) => onChange({ capacity })} />
          ) : (
            <p className="muted">{say('people.capacity-house')}</p>
          )}
        </Part>
      )}
    </>
  );
}
