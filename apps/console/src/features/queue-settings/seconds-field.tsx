/** A number of seconds, with its unit said aloud; an empty field is no number, which the check names. */
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';

interface Props {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (seconds: number) => void;
  disabled?: boolean;
  testId?: string;
}

export function SecondsField({ label, value, min, max, onChange, disabled, testId }: Props) {
  const say = useSay();
  return (
    <Labelled label={`${label} (${say('queues.seconds')})`}>
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
