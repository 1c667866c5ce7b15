import { handBackText, isSilent, type Meanwhile } from './hand-back.js';

const meanwhile: Meanwhile = {
  standIn: 'Karim Benali',
  received: 2,
  answered: 1,
  lastAnswer: 'Le remboursement est parti.',
  promises: [{ text: 'Nous vous rappelons', dueAt: new Date('2026-11-24T14:00:00Z') }],
  stillOpen: ['chat'],
};

test('R6: the owner reads in their language what was said, promised, and is still open', () => {
  const text = handBackText(meanwhile, 'fr', 'Europe/Paris');
  expect(text).toContain('Karim Benali a répondu à votre place');
  expect(text).toContain('« Le remboursement est parti. »');
  expect(text).toContain('« Nous vous rappelons », pour le 24 nov. 2026, 15:00');
  expect(text).toContain('un chat');
  expect(
    handBackText({ ...meanwhile, promises: [], stillOpen: [], lastAnswer: null }, 'en', 'UTC').split('\n'),
  ).toHaveLength(2);
});

test('R6: where nothing happened there is nothing to write', () => {
  expect(isSilent({ ...meanwhile, received: 0, answered: 0, stillOpen: [] })).toBe(true);
  expect(isSilent({ ...meanwhile, received: 0, answered: 0 })).toBe(false);
});
