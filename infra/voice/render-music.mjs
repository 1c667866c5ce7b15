/** Composes the waiting music by arithmetic, so that it is original, free of rights and the same on every machine. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_RATE, muLawWav } from './mu-law-wav.mjs';

const BEAT_SECONDS = 0.75;
const BEATS_PER_CHORD = 4;
/** D, G, B minor, A with open voicings: no note lies near the tones by which tests tell who hears whom. */
const chords = [
  [146.83, 220.0, 293.66, 369.99],
  [98.0, 196.0, 293.66, 392.0],
  [123.47, 185.0, 293.66, 369.99],
  [110.0, 220.0, 277.18, 329.63],
];
const melody = [
  587.33, 0, 554.37, 493.88, 0, 587.33, 392.0, 0, 369.99, 0, 493.88, 554.37, 0, 329.63, 0, 277.18,
];
const rounds = 2;

const beats = chords.length * BEATS_PER_CHORD * rounds;
const length = Math.round(beats * BEAT_SECONDS * SAMPLE_RATE);
const samples = Array.from(
  { length },
  (_, i) => 5200 * Math.tanh(pad(i / SAMPLE_RATE) + pluck(i / SAMPLE_RATE)),
);
const file = join(import.meta.dirname, '../../libs/voice-node/music/waiting.wav');
writeFileSync(file, muLawWav(samples));
process.stdout.write(`waiting.wav: ${length / SAMPLE_RATE} s\n`);

/** Slow chords that swell and fade, so that the loop has no seam. */
function pad(t) {
  const bar = BEAT_SECONDS * BEATS_PER_CHORD;
  const chord = chords[Math.floor(t / bar) % chords.length];
  const swell = Math.sin((Math.PI * (t % bar)) / bar) ** 0.6;
  return (swell * chord.reduce((total, hz, n) => total + Math.sin(2 * Math.PI * hz * t) / (n + 2), 0)) / 2.2;
}

/** A soft bell per beat, fading. */
function pluck(t) {
  const hz = melody[Math.floor(t / BEAT_SECONDS) % melody.length];
  if (!hz) return 0;
  const age = t % BEAT_SECONDS;
  const attack = Math.min(1, age / 0.02);
  return (
    0.35 *
    attack *
    Math.exp(-3.5 * age) *
    (Math.sin(2 * Math.PI * hz * t) + 0.2 * Math.sin(4 * Math.PI * hz * t))
  );
}
