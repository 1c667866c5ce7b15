/** The microphone: which one, whether it may be used, and how loud one is. */
import { useEffect, useRef, useState } from 'react';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { useCell } from '../../rt/cell.js';
import { chooseDevices, deviceChoice, found } from './device-choice.js';
import { DeviceField } from './device-field.js';
import { LastFound } from './last-found.js';
import { listenToMic, micNow, type MicState } from './mic-level.js';
import type { NamedDevice } from './use-devices.js';

const texts: Record<MicState, MessageId> = {
  idle: 'device.mic-idle',
  silent: 'device.mic-silent',
  ok: 'device.mic-ok',
  denied: 'device.mic-denied',
  none: 'device.mic-none',
};
const steps: Partial<Record<MicState, readonly MessageId[]>> = {
  denied: ['device.step-1', 'device.step-2', 'device.step-3'],
  none: ['device.none-1', 'device.none-2'],
};

interface Props {
  inputs: readonly NamedDevice[];
  /** The browser was asked for the microphone: names may be known now. */
  onAsked: () => void;
}

export function MicPart({ inputs, onAsked }: Props) {
  const say = useSay();
  const input = useCell(deviceChoice, (choice) => choice.input);
  const mic = useCell(micNow);
  const [running, setRunning] = useState(false);
  const meter = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!running) return;
    const heard = (state: MicState): void => {
      micNow.set(state);
      onAsked();
      if (state !== 'silent') found('mic', { ok: state === 'ok' });
      if (state === 'denied' || state === 'none') setRunning(false);
    };
    return listenToMic(heard, (level) => meter.current?.style.setProperty('width', `${level * 100}%`));
  }, [running, input, onAsked]);
  const todo = steps[mic];
  return (
    <section className="check" aria-labelledby="check-mic">
      <h3 id="check-mic">{say('device.mic')}</h3>
      <DeviceField
        label="device.mic-which"
        devices={inputs}
        chosen={input}
        testId="mic-which"
        onChoose={(id) => chooseDevices({ input: id })}
      />
      <p role="status" data-testid="mic-state" data-state={mic}>
        {mic !== 'idle' && say(texts[mic])}
      </p>
      {todo && (
        <ol className="stp">
          {todo.map((step) => (
            <li key={step}>{say(step)}</li>
          ))}
        </ol>
      )}
      {running && (
        <span className="meter" aria-hidden="true">
          <i ref={meter} />
        </span>
      )}
      {!running && mic === 'idle' && <LastFound of="mic" />}
      <button type="button" className="btn sm" onClick={() => setRunning(!running)} data-testid="mic-test">
        {say(running ? 'device.stop' : 'device.test')}
      </button>
    </section>
  );
}
