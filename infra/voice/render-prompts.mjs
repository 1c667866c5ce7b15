/** Renders the spoken prompts with espeak-ng: one WAV per language and an index of where each phrase lies in it. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_RATE, muLawWav } from './mu-law-wav.mjs';

const directory = join(import.meta.dirname, '../../libs/voice-node/prompts');
const voices = { fr: ['-v', 'fr+f2', '-s', '145'], en: ['-v', 'en-gb+f2', '-s', '150'] };
const SILENT_BELOW = 250;

for (const [language, phrases] of Object.entries(
  JSON.parse(readFileSync(join(directory, 'phrases.json'), 'utf8')),
)) {
  const pack = [];
  const index = {};
  for (const { text, spoken } of [...phrases.map(phrase), ...letters(), ...numbers()]) {
    const samples = trim(render(language, spoken));
    index[text] = [pack.length, samples.length];
    for (const sample of samples) pack.push(sample);
  }
  writeFileSync(join(directory, `${language}.wav`), muLawWav(pack));
  const lines = Object.entries(index).map(([text, place]) => line(JSON.stringify(text), place.join(', ')));
  writeFileSync(join(directory, `${language}.json`), `{\n${lines.join(',\n')}\n}\n`);
  process.stdout.write(`${language}: ${Object.keys(index).length} phrases, ${pack.length} bytes\n`);
}

/** As the formatter would break it, so that rendering anew changes nothing but numbers. */
function line(key, place) {
  const short = `  ${key}: [${place}]`;
  return short.length < 110 ? short : `  ${key}: [\n    ${place}\n  ]`;
}

function phrase(entry) {
  return typeof entry === 'string' ? { text: entry, spoken: entry } : entry;
}

function letters() {
  return [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => ({ text: letter, spoken: letter }));
}

/** Everything up to 99, then the hundreds and thousands, from which larger numbers are put together. */
function numbers() {
  const values = [
    ...Array.from({ length: 100 }, (_, n) => n),
    ...Array.from({ length: 9 }, (_, n) => (n + 1) * 100),
    ...Array.from({ length: 9 }, (_, n) => (n + 1) * 1000),
  ];
  return values.map((value) => ({ text: String(value), spoken: String(value) }));
}

function render(language, text) {
  const wav = execFileSync('espeak-ng', [...voices[language], '-a', '90', '--stdout', text], {
    maxBuffer: 16 * 1024 * 1024,
  });
  const rate = wav.readUInt32LE(24);
  const data = wav.subarray(44);
  return resample(
    Array.from({ length: data.length >> 1 }, (_, i) => data.readInt16LE(i * 2)),
    rate,
  );
}

/** A windowed-sinc low-pass before decimation: without it, sibilants fold back as a metallic hiss. */
function resample(input, rate) {
  const step = rate / SAMPLE_RATE;
  const reach = 24;
  return Array.from({ length: Math.floor(input.length / step) }, (_, i) => {
    const centre = i * step;
    let total = 0;
    let weights = 0;
    for (let at = Math.ceil(centre - reach); at <= centre + reach; at++) {
      const x = (at - centre) / step;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x * 0.95) / (Math.PI * x * 0.95);
      const weight = sinc * (0.5 + 0.5 * Math.cos((Math.PI * (at - centre)) / reach));
      total += weight * (input[at] ?? 0);
      weights += weight;
    }
    return total / weights;
  });
}

function trim(samples) {
  const margin = SAMPLE_RATE / 50;
  const first = samples.findIndex((sample) => Math.abs(sample) > SILENT_BELOW);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > SILENT_BELOW);
  return samples.slice(Math.max(0, first - margin), last + margin);
}
