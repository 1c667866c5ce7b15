/** A reading that left before a fact is never the last word on it. */
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { readAgain } from './read-again.js';

const KEY = ['job', 'seven'];

/** A house whose answers are those of the moment it was asked, given when they are let through. */
function stage() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  let truth = 'running';
  const waiting: (() => void)[] = [];
  const observer = new QueryObserver<string>(client, {
    queryKey: KEY,
    queryFn: ({ signal }) => {
      const answer = truth;
      return new Promise<string>((resolve, reject) => {
        waiting.push(() => resolve(answer));
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    },
    staleTime: Infinity,
  });
  const leave = observer.subscribe(() => undefined);
  return {
    client,
    shown: () => observer.getCurrentResult().data,
    asked: () => waiting.length,
    happens: (fact: string) => (truth = fact),
    answers: async () => {
      for (const answer of waiting) answer();
      await new Promise(setImmediate);
    },
    close: () => {
      leave();
      client.clear();
    },
  };
}

test('what happened while it was first read is shown, though that reading knew nothing of it', async () => {
  const house = stage();
  house.happens('ended');
  const again = readAgain(house.client, KEY);
  await new Promise(setImmediate);
  await house.answers();
  await again;
  expect(house.shown()).toBe('ended');
  house.close();
});

test('what is there already is read once more, and stays on show until then', async () => {
  const house = stage();
  await house.answers();
  expect(house.shown()).toBe('running');
  house.happens('ended');
  const again = readAgain(house.client, KEY);
  await new Promise(setImmediate);
  expect(house.shown()).toBe('running');
  await house.answers();
  await again;
  expect(house.shown()).toBe('ended');
  expect(house.asked()).toBe(2);
  house.close();
});
