/** The codec against the points its standard names. */
import { decodeMuLaw, encodeMuLaw } from './mu-law.js';

test('known points of G.711: silence, the largest values, and the sign', () => {
  expect([...encodeMuLaw(Int16Array.from([0, 32767, -32768]))]).toEqual([0xff, 0x80, 0x00]);
  expect([...decodeMuLaw(Uint8Array.from([0xff, 0x80, 0x00, 0x7f]))]).toEqual([0, 32124, -32124, 0]);
});

test('every code survives decoding and encoding; the two zeros become one', () => {
  const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
  const back = encodeMuLaw(decodeMuLaw(codes));
  expect([...back].map((code) => (code === 0x7f ? 0xff : code))).toEqual(
    [...codes].map((code) => (code === 0x7f ? 0xff : code)),
  );
});
