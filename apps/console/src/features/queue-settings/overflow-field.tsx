/** When work leaves a queue, and where it goes: rules in their order, the first that applies is followed. */
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import type { CalendarView, OverflowCause, OverflowRule, QueueSettingsView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';
import { SecondsField } from './seconds-field.js';

const MOST_RULES = 10;
const KINDS = ['waited', 'crowded', 'closed', 'unstaffed'] as const;
const DIVERSIONS = ['voicemail', 'callback'] as const;

interface Props {
  rules: readonly OverflowRule[];
  /** Where it may lead to: not into itself. */
  others: readonly QueueSettingsView[];
  calendars: readonly CalendarView[];
  onChange: (rules: OverflowRule[]) => void;
}

export function OverflowField({ rules, others, calendars, onChange }: Props) {
  const say = useSay();
  const set = (at: number, part: Partial<OverflowRule>): void =>
    onChange(rules.map((rule, index) => (index === at ? { ...rule, ...part } : rule)));
  const move = (at: number, by: number): void => {
    const next = [...rules];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(at + by, 0, moved);
    onChange(next);
  };
  const add = (): void => {
    const to = others[0] ? { queueId: others[0].id } : { diversion: 'voicemail' as const };
    onChange([...rules, { when: { kind: 'waited', seconds: 300 }, to }]);
  };
  return (
    <>
      {rules.length === 0 && <p className="muted">{say('queues.no-overflow')}</p>}
      <ol className="rings">
        {rules.map((rule, index) => (
          <li key={index} className="ring-box overflow-rule" data-testid="overflow-rule">
            <div className="queue-row">
              <Labelled label={say('queues.overflow-when')}>
                <select
                  value={rule.when.kind}
                  onChange={(event) => set(index, { when: causeOf(event.target.value, calendars) })}
                  data-testid="overflow-kind"
                >
                  {KINDS.filter((kind) => kind !== 'closed' || calendars.length > 0).map((kind) => (
                    <option key={kind} value={kind}>
                      {say(`queues.when-${kind}`)}
                    </option>
                  ))}
                </select>
              </Labelled>
              <CauseFields
                cause={rule.when}
                calendars={calendars}
                onChange={(when) => set(index, { when })}
              />
              <Labelled label={say('queues.overflow-to')}>
                <select
                  value={'queueId' in rule.to ? rule.to.queueId : rule.to.diversion}
                  onChange={(event) => set(index, { to: targetOf(event.target.value) })}
                  data-testid="overflow-to"
                >
                  {'queueId' in rule.to && !others.some(({ id }) => id === targetId(rule)) && (
                    <option value={targetId(rule)}>{say('queues.gone')}</option>
                  )}
                  {others.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                  {DIVERSIONS.map((diversion) => (
                    <option key={diversion} value={diversion}>
                      {say(`queues.to-${diversion}`)}
                    </option>
                  ))}
                </select>
              </Labelled>
            </div>
            <span className="rule-acts">
              <button
                type="button"
                className="btn ghost icon sm"
                aria-label={say('queues.rule-up', { number: index + 1 })}
                disabled={index === 0}
                onClick={() => move(index, -1)}
              >
                <ArrowUp className="ic" aria-hidden="true" />
              </button>
              <button
                type="button"
                className="btn ghost icon sm"
                aria-label={say('queues.rule-down', { number: index + 1 })}
                disabled={index === rules.length - 1}
                onClick={() => move(index, 1)}
              >
                <ArrowDown className="ic" aria-hidden="true" />
              </button>
              <button
                type="button"
                className="btn ghost icon sm"
                aria-label={say('queues.remove-rule', { number: index + 1 })}
                onClick={() => onChange(rules.filter((_, at) => at !== index))}
              >
                <X className="ic" aria-hidden="true" />
              </button>
            </span>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="btn sm"
        onClick={add}
        disabled={rules.length >= MOST_RULES}
        data-testid="overflow-add"
      >
        <Plus className="ic" aria-hidden="true" />
        {say('queues.add-rule')}
      </button>
    </>
  );
}

interface CauseProps {
  cause: OverflowCause;
  calendars: readonly CalendarView[];
  onChange: (cause: OverflowCause) => void;
}

function CauseFields({ cause, calendars, onChange }: CauseProps) {
  const say = useSay();
  if (cause.kind === 'waited')
    return (
      <SecondsField
        label={say('queues.waited-for')}
        value={cause.seconds}
        min={1}
        max={86_400}
        onChange={(seconds) => onChange({ ...cause, seconds })}
      />
    );
  if (cause.kind === 'crowded')
    return (
      <Labelled label={say('queues.ahead')}>
        <input
          type="number"
          min={1}
          max={10_000}
          value={Number.isNaN(cause.ahead) ? '' : cause.ahead}
          onChange={(event) =>
            onChange({ ...cause, ahead: event.target.value === '' ? Number.NaN : Number(event.target.value) })
          }
        />
      </Labelled>
    );
  if (cause.kind === 'closed')
    return (
      <Labelled label={say('queues.calendar')}>
        <select
          value={cause.calendarId}
          onChange={(event) => onChange({ ...cause, calendarId: event.target.value })}
        >
          {calendars.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </Labelled>
    );
  return null;
}

function causeOf(kind: string, calendars: readonly CalendarView[]): OverflowCause {
  if (kind === 'crowded') return { kind, ahead: 10 };
  if (kind === 'closed') return { kind, calendarId: calendars[0]?.id ?? '' };
  return kind === 'unstaffed' ? { kind } : { kind: 'waited', seconds: 300 };
}

function targetOf(value: string): OverflowRule['to'] {
  const diversion = DIVERSIONS.find((one) => one === value);
  return diversion ? { diversion } : { queueId: value };
}

const targetId = ({ to }: OverflowRule): string => ('queueId' in to ? to.queueId : '');
