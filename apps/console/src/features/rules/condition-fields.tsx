/** One condition in the builder: what is looked at, whether it must be so, and its values. */
import { X } from 'lucide-react';
import {
  Channel,
  ClockKind,
  Locale,
  Priority,
  TicketStatus,
  TicketType,
  type RuleCondition,
} from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';
import type { House } from './house.js';
import { Choice, ManyOf, WordList } from './inputs.js';
import { ValueCondition } from './value-condition.js';

type Field = RuleCondition['field'];

const blank: { [F in Field]: Extract<RuleCondition, { field: F }> } = {
  words: { field: 'words', in: 'both', is: [], not: false },
  channel: { field: 'channel', is: [], not: false },
  type: { field: 'type', is: [], not: false },
  status: { field: 'status', is: [], not: false },
  priority: { field: 'priority', is: [], not: false },
  queue: { field: 'queue', is: [], not: false },
  owned: { field: 'owned', not: false },
  tag: { field: 'tag', is: [], not: false },
  language: { field: 'language', is: [], not: false },
  domain: { field: 'domain', is: [], not: false },
  value: { field: 'value', fieldId: '', is: [], not: false },
  'open-hours': { field: 'open-hours', not: false },
  'hand-overs': { field: 'hand-overs', atLeast: 1, not: false },
  repeats: { field: 'repeats', atLeast: 2, days: 30, not: false },
  clock: { field: 'clock', is: [], not: false },
};
const FIELDS = Object.keys(blank) as Field[];
export const NEW_CONDITION: RuleCondition = blank.words;

interface Props {
  condition: RuleCondition;
  number: number;
  house: House;
  onChange: (condition: RuleCondition) => void;
  onRemove: () => void;
}

export function ConditionFields({ condition, number, house, onChange, onRemove }: Props) {
  const say = useSay();
  return (
    <fieldset className="rule-item" data-testid="rule-condition">
      <legend className="sr">{say('rules.condition', { number })}</legend>
      <div className="rule-row">
        <Choice
          label={say('rules.field')}
          of={FIELDS.map((field) => [field, say(`rules.field-${field}`)] as const)}
          value={condition.field}
          onChange={(field) => onChange(blank[field])}
          testId="rule-field"
        />
        <Choice
          label={say('rules.is')}
          of={[
            ['so', say('rules.is-so')],
            ['not-so', say('rules.is-not-so')],
          ]}
          value={condition.not ? 'not-so' : 'so'}
          onChange={(is) => onChange({ ...condition, not: is === 'not-so' })}
          testId="rule-not"
        />
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={say('rules.condition-remove', { number })}
          onClick={onRemove}
        >
          <X className="ic" aria-hidden="true" />
        </button>
      </div>
      <Values condition={condition} house={house} onChange={onChange} />
    </fieldset>
  );
}

function Values({ condition, house, onChange }: Pick<Props, 'condition' | 'house' | 'onChange'>) {
  const say = useSay();
  const label = say(`rules.field-${condition.field}`);
  switch (condition.field) {
    case 'channel':
      return (
        <ManyOf
          label={label}
          of={Channel.options}
          text={(one) => say(`channel.${one}`)}
          value={condition.is}
          onChange={(is) => onChange({ ...condition, is })}
        />
      );
    case 'type':
      return (
        <ManyOf
          label={label}
          of={TicketType.options}
          text={(one) => say(`type.${one}`)}
          value={condition.is}
          onChange={(is) => onChange({ ...condition, is })}
        />
      );
    case 'status':
      return (
        <ManyOf
          label={label}
          of={TicketStatus.options}
          text={(one) => say(`status.${one}`)}
          value={condition.is}
          onChange={(is) => onChange({ ...condition, is })}
        />
      );
    case 'priority':
      return (
        <ManyOf
          label={label}
          of={Priority.options}
          text={(one) => say(`priority.${one}`)}
          value={condition.is}
          onChange={(is) => onChange({ ...condition, is })}
        />
      );
    case 'clock':
      return (
        <ManyOf
          label={label}
          of={ClockKind.options}
          text={(one) => say(`clocks.${one}`)}
          value={condition.is}
          onChange={(is) => onChange({ ...condition, is })}
        />
      );
    case 'language':
      return (
        <ManyOf
          label={label}
          of={Locale.options}
          text={(one) => say(`customer.lang-${one}`)}
          value={condition.is}
          onChange={(is) => onChange({ ...condition, is })}
        />
      );
    case 'queue':
      return (
        <ManyOf
          label={label}
          of={house.queues.map(([id]) => id)}
          text={(id) => house.queues.find(([one]) => one === id)?.[1] ?? '?'}
          value={condition.is}
          onChange={(is) => onChange({ ...condition, is })}
        />
      );
    case 'tag':
    case 'domain':
      return (
        <WordList
          label={say('rules.values')}
          value={condition.is}
          onChange={(is) => onChange({ ...condition, is })}
          testId="rule-values"
        />
      );
    case 'words':
      return (
        <>
          <div className="rule-row">
            <WordList
              label={say('rules.values')}
              value={condition.is}
              onChange={(is) => onChange({ ...condition, is })}
              testId="rule-values"
            />
            <Choice
              label={say('rules.words-in')}
              of={(['both', 'subject', 'text'] as const).map(
                (one) => [one, say(`rules.words-in-${one}`)] as const,
              )}
              value={condition.in}
              onChange={(where) => onChange({ ...condition, in: where })}
            />
          </div>
          <p className="muted">{say('rules.words-hint')}</p>
        </>
      );
    case 'value':
      return <ValueCondition condition={condition} house={house} onChange={onChange} />;
    case 'hand-overs':
    case 'repeats':
      return (
        <div className="rule-row">
          <Labelled label={say('rules.at-least')}>
            <NumberInput
              value={condition.atLeast}
              onChange={(atLeast) => onChange({ ...condition, atLeast })}
            />
          </Labelled>
          {condition.field === 'repeats' && (
            <Labelled label={say('rules.days')}>
              <NumberInput value={condition.days} onChange={(days) => onChange({ ...condition, days })} />
            </Labelled>
          )}
        </div>
      );
    case 'owned':
    case 'open-hours':
      return null;
  }
}

function NumberInput({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  return (
    <input
      type="number"
      min={1}
      value={Number.isNaN(value) ? '' : value}
      onChange={(event) => onChange(event.target.valueAsNumber)}
    />
  );
}
