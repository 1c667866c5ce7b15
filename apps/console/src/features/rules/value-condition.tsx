/** A field of the house and a value of its kind: asked for by a condition, or written by an action. */
import { isChoice, type Field, type FieldValue, type RuleCondition } from '@lib/contracts';
import { currentLocale, useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';
import type { House } from './house.js';
import { Choice, ManyOf, WordList } from './inputs.js';

type OfValue = Extract<RuleCondition, { field: 'value' }>;

interface Props {
  condition: OfValue;
  house: House;
  onChange: (condition: OfValue) => void;
}

/** One of several values is enough. */
export function ValueCondition({ condition, house, onChange }: Props) {
  const say = useSay();
  const field = house.fields.find(({ id }) => id === condition.fieldId);
  const values = condition.is.map(String);
  return (
    <div className="rule-row">
      <FieldChoice
        house={house}
        value={condition.fieldId}
        onChange={(fieldId) => onChange({ ...condition, fieldId, is: [] })}
      />
      {field && isChoice(field.kind) && (
        <ManyOf
          label={say('rules.values')}
          of={field.choices}
          text={(one) => one}
          value={values}
          onChange={(is) => onChange({ ...condition, is })}
        />
      )}
      {field?.kind === 'yes-no' && (
        <YesNo value={condition.is[0]} onChange={(is) => onChange({ ...condition, is: [is] })} />
      )}
      {field && !isChoice(field.kind) && field.kind !== 'yes-no' && (
        <WordList
          key={field.id}
          label={say('rules.values')}
          value={values}
          onChange={(is) => onChange({ ...condition, is: field.kind === 'number' ? is.map(Number) : is })}
        />
      )}
    </div>
  );
}

export function FieldChoice({
  house,
  value,
  onChange,
}: {
  house: House;
  value: string;
  onChange: (fieldId: string) => void;
}) {
  const say = useSay();
  return (
    <Choice
      label={say('rules.field-value')}
      of={house.fields.map((field) => [field.id, field[currentLocale()]] as const)}
      value={value}
      choose={say('rules.choose')}
      onChange={onChange}
    />
  );
}

/** The value that a field is given. */
export function FieldValueInput({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
}) {
  const say = useSay();
  const label = field[currentLocale()];
  if (field.kind === 'yes-no') return <YesNo value={value} onChange={onChange} />;
  if (field.kind === 'choices')
    return (
      <ManyOf
        label={label}
        of={field.choices}
        text={(one) => one}
        value={Array.isArray(value) ? value : []}
        onChange={onChange}
      />
    );
  if (field.kind === 'choice')
    return (
      <Choice
        label={label}
        of={field.choices.map((one) => [one, one] as const)}
        value={String(value)}
        choose={say('rules.choose')}
        onChange={onChange}
      />
    );
  const type = { text: 'text', number: 'number', date: 'date', link: 'url' }[field.kind];
  return (
    <Labelled label={label}>
      <input
        type={type}
        value={Array.isArray(value) || Number.isNaN(value) ? '' : String(value)}
        maxLength={2_000}
        onChange={(event) =>
          onChange(field.kind === 'number' ? event.target.valueAsNumber : event.target.value)
        }
      />
    </Labelled>
  );
}

function YesNo({ value, onChange }: { value: FieldValue | undefined; onChange: (value: boolean) => void }) {
  const say = useSay();
  return (
    <Choice
      label={say('rules.values')}
      of={[
        ['yes', say('rules.yes')],
        ['no', say('rules.no')],
      ]}
      value={value === true ? 'yes' : value === false ? 'no' : ''}
      choose={say('rules.choose')}
      onChange={(is) => onChange(is === 'yes')}
    />
  );
}
