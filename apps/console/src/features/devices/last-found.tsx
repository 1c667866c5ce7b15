/** What this browser's last check of one thing found, and when. */
import { useSay } from '../../i18n.js';
import { useCell } from '../../rt/cell.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { soundText } from '../voice/call-sound.js';
import { deviceChoice, type DeviceChoice } from './device-choice.js';

export function LastFound({ of }: { of: keyof DeviceChoice['found'] }) {
  const say = useSay();
  const last = useCell(deviceChoice, ({ found }) => found[of]);
  if (!last) return <p className="muted">{say('device.never')}</p>;
  const when = momentText(last.at, serverNow());
  const what = last.level
    ? soundText(last.level, say)
    : say(last.ok ? 'device.was-fine' : 'device.was-not-fine');
  return (
    <p className="muted" data-testid={`last-${of}`} data-ok={last.ok}>
      {say('device.last', { when, what })}
    </p>
  );
}
