/** One of the house's fields while a ticket is being opened: the input that its kind asks for, nothing saved yet. */
import { useId } from 'react';
import type { Field, FieldValue } from '@lib/contracts';
import { currentLocale, useSay } from '../../i18n.js';

interface Props {
  field: Field;
  value: FieldValue | undefined;
  missing: boolean;
  onChange: (value: FieldValue | undefined) => void;
}

const inputs = { text: 'text', number: 'number', date: 'date', link: 'url' } as const;

export function OpeningField({ field, value, missing, onChange }: Props) {
  const say = useSay();
  const id = useId();
  const label = `${field[currentLocale()]} ${say('fields.needed')}`;
  if (field.kind === 'choices') {
    const picked = Array.isArray(value) ? value : [];
    const toggle = (choice: string): void => {
      const next = picked.includes(choice) ? picked.filter((one) => one !== choice) : [...picked, choice];
      onChange(next.length > 0 ? next : undefined);
    };
    return (
      <fieldset data-testid="opening-field">
        <legend>{label}</legend>
        {field.choices.map((choice) => (
          <label key={choice} className="tick">
            <input type="checkbox" checked={picked.includes(choice)} onChange={() => toggle(choice)} />
            {choice}
          </label>
        ))}
      </fieldset>
    );
  }
  if (field.kind === 'choice' || field.kind === 'yes-no') {
    const options =
      field.kind === 'choice'
        ? field.choices.map((choice) => [choice, choice] as const)
        : ([
            ['true', say('fields.yes')],
            ['false', say('fields.no')],
          ] as const);
    return (
      <label className="pick" data-testid="opening-field">
        <span>{label}</span>
        <select
          value={value === undefined ? '' : String(value)}
          aria-invalid={missing}
          onChange={({ target }) =>
            onChange(
              target.value === ''
                ? undefined
                : field.kind === 'choice'
                  ? target.value
                  : target.value === 'true',
            )
          }
        >
          <option value="">–</option>
          {options.map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return (
    <label className="pick" htmlFor={id} data-testid="opening-field">
      <span>{label}</span>
      <input
        id={id}
        type={inputs[field.kind]}
        step="any"
        value={value === undefined ? '' : String(value)}
        maxLength={2_000}
        aria-invalid={missing}
        onChange={({ target }) =>
          onChange(
            target.value.trim() === ''
              ? undefined
              : field.kind === 'number'
                ? target.valueAsNumber
                : target.value,
          )
        }
      />
    </label>
  );
}
