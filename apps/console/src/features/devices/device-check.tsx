/** Before the shift: microphone, loudspeaker, connection and line, each tried and said in words; opened from the top bar, the palette or by key. */
import { useState } from 'react';
import { Mic, MicOff, X } from 'lucide-react';
import { useSay } from '../../i18n.js';
import { useCell } from '../../rt/cell.js';
import { Dialog } from '../../ui/dialog.js';
import { useCommand } from '../keyboard/commands.js';
import { usePhone } from '../voice/phone.js';
import { deviceChoice } from './device-choice.js';
import { LinePart } from './line-part.js';
import { MicPart } from './mic-part.js';
import { NetworkPart } from './network-part.js';
import { SpeakerPart } from './speaker-part.js';
import { useDevices } from './use-devices.js';
import './devices.css';

export function DeviceCheck() {
  const say = useSay();
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const mic = useCell(deviceChoice, ({ found }) => found.mic);
  useCommand('devices', () => setOpen(true));
  const blocked = phone?.error?.help === 'device.mic-denied' || mic?.ok === false;
  const stands = phone?.status === 'ready' || phone?.status === 'talking';
  const word = blocked ? 'device.mic-blocked' : stands ? 'device.ready' : 'device.check';
  const Icon = blocked ? MicOff : Mic;
  return (
    <>
      <button
        type="button"
        className="plain cap-one device"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        data-testid="device-check"
      >
        <Icon className="ic" aria-hidden="true" />
        <span className="device-word">{say(word)}</span>
      </button>
      {open && <CheckDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function CheckDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const devices = useDevices();
  return (
    <Dialog labelledBy="devices-title" className="dlg devices" testId="devices" onClose={onClose}>
      <header>
        <div>
          <h2 id="devices-title">{say('device.title')}</h2>
          <p>{say('device.lead')}</p>
        </div>
        <button
          type="button"
          className="btn ghost icon sm x"
          aria-label={say('common.close')}
          onClick={onClose}
        >
          <X className="ic" aria-hidden="true" />
        </button>
      </header>
      <div className="checks">
        <MicPart inputs={devices.inputs} onAsked={devices.look} />
        <SpeakerPart outputs={devices.outputs} />
        <NetworkPart />
        <LinePart />
      </div>
    </Dialog>
  );
}
