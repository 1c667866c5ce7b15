/** The small inputs of the rule builder: several of a closed list, and words separated by commas. */
import { useState } from 'react';

interface ManyProps<T extends string> {
  label: string;
  of: readonly T[];
  text: (one: T) => string;
  value: readonly T[];
  onChange: (value: T[]) => void;
  testId?: string;
}

export function ManyOf<T extends string>({ label, of, text, value, onChange, testId }: ManyProps<T>) {
  return (
    <fieldset className="rule-many" data-testid={testId}>
      <legend className="sr">{label}</legend>
      {of.map((one) => (
        <label key={one} className="tick">
          <input
            type="checkbox"
            checked={value.includes(one)}
            onChange={(event) =>
              onChange(event.target.checked ? [...value, one] : value.filter((other) => other !== one))
            }
          />
          {text(one)}
        </label>
      ))}
    </fieldset>
  );
}

interface WordsProps {
  label: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
  testId?: string;
}

/** As typed, so that a comma just written does not vanish. */
export function WordList({ label, value, onChange, testId }: WordsProps) {
  const [typed, setTyped] = useState(value.join(', '));
  return (
    <label className="labelled">
      <span>{label}</span>
      <input
        value={typed}
        maxLength={2_000}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(
            event.target.value
              .split(',')
              .map((one) => one.trim())
              .filter(Boolean),
          );
        }}
        data-testid={testId}
      />
    </label>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  of: readonly (readonly [value: T, text: string])[];
  value: T | '';
  onChange: (value: T) => void;
  /** Shown while nothing is chosen. */
  choose?: string;
  testId?: string;
}

export function Choice<T extends string>({ label, of, value, onChange, choose, testId }: ChoiceProps<T>) {
  return (
    <label className="labelled">
      <span>{label}</span>
      <select
        value={value}
        onChange={(event) => {
          const picked = of.find(([one]) => one === event.target.value);
          if (picked) onChange(picked[0]);
        }}
        data-testid={testId}
      >
        {choose !== undefined && !of.some(([one]) => one === value) && <option value="">{choose}</option>}
        {of.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
