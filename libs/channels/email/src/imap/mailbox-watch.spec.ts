/** How long a watch waits before it connects again. */
import { backoffMs } from './mailbox-watch.js';

test('a lost mailbox is asked again with growing, scattered pauses of at most five minutes', () => {
  expect(backoffMs(1, 0)).toBe(250);
  expect(backoffMs(1, 1)).toBe(1_250);
  expect(backoffMs(4, 1)).toBe(8_250);
  expect(backoffMs(99, 1)).toBe(300_250);
});
