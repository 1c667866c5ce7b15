/** A number that is typed; an empty field is no number, which the check names. */
import { Labelled } from '../time-settings/settings-form.js';

export interface NumberFieldProps {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  disabled?: boolean;
  testId?: string;
}

export function NumberField({ label, value, min, max, onChange, disabled, testId }: NumberFieldProps) {
  return (
    <Labelled label={label}>
      <input
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        step={1}
        disabled={disabled}
        value={Number.isNaN(value) ? '' : value}
        onChange={(event) => onChange(event.target.value === '' ? Number.NaN : Number(event.target.value))}
        data-testid={testId}
      />
    </Labelled>
  );
}
