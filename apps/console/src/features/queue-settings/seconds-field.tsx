/** A number of seconds, with its unit said aloud. */
import { useSay } from '../../i18n.js';
import { NumberField, type NumberFieldProps } from './number-field.js';

export function SecondsField({ label, ...rest }: NumberFieldProps) {
  const say = useSay();
  return <NumberField label={`${label} (${say('queues.seconds')})`} {...rest} />;
}
