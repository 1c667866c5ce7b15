/** Ranges as players ask for them, and as nobody should. */
import fc from 'fast-check';
import { byteRange, isStill } from './byte-range.js';

test.each([
  ['bytes=0-99', { start: 0, end: 99 }],
  ['bytes=900-', { start: 900, end: 999 }],
  ['bytes=990-5000', { start: 990, end: 999 }],
  ['bytes=-100', { start: 900, end: 999 }],
  ['bytes=-5000', { start: 0, end: 999 }],
  ['BYTES=999-999', { start: 999, end: 999 }],
])('%s of a thousand bytes', (header, range) => {
  expect(byteRange(header, 1_000)).toEqual(range);
});

test.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=-0'])('%s reaches beyond it', (header) => {
  expect(byteRange(header, 1_000)).toBe('beyond');
});

test.each([undefined, '', 'bytes=-', 'bytes=9-3', 'bytes=0-1,5-9', 'items=0-9', 'bytes=a-b', 'bytes=1.5-2'])(
  '%s is no range that is honoured: the whole file is sent',
  (header) => {
    expect(byteRange(header, 1_000)).toBeNull();
  },
);

test('whatever is asked, what is sent lies within the file', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.option(fc.nat()), fc.nat(5_000), (noise, first, last, size) => {
      for (const header of [noise, `bytes=${first}-${last ?? ''}`, `bytes=-${first}`]) {
        const range = byteRange(header, size);
        if (range === null || range === 'beyond') continue;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
        expect(range.end).toBeLessThan(size);
      }
    }),
  );
});

test('a part of another file is not joined to this one', () => {
  expect(
    [undefined, '"a"', '"b"', 'W/"a"', 'Mon, 23 Nov 2026 15:00:00 GMT'].map((it) => isStill(it, '"a"')),
  ).toEqual([true, true, false, false, false]);
});
