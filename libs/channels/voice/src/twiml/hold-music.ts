/** The waiting music: slow soft chords made by arithmetic at start, so that it belongs to nobody and needs no file. */
const sampleRate = 8_000;
const chordSeconds = 4;
/** Frequencies in hertz of four chords: C, A minor, F, G with their octaves left open. */
const chords = [
  [261.63, 329.63, 392.0],
  [220.0, 261.63, 329.63],
  [174.61, 261.63, 349.23],
  [196.0, 246.94, 392.0],
];
const rounds = 2;

let wav: Buffer | undefined;

/** 32 seconds, mono, 8 kHz, G.711 µ-law in a WAV: what telephone lines carry, without transcoding. */
export function holdMusic(): Buffer {
  return (wav ??= waveFile(compose()));
}

function compose(): Buffer {
  const perChord = sampleRate * chordSeconds;
  const samples = Buffer.alloc(perChord * chords.length * rounds);
  for (let i = 0; i < samples.length; i++) {
    const within = i % perChord;
    const chord = chords[Math.floor(i / perChord) % chords.length] ?? [];
    const t = within / sampleRate;
    const swell = Math.sin((Math.PI * within) / perChord) ** 0.5;
    const value = chord.reduce((sum, hertz) => sum + Math.sin(2 * Math.PI * hertz * t), 0);
    samples[i] = muLaw(value * swell * 1_800);
  }
  return samples;
}

/** ITU-T G.711 µ-law of one 16-bit sample. */
function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(Math.round(sample)), 32_635) + 132;
  const exponent = Math.max(0, Math.floor(Math.log2(magnitude)) - 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function waveFile(samples: Buffer): Buffer {
  const header = Buffer.alloc(58);
  header.write('RIFF', 0);
  header.writeUInt32LE(50 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(7, 20); // µ-law
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('fact', 38);
  header.writeUInt32LE(4, 42);
  header.writeUInt32LE(samples.length, 46);
  header.write('data', 50);
  header.writeUInt32LE(samples.length, 54);
  return Buffer.concat([header, samples]);
}
