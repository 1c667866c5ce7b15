/** Whether microphone and line are well, in the top bar; it opens the check before the shift. */
import { Mic, MicOff } from 'lucide-react';
import { useSay } from '../../i18n.js';
import { useCell } from '../../rt/cell.js';
import { runCommand } from '../keyboard/commands.js';
import { usePhone } from '../voice/phone.js';
import { micNow } from './mic-level.js';

export function DeviceCheck() {
  const say = useSay();
  const phone = usePhone();
  const denied = useCell(micNow) === 'denied';
  const blocked = phone?.error?.help === 'device.mic-denied' || denied;
  const stands = phone?.status === 'ready' || phone?.status === 'talking';
  const word = blocked ? 'device.mic-blocked' : stands ? 'device.ready' : 'device.check';
  const Icon = blocked ? MicOff : Mic;
  return (
    <button
      type="button"
      className="plain cap-one device"
      aria-haspopup="dialog"
      onClick={() => runCommand('devices')}
      data-testid="device-check"
    >
      <Icon className="ic" aria-hidden="true" />
      <span className="device-word">{say(word)}</span>
    </button>
  );
}
