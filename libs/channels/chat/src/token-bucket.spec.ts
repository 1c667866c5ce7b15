import { TokenBucket } from './token-bucket.js';

test('a burst passes, then the steady rate', () => {
  const bucket = new TokenBucket(100, 30, 0);
  expect(Array.from({ length: 31 }, () => bucket.take(0)).filter(Boolean)).toHaveLength(30);
  expect(bucket.take(599)).toBe(false);
  expect(bucket.take(1_200)).toBe(true);
});

test('one minute of hammering lets through the burst and the minute, no more', () => {
  const bucket = new TokenBucket(100, 30, 0);
  let passed = 0;
  for (let at = 0; at <= 60_000; at += 10) if (bucket.take(at)) passed += 1;
  expect(passed).toBe(130);
});

test('a clock that steps back gives nothing away', () => {
  const bucket = new TokenBucket(60, 1, 10_000);
  expect(bucket.take(10_000)).toBe(true);
  expect(bucket.take(0)).toBe(false);
  expect(bucket.take(500)).toBe(false);
});
