/** Renders the softphone's fifteen sounds: soft keys, a gentle ring, and silence where nobody needs to be told anything. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sampleRate = 8_000;
const directory = join(import.meta.dirname, '../../apps/console/public/sounds');
/** ITU-T Q.23: the pair of frequencies of each key. */
const keys = {
  1: [697, 1209],
  2: [697, 1336],
  3: [697, 1477],
  4: [770, 1209],
  5: [770, 1336],
  6: [770, 1477],
  7: [852, 1209],
  8: [852, 1336],
  9: [852, 1477],
  s: [941, 1209],
  0: [941, 1336],
  h: [941, 1477],
};

mkdirSync(directory, { recursive: true });
for (const [key, pair] of Object.entries(keys))
  write(`dtmf${key}`, tones([{ hertz: pair, seconds: 0.12 }], 0.12));
write(
  'incoming',
  tones(
    [
      { hertz: [523.25], seconds: 0.35 },
      { hertz: [659.25], seconds: 0.55 },
      { hertz: [], seconds: 1.6 },
    ],
    0.18,
  ),
);
write('outgoing', tones([{ hertz: [], seconds: 0.1 }], 0));
write('disconnect', tones([{ hertz: [], seconds: 0.1 }], 0));

function tones(parts, loudness) {
  return parts.flatMap(({ hertz, seconds }) => {
    const length = Math.round(seconds * sampleRate);
    return Array.from({ length }, (_, i) => {
      const swell = Math.min(1, i / 80, (length - i) / 160);
      const sum = hertz.reduce((total, each) => total + Math.sin((2 * Math.PI * each * i) / sampleRate), 0);
      return (sum / Math.max(1, hertz.length)) * swell * loudness;
    });
  });
}

/** 8-bit mono WAV: small, and every browser reads it. */
function write(name, samples) {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  const bytes = Buffer.from(samples.map((sample) => 128 + Math.round(sample * 127)));
  writeFileSync(join(directory, `${name}.wav`), Buffer.concat([header, bytes]));
}
