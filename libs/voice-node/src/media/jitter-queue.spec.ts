/** Packets in any order become frames in time. */
import { FRAME_SAMPLES } from './frame.js';
import { JitterQueue } from './jitter-queue.js';

const packet = (value: number) => new Int16Array(FRAME_SAMPLES).fill(value);
const drain = (queue: JitterQueue) =>
  [queue.pull(), queue.pull(), queue.pull(), queue.pull()].map((frame) => frame?.[0]);

test('waits for 40 ms, then plays in order whatever order packets came in', () => {
  const queue = new JitterQueue();
  queue.push(10, packet(10));
  expect(queue.pull()).toBeNull();
  queue.push(12, packet(12));
  queue.push(11, packet(11));
  expect(drain(queue)).toEqual([10, 11, 12, undefined]);
  expect(queue.underruns).toBe(1);
});

test('drops repeats and packets that come after their time, also across the wrap of the sequence', () => {
  const queue = new JitterQueue();
  for (const sequence of [65534, 65535, 65535, 0]) queue.push(sequence, packet(sequence === 0 ? 1 : 2));
  queue.pull();
  queue.push(65534, packet(9));
  expect(drain(queue)).toEqual([2, 1, undefined, undefined]);
  expect(queue.dropped).toBe(2);
});

test('a burst does not stay as delay', () => {
  const queue = new JitterQueue();
  for (let sequence = 0; sequence < 20; sequence++) queue.push(sequence, packet(sequence));
  let held = 0;
  while (queue.pull()) held++;
  expect(held).toBeLessThanOrEqual(6);
});

test('packets of 60 ms are cut into frames', () => {
  const queue = new JitterQueue();
  queue.push(1, new Int16Array(3 * FRAME_SAMPLES).fill(7));
  expect(drain(queue)).toEqual([7, 7, 7, undefined]);
});
