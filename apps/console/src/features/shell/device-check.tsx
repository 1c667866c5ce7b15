/** Microphone, network and telephone line, each said in words; the microphone is only opened when asked. */
import { useEffect, useRef, useState } from 'react';
import { Popover } from 'radix-ui';
import { Mic, MicOff } from 'lucide-react';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { roundTripMs, useLive } from '../../rt/live.js';
import { startPhone, usePhone } from '../voice/phone.js';

type MicState = 'idle' | 'silent' | 'ok' | 'denied' | 'none';
const micTexts: Record<MicState, MessageId> = {
  idle: 'device.mic-idle',
  silent: 'device.mic-silent',
  ok: 'device.mic-ok',
  denied: 'device.mic-denied',
  none: 'device.mic-none',
};

export function DeviceCheck() {
  const say = useSay();
  const phone = usePhone();
  const [mic, setMic] = useState<MicState>('idle');
  const blocked = mic === 'denied';
  const word = blocked
    ? 'device.mic-blocked'
    : phone?.status === 'ready' || phone?.status === 'talking'
      ? 'device.ready'
      : 'device.check';
  return (
    <Popover.Root onOpenChange={(open) => open || setMic((now) => (now === 'denied' ? now : 'idle'))}>
      <Popover.Trigger className="plain cap-one device" data-testid="device-check">
        {blocked ? <MicOff className="ic" aria-hidden="true" /> : <Mic className="ic" aria-hidden="true" />}
        <span className="device-word">{say(word)}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="pop"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={say('device.title')}
        >
          <h2>{say('device.title')}</h2>
          <MicTest mic={mic} onChange={setMic} />
          <Network />
          <Line />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function MicTest({ mic, onChange }: { mic: MicState; onChange: (state: MicState) => void }) {
  const say = useSay();
  const [running, setRunning] = useState(false);
  const meter = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!running) return;
    const stop = listen(onChange, (level) => meter.current?.style.setProperty('width', `${level * 100}%`));
    return stop;
  }, [running, onChange]);
  return (
    <section className="check">
      <h3>{say('device.mic')}</h3>
      <p>{say(micTexts[mic])}</p>
      {mic === 'denied' && (
        <ol className="stp">
          <li>{say('device.step-1')}</li>
          <li>{say('device.step-2')}</li>
        </ol>
      )}
      {running && (
        <span className="meter" aria-hidden="true">
          <i ref={meter} />
        </span>
      )}
      <button type="button" className="btn sm" onClick={() => setRunning(!running)} data-testid="mic-test">
        {say(running ? 'device.stop' : 'device.test')}
      </button>
    </section>
  );
}

function Network() {
  const say = useSay();
  const liveNow = useLive((state) => state.status.kind === 'live');
  const [ms, setMs] = useState<number | null>(null);
  useEffect(() => {
    if (!liveNow) return setMs(null);
    const measure = (): void => void roundTripMs().then(setMs, () => setMs(null));
    measure();
    const timer = setInterval(measure, 3_000);
    return () => clearInterval(timer);
  }, [liveNow]);
  return (
    <section className="check">
      <h3>{say('device.network')}</h3>
      <p className="num">
        {ms === null ? say(liveNow ? 'common.loading' : 'device.down') : say('device.rtt', { ms })}
      </p>
    </section>
  );
}

function Line() {
  const say = useSay();
  const phone = usePhone();
  const texts: Record<string, MessageId> = {
    off: 'device.phone-off',
    connecting: 'device.phone-connecting',
    ready: 'device.phone-ready',
    ringing: 'device.phone-busy',
    talking: 'device.phone-busy',
    error: 'device.phone-error',
  };
  const status = phone?.status ?? 'off';
  const down = status === 'off' || status === 'error';
  return (
    <section className="check">
      <h3>{say('device.phone')}</h3>
      <p>{say(texts[status] ?? 'device.phone-off', { code: phone?.error?.code ?? '' })}</p>
      {phone?.error && <p className="muted">{say(phone.error.help)}</p>}
      {down && (
        <button type="button" className="btn sm" onClick={() => void startPhone().catch(() => undefined)}>
          {say('device.phone-start')}
        </button>
      )}
    </section>
  );
}

/** Opens the microphone and reports its loudness until stopped. */
function listen(onState: (state: MicState) => void, onLevel: (level: number) => void): () => void {
  let over = false;
  let release = (): void => undefined;
  const open = async (): Promise<void> => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const context = new AudioContext();
    release = () => {
      for (const track of stream.getTracks()) track.stop();
      void context.close();
    };
    if (over) return release();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);
    onState('silent');
    const look = (): void => {
      if (over) return;
      analyser.getByteTimeDomainData(samples);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128) / 128), 0);
      onLevel(Math.min(1, peak * 1.6));
      if (peak > 0.06) onState('ok');
      requestAnimationFrame(look);
    };
    look();
  };
  open().catch((error: unknown) =>
    onState(error instanceof DOMException && error.name === 'NotFoundError' ? 'none' : 'denied'),
  );
  return () => {
    over = true;
    release();
  };
}
