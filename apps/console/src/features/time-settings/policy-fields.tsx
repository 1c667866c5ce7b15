/** One policy: for whom, by which calendar, and its targets in open hours; its place among the others. */
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { Priority, TicketType, type CalendarView, type SlaPolicy } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { CustomerChoice } from './customer-choice.js';
import { Labelled } from './settings-form.js';

const HOUR_MS = 3_600_000;
const targets = ['firstAnswerMs', 'nextAnswerMs', 'resolutionMs'] as const;

interface Props {
  policy: SlaPolicy;
  calendars: readonly CalendarView[];
  onChange: (part: Partial<SlaPolicy>) => void;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onRemove: () => void;
}

export function PolicyFields({ policy, calendars, onChange, onUp, onDown, onRemove }: Props) {
  const say = useSay();
  const { name } = policy;
  return (
    <fieldset className="card policy" data-testid="policy">
      <legend className="sr">{name}</legend>
      <div className="policy-name">
        <Labelled label={say('policy.name')}>
          <input
            value={name}
            required
            maxLength={120}
            onChange={(event) => onChange({ name: event.target.value })}
            data-testid="policy-name"
          />
        </Labelled>
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={say('policy.up', { name })}
          disabled={!onUp}
          onClick={() => onUp?.()}
        >
          <ArrowUp className="ic" aria-hidden="true" />
        </button>
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={say('policy.down', { name })}
          disabled={!onDown}
          onClick={() => onDown?.()}
        >
          <ArrowDown className="ic" aria-hidden="true" />
        </button>
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={say('policy.remove', { name })}
          onClick={onRemove}
        >
          <Trash2 className="ic" aria-hidden="true" />
        </button>
      </div>
      <div className="policy-grid">
        <Labelled label={say('policy.type')}>
          <select
            value={policy.type ?? ''}
            onChange={(event) => onChange({ type: TicketType.safeParse(event.target.value).data ?? null })}
          >
            <option value="">{say('policy.every-type')}</option>
            {TicketType.options.map((type) => (
              <option key={type} value={type}>
                {say(`type.${type}`)}
              </option>
            ))}
          </select>
        </Labelled>
        <Labelled label={say('policy.priority')}>
          <select
            value={policy.priority ?? ''}
            onChange={(event) => onChange({ priority: Priority.safeParse(event.target.value).data ?? null })}
          >
            <option value="">{say('policy.every-priority')}</option>
            {Priority.options.map((priority) => (
              <option key={priority} value={priority}>
                {say(`priority.${priority}`)}
              </option>
            ))}
          </select>
        </Labelled>
        <CustomerChoice customerId={policy.customerId} onPick={(customerId) => onChange({ customerId })} />
        <Labelled label={say('policy.calendar')}>
          <select
            value={policy.calendarId}
            onChange={(event) => onChange({ calendarId: event.target.value })}
          >
            {calendars.map((calendar) => (
              <option key={calendar.id} value={calendar.id}>
                {calendar.name}
              </option>
            ))}
          </select>
        </Labelled>
        {targets.map((target) => (
          <Labelled key={target} label={say(`policy.${target}`)}>
            <input
              type="number"
              min={0.25}
              max={2_160}
              step="any"
              value={hoursOf(policy[target])}
              placeholder={say('policy.no-target')}
              onChange={(event) => onChange({ [target]: msOf(event.target.value) })}
              data-testid={`policy-${target}`}
            />
          </Labelled>
        ))}
        <Labelled label={say('policy.warn')}>
          <input
            type="number"
            min={1}
            max={99}
            required
            value={policy.warnPercent}
            onChange={(event) => onChange({ warnPercent: Number(event.target.value) })}
          />
        </Labelled>
      </div>
    </fieldset>
  );
}

const hoursOf = (ms: number | null): number | '' => (ms === null ? '' : ms / HOUR_MS);
const msOf = (hours: string): number | null => (hours === '' ? null : Math.round(Number(hours) * HOUR_MS));
