import { momentInWords } from './moment-words.js';

const now = new Date('2026-03-27T21:30:00Z'); // 22:30 in Paris
const paris = (at: string, locale: 'fr' | 'en') => momentInWords(new Date(at), now, locale, 'Europe/Paris');

test.each([
  ['2026-03-27T22:00:00Z', 'aujourd’hui à 23:00', 'today at 23:00'],
  ['2026-03-28T09:00:00Z', 'demain à 10:00', 'tomorrow at 10:00'],
  // The clocks went forward in the night before.
  ['2026-03-30T08:00:00Z', 'lundi 30 mars à 10:00', 'Monday 30 March at 10:00'],
])('%s is said as a customer says it', (at, fr, en) => {
  expect([paris(at, 'fr'), paris(at, 'en')]).toEqual([fr, en]);
});

test('a minute is rounded up, over midnight too, so that what is said is never before what was meant', () => {
  expect(paris('2026-03-28T09:32:10Z', 'fr')).toBe('demain à 10:35');
  expect(paris('2026-03-27T22:58:00Z', 'fr')).toBe('demain à 00:00');
});
