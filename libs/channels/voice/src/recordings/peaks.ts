/** Reads how loud each channel of a recording is over its time: what a waveform is drawn from. Pure but for the stream. */
import type { Readable } from 'node:stream';

export interface Loudness {
  seconds: number;
  /** One list for each channel, at most 400 places from 0 to 100; empty when the sound is of a kind we cannot read. */
  peaks: number[][];
}

const PLACES = 400;
const FULL = 32_768;
const PCM = 1;
/** The header of a WAV with all its oddities is far shorter. */
const HEADER_BYTES = 4_096;

interface Format {
  channels: number;
  rate: number;
  dataAt: number;
}

/** `size`: bytes of the whole file. A file that ends early is read as far as it goes. */
export async function readLoudness(sound: Readable, size: number): Promise<Loudness> {
  let head = Buffer.alloc(0);
  let format: Format | null = null;
  let meter: Meter | null = null;
  for await (const chunk of sound as AsyncIterable<Buffer>) {
    if (meter) {
      meter.take(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    format = formatOf(head);
    if (format) {
      meter = new Meter(format.channels, Math.ceil((size - format.dataAt) / (2 * format.channels)));
      meter.take(head.subarray(format.dataAt));
    } else if (head.length > HEADER_BYTES) break;
  }
  if (!meter || !format) return { seconds: 0, peaks: [] };
  return { seconds: Math.round(meter.frames / format.rate), peaks: meter.peaks() };
}

/** Null while the header is not whole, or when it is none of ours: 16 bits, uncompressed. */
function formatOf(head: Buffer): Format | null {
  if (head.length < 12 || head.toString('latin1', 0, 4) !== 'RIFF') return null;
  let at = 12;
  let known: Omit<Format, 'dataAt'> | null = null;
  while (at + 8 <= head.length) {
    const name = head.toString('latin1', at, at + 4);
    const length = head.readUInt32LE(at + 4);
    if (name === 'data') return known && { ...known, dataAt: at + 8 };
    if (name === 'fmt ' && at + 24 <= head.length) {
      const plain = head.readUInt16LE(at + 8) === PCM && head.readUInt16LE(at + 22) === 16;
      const channels = head.readUInt16LE(at + 10);
      if (plain && (channels === 1 || channels === 2)) known = { channels, rate: head.readUInt32LE(at + 12) };
    }
    at += 8 + length + (length % 2);
  }
  return null;
}

class Meter {
  frames = 0;
  private readonly loudest: number[][];
  private readonly framesAPlace: number;
  private rest = Buffer.alloc(0);

  constructor(
    private readonly channels: number,
    frames: number,
  ) {
    this.framesAPlace = Math.max(1, Math.ceil(frames / PLACES));
    this.loudest = Array.from({ length: channels }, () => []);
  }

  take(chunk: Buffer): void {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const width = 2 * this.channels;
    const whole = bytes.length - (bytes.length % width);
    for (let at = 0; at < whole; at += width) this.frame(bytes, at);
    this.rest = Buffer.from(bytes.subarray(whole));
  }

  peaks(): number[][] {
    return this.loudest.map((channel) =>
      channel.slice(0, PLACES).map((loud) => Math.round((100 * loud) / FULL)),
    );
  }

  private frame(bytes: Buffer, at: number): void {
    const place = Math.floor(this.frames++ / this.framesAPlace);
    this.loudest.forEach((channel, index) => {
      const loud = Math.abs(bytes.readInt16LE(at + 2 * index));
      if (loud > (channel[place] ?? -1)) channel[place] = loud;
    });
  }
}
