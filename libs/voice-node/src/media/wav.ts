/** Reads the WAV files that are played (PCM16 or mu-law, any rate) and writes the ones that are recorded. */
import { decodeMuLaw } from './mu-law.js';
import { SAMPLE_RATE } from './frame.js';

const PCM = 1;
const MU_LAW = 7;

interface WavFormat {
  encoding: number;
  channels: number;
  rate: number;
  bits: number;
}

/** Mono 8 kHz samples of a WAV file; throws when the file is not one we can play. */
export function readWav(file: Buffer): Int16Array {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('not a WAV file');
  }
  const { format, data } = chunks(file);
  if (!format || !data) throw new Error('WAV file without format or data');
  return resample(mono(samples(format, data), format.channels), format.rate);
}

export function writeWav(channels: readonly Int16Array[]): Buffer {
  const length = Math.max(0, ...channels.map((channel) => channel.length));
  const data = Buffer.alloc(length * channels.length * 2);
  channels.forEach((channel, c) =>
    channel.forEach((sample, i) => data.writeInt16LE(sample, (i * channels.length + c) * 2)),
  );
  return Buffer.concat([wavHeader(channels.length, data.length), data]);
}

export function wavHeader(channels: number, dataBytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(PCM, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

function chunks(file: Buffer): { format?: WavFormat; data?: Buffer } {
  let format: WavFormat | undefined;
  let data: Buffer | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString('latin1', at, at + 4);
    const size = Math.min(file.readUInt32LE(at + 4), file.length - at - 8);
    const body = file.subarray(at + 8, at + 8 + size);
    if (name === 'fmt ' && size >= 16) {
      format = {
        encoding: body.readUInt16LE(0),
        channels: body.readUInt16LE(2),
        rate: body.readUInt32LE(4),
        bits: body.readUInt16LE(14),
      };
    }
    if (name === 'data') data = body;
    at += 8 + size + (size % 2);
  }
  return { format, data };
}

function samples(format: WavFormat, data: Buffer): Int16Array {
  if (format.encoding === MU_LAW) return decodeMuLaw(data);
  if (format.encoding !== PCM || format.bits !== 16) {
    throw new Error(`WAV encoding ${format.encoding} with ${format.bits} bits is not supported`);
  }
  return Int16Array.from({ length: data.length >> 1 }, (_, i) => data.readInt16LE(i * 2));
}

function mono(interleaved: Int16Array, channels: number): Int16Array {
  if (channels === 1) return interleaved;
  return Int16Array.from({ length: Math.floor(interleaved.length / channels) }, (_, i) => {
    let total = 0;
    for (let c = 0; c < channels; c++) total += interleaved[i * channels + c] ?? 0;
    return total / channels;
  });
}

/** Averages over the source samples of each target sample: enough of a low-pass for a telephone. */
function resample(input: Int16Array, rate: number): Int16Array {
  if (rate === SAMPLE_RATE) return input;
  const step = rate / SAMPLE_RATE;
  return Int16Array.from({ length: Math.floor(input.length / step) }, (_, i) => {
    const from = Math.floor(i * step);
    const to = Math.max(from + 1, Math.floor((i + 1) * step));
    let total = 0;
    for (let at = from; at < to; at++) total += input[at] ?? 0;
    return total / (to - from);
  });
}
