/** Listens to how a called party begins: people say a word and wait, machines talk on and beep. The provider's own thresholds. */
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE, type Frame } from '../media/frame.js';

export type AnsweredBy =
  | 'human'
  | 'machine_start'
  | 'machine_end_beep'
  | 'machine_end_silence'
  | 'machine_end_other'
  | 'fax'
  | 'unknown';

export interface GreetingSettings {
  /** `Enable` says at once that it is a machine; `DetectMessageEnd` waits for its beep or silence. */
  mode: 'Enable' | 'DetectMessageEnd';
  timeoutMs: number;
  /** Speech longer than this is a machine's. */
  speechThresholdMs: number;
  /** Silence after speech that counts as its end. */
  speechEndThresholdMs: number;
  /** Silence before any speech after which nobody can tell. */
  silenceTimeoutMs: number;
}

/** Peaks below are line noise: about -40 dB of full scale. */
const SPEECH_PEAK = 320;
const BEEP_MS = 160;
const FAX_MS = 500;
const FAX_HZ = [1100, 2100];
/** Share of a frame's energy at one frequency from which it counts as a tone: a voice has overtones. */
const TONE_SHARE = 0.9;
/** Voices hum below, beeps are above. */
const LOWEST_BEEP_HZ = 600;

export class GreetingListener {
  private heardMs = 0;
  private speechMs = 0;
  private silenceMs = 0;
  private toneMs = 0;
  private toneHz = 0;
  private machine = false;
  private beeped = false;

  constructor(private readonly settings: GreetingSettings) {}

  /** Takes the next 20 ms of the party; answers as soon as it can tell. */
  take(frame: Frame): AnsweredBy | null {
    this.heardMs += FRAME_MS;
    const loud = frame.some((sample) => Math.abs(sample) > SPEECH_PEAK);
    this.silenceMs = loud ? 0 : this.silenceMs + FRAME_MS;
    if (loud) this.speechMs += FRAME_MS;
    this.followTone(loud ? frame : null);
    return this.verdict() ?? (this.heardMs >= this.settings.timeoutMs ? this.late() : null);
  }

  private verdict(): AnsweredBy | null {
    const { mode, speechThresholdMs, speechEndThresholdMs, silenceTimeoutMs } = this.settings;
    if (this.toneMs >= FAX_MS && FAX_HZ.some((hz) => Math.abs(hz - this.toneHz) < 40)) return 'fax';
    if (this.machine) return this.messageEnd(speechEndThresholdMs);
    if (this.speechMs >= speechThresholdMs) {
      this.machine = true;
      return mode === 'Enable' ? 'machine_start' : null;
    }
    if (this.speechMs > 0 && this.silenceMs >= speechEndThresholdMs) return 'human';
    return this.speechMs === 0 && this.silenceMs >= silenceTimeoutMs ? 'unknown' : null;
  }

  private messageEnd(speechEndThresholdMs: number): AnsweredBy | null {
    // The beep has to be over: whoever speaks into it is not recorded.
    if (this.toneMs === 0 && this.beeped) return 'machine_end_beep';
    return this.silenceMs >= speechEndThresholdMs ? 'machine_end_silence' : null;
  }

  private followTone(frame: Frame | null): void {
    const hz = frame ? toneOf(frame) : null;
    const same = hz !== null && (this.toneMs === 0 || Math.abs(hz - this.toneHz) < 30);
    this.beeped = !same && this.toneMs >= BEEP_MS;
    this.toneMs = same ? this.toneMs + FRAME_MS : 0;
    this.toneHz = hz ?? 0;
  }

  private late(): AnsweredBy {
    return this.machine ? 'machine_end_other' : 'unknown';
  }
}

/** The one frequency a frame consists of, or null when it is more than a tone. */
function toneOf(frame: Frame): number | null {
  let crossings = 0;
  let energy = 0;
  for (let i = 0; i < FRAME_SAMPLES; i++) {
    const sample = frame[i] ?? 0;
    energy += sample * sample;
    if (i > 0 && sample >= 0 !== (frame[i - 1] ?? 0) >= 0) crossings++;
  }
  const hz = (crossings * SAMPLE_RATE) / (2 * FRAME_SAMPLES);
  if (hz < LOWEST_BEEP_HZ) return null;
  const candidates = [-25, -12.5, 0, 12.5, 25].map((offset) => hz + offset);
  const best = Math.max(...candidates.map((candidate) => energyAt(frame, candidate)));
  return best / Math.max(1, energy) >= TONE_SHARE ? hz : null;
}

/** Energy of the frame's part at one frequency, on the scale of the sum of squares. */
function energyAt(frame: Frame, hz: number): number {
  const step = (2 * Math.PI * hz) / SAMPLE_RATE;
  let cosine = 0;
  let sine = 0;
  for (let i = 0; i < FRAME_SAMPLES; i++) {
    cosine += (frame[i] ?? 0) * Math.cos(step * i);
    sine += (frame[i] ?? 0) * Math.sin(step * i);
  }
  return (2 * (cosine ** 2 + sine ** 2)) / FRAME_SAMPLES;
}
