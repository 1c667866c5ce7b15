/** Mistyped words find those they meant, and not others. */
import { distance, nearWords } from './near-words.js';

test.each([
  ['facutre', 'facture', 1],
  ['remboursment', 'remboursement', 1],
  ['adress', 'adresse', 1],
  ['recieve', 'receive', 1],
  ['chat', 'chat', 0],
  ['livraison', 'liaison', 2],
  ['', 'abc', 3],
])('%s is %s but for %d', (one, other, slips) => {
  expect(distance(one, other)).toBe(slips);
  expect(distance(other, one)).toBe(slips);
});

test('a short word bears one slip, a long one two, and the nearest come first', () => {
  expect(nearWords('chat', ['char', 'clat', 'coat', 'chien', 'chats'], 3)).toEqual(['char', 'chats', 'clat']);
  expect(nearWords('facutre', ['fracture', 'facture', 'facteur', 'facture'], 1)).toEqual(['facture']);
  expect(nearWords('prix', ['paris'], 3)).toEqual([]);
});
