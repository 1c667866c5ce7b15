/** When a note offers names. */
import { mentionAt } from './mention-at.js';

test('after an @ at the beginning of a word, with what is typed so far', () => {
  expect(mentionAt('Ask @Lé', 7)).toEqual({ from: 4, typed: 'Lé' });
  expect(mentionAt('@', 1)).toEqual({ from: 0, typed: '' });
});

test('not in an e-mail address, not after the name is over', () => {
  expect(mentionAt('write to a@b', 12)).toBeNull();
  expect(mentionAt('@Léa is away', 12)).toBeNull();
});
