/** The words in which a callback is promised. */
import { callbackLine } from './callback-line.js';

const now = new Date(2026, 10, 23, 12, 0).getTime();

test('today is called today, another day by its name, each with both hours', () => {
  expect(callbackLine('fr', new Date(2026, 10, 23, 15, 0), now)).toBe(
    'Je vous appelle aujourd’hui entre 15:00 et 16:00.',
  );
  expect(callbackLine('fr', new Date(2026, 10, 24, 9, 0), now)).toBe(
    'Je vous appelle mardi 24 novembre entre 9:00 et 10:00.',
  );
  expect(callbackLine('en', new Date(2026, 10, 23, 15, 30), now)).toBe(
    'I will call you today between 15:30 and 16:30.',
  );
});
