/** Where the sound of a leg comes from when it is not a person: a file, a loop, a tone, or a measured silence. */
import { FRAME_SAMPLES, SAMPLE_RATE, samplesFor, silence, type Frame } from './frame.js';

export interface FrameSource {
  /** The next 20 ms, or null when the source has ended. */
  next(): Frame | null;
}

const DTMF: Record<string, [number, number]> = {
  '1': [697, 1209],
  '2': [697, 1336],
  '3': [697, 1477],
  A: [697, 1633],
  '4': [770, 1209],
  '5': [770, 1336],
  '6': [770, 1477],
  B: [770, 1633],
  '7': [852, 1209],
  '8': [852, 1336],
  '9': [852, 1477],
  C: [852, 1633],
  '*': [941, 1209],
  '0': [941, 1336],
  '#': [941, 1477],
  D: [941, 1633],
};

/** Plays samples `times` times; 0 means until stopped. */
export function samplesSource(pcm: Int16Array, times = 1): FrameSource {
  let at = 0;
  let played = 0;
  return {
    next() {
      if (pcm.length === 0) return null;
      if (at >= pcm.length) {
        played++;
        if (times > 0 && played >= times) return null;
        at = 0;
      }
      const frame = silence();
      frame.set(pcm.subarray(at, at + FRAME_SAMPLES));
      at += FRAME_SAMPLES;
      return frame;
    },
  };
}

export function silenceSource(ms: number): FrameSource {
  return samplesSource(new Int16Array(Math.max(samplesFor(ms), FRAME_SAMPLES)));
}

export function tone(frequencies: readonly number[], ms: number, volume = 6000): Int16Array {
  const length = samplesFor(ms);
  const ramp = Math.min(samplesFor(8), length >> 1);
  return Int16Array.from({ length }, (_, i) => {
    const fade = Math.min(1, i / ramp, (length - i) / ramp);
    const value = frequencies.reduce(
      (total, hz) => total + Math.sin((2 * Math.PI * hz * i) / SAMPLE_RATE),
      0,
    );
    return (value / frequencies.length) * volume * fade;
  });
}

/** Keypad digits as their tones; `w` waits half a second, as the provider does. */
export function dtmf(digits: string): Int16Array {
  const parts = [...digits.toUpperCase()].map((digit) => {
    const pair = DTMF[digit];
    return pair
      ? concat([tone(pair, 120, 9000), new Int16Array(samplesFor(80))])
      : new Int16Array(samplesFor(500));
  });
  return concat(parts);
}

export function concat(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
