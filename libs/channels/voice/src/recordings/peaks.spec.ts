/** What a waveform is drawn from: loudness over time, channel by channel, whatever the pieces in which the file comes. */
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { readLoudness } from './peaks.js';

function wav(frames: [number, number][], extra = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(36);
  head.write('RIFF', 0, 'latin1');
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(32_000, 28);
  head.writeUInt16LE(4, 32);
  head.writeUInt16LE(16, 34);
  const data = Buffer.alloc(8 + frames.length * 4);
  data.write('data', 0, 'latin1');
  data.writeUInt32LE(frames.length * 4, 4);
  frames.forEach(([left, right], at) => {
    data.writeInt16LE(left, 8 + at * 4);
    data.writeInt16LE(right, 10 + at * 4);
  });
  return Buffer.concat([head, extra, data]);
}

const second = (left: number, right: number): [number, number][] =>
  Array.from({ length: 8_000 }, () => [left, right]);
const read = (file: Buffer, pieces: Buffer[] = [file]) => readLoudness(Readable.from(pieces), file.length);

test('the customer speaks first, the house answers: each on a channel of its own, in its time', async () => {
  const { seconds, peaks } = await read(wav([...second(-16_384, 0), ...second(0, 8_192)]));
  expect(seconds).toBe(2);
  expect(peaks.map((channel) => [channel.length, channel[10], channel[390]])).toEqual([
    [400, 50, 0],
    [400, 0, 25],
  ]);
});

test('chunks that say other things are passed over, and a file too short for 400 places has fewer', async () => {
  const list = Buffer.from('LIST\u0003\u0000\u0000\u0000abc\u0000', 'latin1');
  expect(await read(wav([[32_767, -32_768]], list))).toEqual({ seconds: 0, peaks: [[100], [100]] });
});

test('cut anywhere it reads the same', async () => {
  const file = wav([...second(100, 20_000), ...second(9_000, 5)].slice(7_000, 9_500));
  const whole = await read(file);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: file.length }), { maxLength: 12 }), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), file.length];
      const pieces = places.slice(1).map((end, at) => file.subarray(places[at], end));
      expect(await read(file, pieces)).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test('what is no such file has no waveform', async () => {
  expect(await read(Buffer.from('ID3 not a wave'))).toEqual({ seconds: 0, peaks: [] });
});
