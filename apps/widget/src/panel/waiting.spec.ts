/** When the house opens, in the words of who waits. */
import { openingOf } from './waiting.ts';

const NOW = new Date('2026-11-20T17:30:00Z');

test.each([
  ['today, the time alone', '2026-11-20T19:00:00Z', '20:00'],
  ['just after midnight, another day', '2026-11-20T23:30:00Z', 'samedi 00:30'],
  ['after a weekend, the day by its name', '2026-11-23T08:00:00Z', 'lundi 09:00'],
  ['after a holiday, the date', '2026-12-04T08:00:00Z', '4 décembre à 09:00'],
])('%s', (_when, at, said) => {
  expect(openingOf(at, 'fr', NOW, 'Europe/Paris')).toBe(said);
});
