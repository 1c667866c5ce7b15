/** What is read out of a text before it is indexed. */
import { isSpelt, languageOf, wordsOf } from './read-words.js';

test.each([
  ['Élève au cœur d’Août, s’il vous plaît', 'eleve au coeur d aout s il vous plait'],
  ['rendez-vous (demain)', 'rendez vous demain'],
  ['STRASSE Straße', 'strasse'],
  ['zoe@example.net https://x.example/a-b CMD-12345 3.5', ''],
  ['Здравствуйте 您好', ''],
])('the words of “%s”', (text, words) => {
  expect([...wordsOf(text)]).toEqual(words.split(' ').filter(Boolean));
});

test.each([
  ['Bonjour, je vous écris pour la facture', 'fr'],
  ['Hello, the printer is not for you', 'en'],
  ['Paris Berlin', 'both'],
  ['merci thanks', 'both'],
] as const)('the language of “%s” is %s', (text, language) => {
  expect(languageOf(wordsOf(text))).toBe(language);
});

test('a word is kept to be spelt when it is neither very short nor very long', () => {
  expect(['le', 'non', 'a'.repeat(30), 'a'.repeat(31)].map(isSpelt)).toEqual([false, true, true, false]);
});
