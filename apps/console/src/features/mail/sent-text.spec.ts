/** When a passed-on mail was written: a moment is told in the reader's zone, a program's words are left as they are. */
import { fullText } from '../../ui/time-text.js';
import { sentText } from './sent-text.js';

test('a moment is said as all moments are, words stay words', () => {
  expect(sentText('2026-04-02T07:00:00.000Z')).toBe(fullText('2026-04-02T07:00:00.000Z'));
  expect(sentText('jeu. 2 avr. 2026 à 09:00')).toBe('jeu. 2 avr. 2026 à 09:00');
  expect(sentText('2026-04-02')).toBe('2026-04-02');
});
