/** How long a watch waits before it connects again. */
import { pauseMs } from './mailbox-watch.js';

const MINUTE = 60_000;

test('a lost mailbox is asked again with growing, scattered pauses: of seconds at first, of at most five minutes later', () => {
  const after = (failures: number, chance: number, outageMs = 0) =>
    pauseMs({}, { failures, outageMs }, chance);
  expect([after(1, 0), after(1, 1), after(4, 1)]).toEqual([250, 1_250, 8_250]);
  expect(after(99, 1, 9 * MINUTE)).toBeLessThan(30_000);
  expect(after(99, 1, 11 * MINUTE)).toBe(300_250);
});

test('a server that says how long to wait is believed, within an hour', () => {
  const throttled = (throttleReset: number) => pauseMs({ throttleReset }, { failures: 1, outageMs: 0 }, 0.5);
  expect(throttled(90_000)).toBe(90_000);
  expect(throttled(0)).toBe(1_000);
  expect(throttled(999 * MINUTE)).toBe(60 * MINUTE);
});

test('a refused login is not hammered', () => {
  expect(pauseMs({ authenticationFailed: true }, { failures: 1, outageMs: 0 }, 0)).toBe(15 * MINUTE);
});
