/** Marks become parts; a text without marks, or with stray ones, stays a text. */
import { markedText } from './marked-text.js';

test('what was found is a part of its own, and nothing of the text is lost', () => {
  expect(markedText('Votre \u0002facture\u0003 du\n\n 3 mai, la \u0002facture\u0003')).toEqual([
    { text: 'Votre ', hit: false },
    { text: 'facture', hit: true },
    { text: ' du 3 mai, la ', hit: false },
    { text: 'facture', hit: true },
  ]);
});

test('markup in a text is only text', () => {
  expect(markedText('<b>x</b>')).toEqual([{ text: '<b>x</b>', hit: false }]);
  expect(markedText('a \u0002b')).toEqual([
    { text: 'a ', hit: false },
    { text: 'b', hit: false },
  ]);
  expect(markedText('')).toEqual([]);
});
