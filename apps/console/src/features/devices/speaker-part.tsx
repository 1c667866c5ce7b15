/** The loudspeaker: which one, a tone on it, and whether it was heard; only the agent can say. */
import { useState } from 'react';
import { useSay } from '../../i18n.js';
import { useCell } from '../../rt/cell.js';
import { currentPhone } from '../voice/phone.js';
import { chooseDevices, deviceChoice, found } from './device-choice.js';
import { DeviceField } from './device-field.js';
import { LastFound } from './last-found.js';
import { canChooseOutput, playTestTone } from './test-tone.js';
import type { NamedDevice } from './use-devices.js';

type Heard = 'idle' | 'playing' | 'asked' | 'yes' | 'no' | 'failed';

export function SpeakerPart({ outputs }: { outputs: readonly NamedDevice[] }) {
  const say = useSay();
  const output = useCell(deviceChoice, (choice) => choice.output);
  const [heard, setHeard] = useState<Heard>('idle');
  const choose = (id: string | null): void => {
    chooseDevices({ output: id });
    currentPhone()?.useSpeaker();
    setHeard('idle');
  };
  const play = (): void => {
    setHeard('playing');
    playTestTone(output).then(
      () => setHeard('asked'),
      () => {
        setHeard('failed');
        found('speaker', { ok: false });
      },
    );
  };
  const answer = (yes: boolean): void => {
    setHeard(yes ? 'yes' : 'no');
    found('speaker', { ok: yes });
  };
  return (
    <section className="check" aria-labelledby="check-speaker">
      <h3 id="check-speaker">{say('device.speaker')}</h3>
      {canChooseOutput() && (
        <DeviceField
          label="device.speaker-which"
          devices={outputs}
          chosen={output}
          testId="speaker-which"
          onChoose={choose}
        />
      )}
      <p role="status" data-testid="speaker-state" data-state={heard}>
        {heard !== 'idle' && say(`device.tone-${heard}`)}
      </p>
      {heard === 'idle' && <LastFound of="speaker" />}
      <div className="row2">
        <button
          type="button"
          className="btn sm"
          disabled={heard === 'playing'}
          onClick={play}
          data-testid="speaker-test"
        >
          {say('device.tone')}
        </button>
        {heard === 'asked' && (
          <>
            <button type="button" className="btn sm" onClick={() => answer(true)} data-testid="speaker-yes">
              {say('device.heard')}
            </button>
            <button type="button" className="btn sm" onClick={() => answer(false)} data-testid="speaker-no">
              {say('device.not-heard')}
            </button>
          </>
        )}
      </div>
    </section>
  );
}
