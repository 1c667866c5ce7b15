/** The picture of a recording: as many bars as places, none above its half. */
import fc from 'fast-check';
import { barsOf } from './bars.js';

test('the customer is drawn upwards, the house downwards, and silence is seen', () => {
  expect(barsOf([0, 100], 28, -1)).toBe('M0.15 27v-1h0.7v1zM1.15 27v-26h0.7v26z');
  expect(barsOf([50], 28, 1)).toBe('M0.15 29v13h0.7v-13z');
});

test('no bar leaves its half', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(150), { maxLength: 400 }), (peaks) => {
      const heights = [...barsOf(peaks, 28, 1).matchAll(/z?M[\d.]+ 29v(\d+)h/g)].map(([, height]) =>
        Number(height),
      );
      expect(heights).toHaveLength(peaks.length);
      expect(Math.max(0, ...heights)).toBeLessThanOrEqual(26);
    }),
  );
});
