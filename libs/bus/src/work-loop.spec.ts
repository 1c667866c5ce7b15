/** Several hands for one work: one is woken for one thing to do, and nothing that came while all were at work is left lying. */
import { wakeOne, WorkLoop } from './work-loop.js';

/** What lies there to be done, and two hands that rest: each look takes one thing and waits to be let go on. */
async function twoHands() {
  const looks: { hand: number; goOn: () => void }[] = [];
  let waiting = 0;
  const hands = [0, 1].map(
    (hand) =>
      new WorkLoop(`hand-${hand}`, 60_000, () => {
        const found = waiting > 0;
        if (found) waiting -= 1;
        return new Promise((done) => looks.push({ hand, goOn: () => done(found) }));
      }),
  );
  for (const hand of hands) hand.start();
  await turn();
  for (const { goOn } of looks.splice(0)) goOn();
  await turn();
  const come = (): void => {
    waiting += 1;
    wakeOne(hands);
  };
  return { hands, looks, come, left: () => waiting };
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

test('for one thing to do one hand looks, and the other rests', async () => {
  const { hands, looks, come } = await twoHands();
  come();
  await turn();
  expect(looks.map(({ hand }) => hand)).toEqual([0]);
  looks.shift()?.goOn();
  await turn();
  expect(looks.map(({ hand }) => hand)).toEqual([0]); // whether there is more
  looks.shift()?.goOn();
  await turn();
  expect(hands.map(({ isBusy }) => isBusy)).toEqual([false, false]);
  await Promise.all(hands.map((hand) => hand.stop()));
});

test('while one is at work the other is woken, and what comes while both are is looked at once more', async () => {
  const { hands, looks, come, left } = await twoHands();
  for (let times = 0; times < 2; times += 1) {
    come();
    await turn();
  }
  expect(looks.map(({ hand }) => hand)).toEqual([0, 1]);
  const lastLooks = looks.splice(0);
  for (const { goOn } of lastLooks) goOn();
  await turn();
  expect(looks).toHaveLength(2); // both look for more and find nothing
  come();
  expect(left()).toBe(1);
  for (let turns = 0; turns < 5 && looks.length > 0; turns += 1) {
    for (const { goOn } of looks.splice(0)) goOn();
    await turn();
  }
  expect(left()).toBe(0);
  await Promise.all(hands.map((hand) => hand.stop()));
});
