/** The one soft ring: for something offered, and for who wants it when a colleague asks for help. */
import { preferences } from '../../preferences.js';
import { isLeader } from './leader.js';

const notes = [
  { hertz: 659.3, at: 0 },
  { hertz: 880, at: 0.16 },
];
const loudness = 0.07;

export function ringOnce(): void {
  if (preferences.get().ring && isLeader()) play();
}

export function playForHelp(): void {
  if (preferences.get().helpSound && isLeader()) play();
}

function play(): void {
  const context = new AudioContext();
  for (const { hertz, at } of notes) playNote(context, hertz, context.currentTime + at);
  setTimeout(() => void context.close().catch(() => undefined), 2_000);
}

function playNote(context: AudioContext, hertz: number, start: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(loudness, start + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.0005, start + 0.9);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + 1);
}
