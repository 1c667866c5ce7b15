/** How long the sender waits before it tries again. */
import { retryDelayMs } from './email.sender.js';

test('a refusal for now waits minutes and grows, an unreachable relay seconds', () => {
  expect([1, 2, 3, 4, 9].map((attempt) => retryDelayMs(attempt, true) / 60_000)).toEqual([1, 5, 15, 60, 60]);
  expect([1, 2, 3, 4, 9].map((attempt) => retryDelayMs(attempt, false) / 1_000)).toEqual([
    5, 15, 60, 300, 300,
  ]);
});
