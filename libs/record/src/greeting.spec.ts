/** The first line of a mail by the clock on the house's wall. */
import { greetingAt } from './greeting.js';

test.each([
  ['2031-06-02T06:00:00Z', 'fr', 'Bonjour Zoé,'],
  ['2031-06-02T15:59:00Z', 'fr', 'Bonjour Zoé,'],
  ['2031-06-02T16:00:00Z', 'fr', 'Bonsoir Zoé,'],
  ['2031-06-02T22:30:00Z', 'fr', 'Bonsoir Zoé,'],
  ['2031-06-02T08:00:00Z', 'en', 'Good morning Zoé,'],
  ['2031-06-02T10:00:00Z', 'en', 'Good afternoon Zoé,'],
  ['2031-06-02T17:00:00Z', 'en', 'Good evening Zoé,'],
] as const)('%s in Paris, in %s: %s', (at, locale, line) => {
  expect(greetingAt(new Date(at), locale, 'Europe/Paris', 'Zoé')).toBe(line);
});

test('without a name it still greets', () => {
  expect(greetingAt(new Date('2031-06-02T08:00:00Z'), 'fr', 'Europe/Paris', null)).toBe('Bonjour,');
});
