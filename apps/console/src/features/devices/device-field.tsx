/** One choice among the devices of a kind; the system's own is always among them. */
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import type { NamedDevice } from './use-devices.js';

interface Props {
  label: MessageId;
  devices: readonly NamedDevice[];
  chosen: string | null;
  testId: string;
  onChoose: (id: string | null) => void;
}

export function DeviceField({ label, devices, chosen, testId, onChoose }: Props) {
  const say = useSay();
  const gone = chosen !== null && !devices.some(({ id }) => id === chosen);
  return (
    <label className="field">
      <span>{say(label)}</span>
      <select
        value={chosen ?? ''}
        onChange={({ target }) => onChoose(target.value === '' ? null : target.value)}
        data-testid={testId}
      >
        <option value="">{say('device.system')}</option>
        {devices.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {gone && <option value={chosen}>{say('device.gone')}</option>}
      </select>
    </label>
  );
}
