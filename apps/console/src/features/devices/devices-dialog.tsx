/** Before the shift: microphone, loudspeaker, connection and line, each tried and said in words. */
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { LinePart } from './line-part.js';
import { MicPart } from './mic-part.js';
import { NetworkPart } from './network-part.js';
import { SpeakerPart } from './speaker-part.js';
import { useDevices } from './use-devices.js';
import './devices.css';

export function DevicesDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const devices = useDevices();
  return (
    <Dialog labelledBy="devices-title" className="dlg devices" testId="devices" onClose={onClose}>
      <DialogHead
        id="devices-title"
        title={say('device.title')}
        lead={say('device.lead')}
        onClose={onClose}
      />
      <div className="checks">
        <MicPart inputs={devices.inputs} onAsked={devices.look} />
        <SpeakerPart outputs={devices.outputs} />
        <NetworkPart />
        <LinePart />
      </div>
    </Dialog>
  );
}
