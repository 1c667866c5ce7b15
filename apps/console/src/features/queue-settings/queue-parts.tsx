/** The parts of a queue's form in the order in which its work passes through them. */
import {
  RoutingStrategy,
  type CalendarView,
  type QueueSettings,
  type QueueSettingsView,
} from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';
import type { Fault } from './faults.js';
import { LEVELS } from './level-text.js';
import { NumberField } from './number-field.js';
import { MembersField } from './members-field.js';
import { OverflowField } from './overflow-field.js';
import { Part } from './part.js';
import { RingsField } from './rings-field.js';
import { SecondsField } from './seconds-field.js';
import { StepsField } from './steps-field.js';

interface Props {
  settings: QueueSettings;
  faults: readonly Fault[];
  others: readonly QueueSettingsView[];
  calendars: readonly CalendarView[];
  onChange: (part: Partial<QueueSettings>) => void;
}

export function QueueParts({ settings, faults, others, calendars, onChange }: Props) {
  const say = useSay();
  return (
    <>
      <Part title={say('queues.basics')} faults={faults} of={['name', 'level', 'answerWithinSeconds']}>
        <div className="queue-row">
          <Labelled label={say('queues.name')}>
            <input
              value={settings.name}
              maxLength={80}
              required
              autoComplete="off"
              aria-invalid={faults.some(({ path }) => path === 'name')}
              onChange={(event) => onChange({ name: event.target.value })}
              data-testid="queue-name"
            />
          </Labelled>
          <Labelled label={say('queues.level')}>
            <select
              value={settings.level}
              onChange={(event) => onChange({ level: Number(event.target.value) })}
              data-testid="queue-level"
            >
              {LEVELS.map(({ level, text }) => (
                <option key={level} value={level}>
                  {say(text)}
                </option>
              ))}
            </select>
          </Labelled>
          <SecondsField
            label={say('queues.answer-within')}
            value={settings.answerWithinSeconds}
            min={5}
            max={86_400}
            onChange={(answerWithinSeconds) => onChange({ answerWithinSeconds })}
            testId="queue-answer-within"
          />
        </div>
      </Part>
      <Part
        title={say('queues.members')}
        lead={say('queues.members-lead')}
        faults={faults}
        of={['memberIds']}
        testId="part-members"
      >
        <MembersField memberIds={settings.memberIds} onChange={(memberIds) => onChange({ memberIds })} />
      </Part>
      <Part title={say('queues.steps')} lead={say('queues.steps-lead')} faults={faults} of={['steps']}>
        <StepsField steps={settings.steps} onChange={(steps) => onChange({ steps })} />
      </Part>
      <Part
        title={say('queues.reopening')}
        lead={say('queues.reopening-lead')}
        faults={faults}
        of={['reopenDays']}
      >
        <div className="queue-row">
          <NumberField
            label={say('queues.reopen-days')}
            value={settings.reopenDays}
            min={0}
            max={365}
            onChange={(reopenDays) => onChange({ reopenDays })}
            testId="queue-reopen-days"
          />
        </div>
        <p className="muted" role="status" data-testid="queue-reopen-text">
          {say(settings.reopenDays === 0 ? 'queues.reopen-never' : 'queues.reopen-text', {
            count: Number.isNaN(settings.reopenDays) ? 0 : settings.reopenDays,
          })}
        </p>
      </Part>
      <Part
        title={say('queues.strategy')}
        lead={say('queues.strategy-lead')}
        faults={faults}
        of={['strategy']}
        testId="part-strategy"
      >
        <div className="strategies">
          {RoutingStrategy.options.map((strategy) => (
            <label className="tick" key={strategy}>
              <input
                type="radio"
                name="strategy"
                value={strategy}
                checked={settings.strategy === strategy}
                onChange={() => onChange({ strategy })}
              />
              {say(`routing.order-${strategy}`)}
            </label>
          ))}
        </div>
      </Part>
      <Part
        title={say('queues.rings')}
        lead={say('queues.rings-lead')}
        faults={faults}
        of={['rings']}
        testId="part-rings"
      >
        <RingsField rings={settings.rings} onChange={(rings) => onChange({ rings })} />
      </Part>
      <Part
        title={say('queues.overflow')}
        lead={say('queues.overflow-lead')}
        faults={faults}
        of={['overflow']}
        testId="part-overflow"
      >
        <OverflowField
          rules={settings.overflow}
          others={others}
          calendars={calendars}
          onChange={(overflow) => onChange({ overflow })}
        />
      </Part>
    </>
  );
}
