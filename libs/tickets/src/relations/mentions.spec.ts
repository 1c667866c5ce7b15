/** Whom a note reaches. */
import { mentionedIn } from './mentions.js';

const lea = { id: 'lea', name: 'Léa Martin' };
const noor = { id: 'noor', name: 'Noor' };
const otherLea = { id: 'other-lea', name: 'Léa Petit' };

test('a first name reaches the only one who has it, with or without accents', () => {
  expect(mentionedIn('Peux-tu regarder, @Léa ?', [lea, noor])).toEqual(['lea']);
  expect(mentionedIn('@lea and @NOOR, please', [lea, noor])).toEqual(['lea', 'noor']);
});

test('of two with the same first name only the whole name reaches one', () => {
  expect(mentionedIn('@Léa?', [lea, otherLea])).toEqual([]);
  expect(mentionedIn('@Léa Petit: see above', [lea, otherLea])).toEqual(['other-lea']);
});

test('a name inside a longer word or without the sign reaches nobody', () => {
  expect(mentionedIn('Noor knows; write to x@noora.example', [noor])).toEqual([]);
});
