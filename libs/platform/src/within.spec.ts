/** Nobody waits longer than they said, and what comes too late harms nobody. */
import { setTimeout as pause } from 'node:timers/promises';
import { within } from './within.js';

const late = (): never => {
  throw new Error('too late');
};

test('an answer in time is the answer, and so is a failure', async () => {
  await expect(within(Promise.resolve(7), 1_000, late)).resolves.toBe(7);
  await expect(within(Promise.reject(new Error('broken')), 1_000, late)).rejects.toThrow('broken');
});

test('what is late is answered for, or fails as was said', async () => {
  const never = new Promise<number>(() => undefined);
  await expect(within(never, 5, () => null)).resolves.toBeNull();
  await expect(within(never, 5, late)).rejects.toThrow('too late');
});

test('a failure that comes after the limit is nobody’s', async () => {
  const unheard: unknown[] = [];
  const listen = (error: unknown): void => void unheard.push(error);
  process.on('unhandledRejection', listen);
  const work = pause(20).then(() => {
    throw new Error('after all');
  });
  await expect(within(work, 5, () => 'gone on')).resolves.toBe('gone on');
  await pause(40);
  process.off('unhandledRejection', listen);
  expect(unheard).toEqual([]);
});
