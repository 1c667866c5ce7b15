/** The unit every part of the sound path hands on: 20 ms of 8 kHz mono, 16 bit signed. */
export const SAMPLE_RATE = 8000;
export const FRAME_MS = 20;
export const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000;

export type Frame = Int16Array;

export const silence = (): Frame => new Int16Array(FRAME_SAMPLES);

export const samplesFor = (ms: number): number => Math.round((SAMPLE_RATE * ms) / 1000);

/** Adds frames with saturation: a sum that wraps would be heard as a crack. */
export function sum(frames: readonly Frame[]): Frame {
  const mixed = silence();
  for (let i = 0; i < FRAME_SAMPLES; i++) {
    let total = 0;
    for (const frame of frames) total += frame[i] ?? 0;
    mixed[i] = Math.max(-32768, Math.min(32767, total));
  }
  return mixed;
}
