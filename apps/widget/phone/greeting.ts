/** The voice of an answering machine: a few seconds of something like speech, a beep, then silence; no microphone needed. */
const SPEECH_SECONDS = 4;
const SYLLABLE_SECONDS = 0.22;
const BEEP_AT = SPEECH_SECONDS + 0.4;
const BEEP_SECONDS = 0.5;

export interface Greeting {
  stream: MediaStream;
  stop(): void;
}

export function machineGreeting(): Greeting {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const start = context.currentTime + 0.8; // machines wait a moment, too
  murmur(context, out, start);
  beep(context, out, start + BEEP_AT);
  return { stream: out.stream, stop: () => void context.close() };
}

/** A buzz whose pitch and loudness change with every syllable: overtones are what tells speech from a tone. */
function murmur(context: AudioContext, out: AudioNode, start: number): void {
  const voice = new OscillatorNode(context, { type: 'sawtooth', frequency: 120 });
  const loudness = new GainNode(context, { gain: 0 });
  for (let at = 0, syllable = 0; at < SPEECH_SECONDS; at += SYLLABLE_SECONDS, syllable++) {
    voice.frequency.setValueAtTime(110 + (syllable % 4) * 18, start + at);
    loudness.gain.setValueAtTime(0.25, start + at);
    loudness.gain.setValueAtTime(0.02, start + at + SYLLABLE_SECONDS * 0.8);
  }
  loudness.gain.setValueAtTime(0, start + SPEECH_SECONDS);
  voice.connect(loudness).connect(out);
  voice.start(start);
  voice.stop(start + SPEECH_SECONDS);
}

function beep(context: AudioContext, out: AudioNode, at: number): void {
  const tone = new OscillatorNode(context, { frequency: 1000 });
  tone.connect(new GainNode(context, { gain: 0.3 })).connect(out);
  tone.start(at);
  tone.stop(at + BEEP_SECONDS);
}
