/** How far somebody listened is told: at the first sound, every ten seconds, and when it stands still. */
import { hearing, nothingHeard, toTell, type Heard } from './heard.js';

const after = (seconds: number[], heard: Heard = nothingHeard): Heard => seconds.reduce(hearing, heard);
const told = (heard: Heard): Heard => ({ ...heard, told: toTell(heard, true) });

test('without a sound there is nothing to tell', () => {
  expect([toTell(nothingHeard, false), toTell(nothingHeard, true)]).toEqual([null, null]);
});

test('the first sound is told at once, wherever it begins', () => {
  expect(toTell(after([41.7]), false)).toEqual({ from: 41, to: 41 });
});

test('what follows is told every ten seconds, and the rest when it stands still, once', () => {
  const first = told(after([3]));
  expect(toTell(after([4, 12.9], first), false)).toBeNull();
  expect(toTell(after([4, 13], first), false)).toEqual({ from: 3, to: 13 });
  const paused = after([4, 7], first);
  expect(toTell(paused, true)).toEqual({ from: 3, to: 7 });
  expect(toTell(told(paused), true)).toBeNull();
});

test('whoever goes back to before heard from there on', () => {
  expect(toTell(after([20, 5, 6], told(after([30]))), false)).toEqual({ from: 5, to: 30 });
});
