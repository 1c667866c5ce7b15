/** G.711 mu-law, the only codec on the wire: two tables made once, so a packet costs one lookup per sample. */
const BIAS = 0x84;
const CLIP = 32635;

const decodeTable = Int16Array.from({ length: 256 }, (_, code) => expand(code));
const encodeTable = Uint8Array.from({ length: 65536 }, (_, index) => compress(index - 32768));

export function decodeMuLaw(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) samples[i] = decodeTable[bytes[i] ?? 0xff] ?? 0;
  return samples;
}

export function encodeMuLaw(samples: Int16Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length);
  for (let i = 0; i < samples.length; i++) bytes[i] = encodeTable[(samples[i] ?? 0) + 32768] ?? 0xff;
  return bytes;
}

function expand(code: number): number {
  const inverted = ~code & 0xff;
  const exponent = (inverted >> 4) & 0x07;
  const magnitude = (((inverted & 0x0f) << 3) + BIAS) << exponent;
  return inverted & 0x80 ? BIAS - magnitude : magnitude - BIAS;
}

function compress(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(CLIP, Math.abs(sample)) + BIAS;
  let exponent = 7;
  for (let mask = 0x4000; exponent > 0 && !(magnitude & mask); mask >>= 1) exponent--;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}
