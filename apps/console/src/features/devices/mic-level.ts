/** Opens the chosen microphone and says how loud it is, until it is let go. */
import { createCell } from '../../rt/cell.js';
import { deviceChoice, microphone } from './device-choice.js';

export type MicState = 'idle' | 'silent' | 'ok' | 'denied' | 'none';

/** What was found since the page was opened: what was blocked yesterday may be allowed today. */
export const micNow = createCell<MicState>('idle');

/** Above this a voice is heard, not the room. */
const voice = 0.06;

export function listenToMic(
  onState: (state: MicState) => void,
  onLevel: (level: number) => void,
): () => void {
  let over = false;
  let release = (): void => undefined;
  const open = async (): Promise<void> => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: microphone(deviceChoice.get()) });
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
    let heard = false;
    const look = (): void => {
      if (over) return;
      analyser.getByteTimeDomainData(samples);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128) / 128), 0);
      onLevel(Math.min(1, peak * 1.6));
      if (!heard && peak > voice) {
        heard = true;
        onState('ok');
      }
      requestAnimationFrame(look);
    };
    look();
  };
  open().catch((error: unknown) => {
    if (!over) onState(micStateOf(error));
  });
  return () => {
    over = true;
    release();
  };
}

/** A page without a safe address has no microphone to ask for; for the agent that is blocked too. */
function micStateOf(error: unknown): MicState {
  return error instanceof DOMException && error.name === 'NotFoundError' ? 'none' : 'denied';
}
