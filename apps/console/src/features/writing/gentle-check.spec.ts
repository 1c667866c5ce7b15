/** The gentle look at a mail in both languages: the part that is missing, the wrong name, riddles; and silence where all is well. */
import { gentleCheck, missing, type Gentle } from './gentle-check.js';

const whole = {
  fr: [
    'Bonjour Sophie,',
    'Si je comprends bien, le frein arrière de votre vélo frotte depuis la livraison.',
    'Voici comment faire :\n1. Desserrez la vis.\n2. Centrez l’étrier.\n3. Resserrez la vis.',
    'Je reste à vos côtés jusqu’à ce que tout fonctionne.\nBien à vous,\nLéa',
  ],
  en: [
    'Good morning Sophie,',
    'If I understand you well, the rear brake of your bike has rubbed since it was delivered.',
    'Here is what to do:\n1. Loosen the screw.\n2. Centre the caliper.\n3. Tighten it again.',
    'I am here until everything works for you.\nKind regards,\nLéa',
  ],
};
const look = (text: string, locale: 'fr' | 'en', theirs = ''): Gentle[] =>
  gentleCheck({ text, locale, customerName: 'Sophie Marchand', theirs, hour: 9 });

describe.each(['fr', 'en'] as const)('in %s', (locale) => {
  const blocks = whole[locale];
  test('a mail with its four parts is left in peace', () => {
    expect(look(blocks.join('\n\n'), locale)).toEqual([]);
  });
  test.each([
    [0, 'greeting'],
    [1, 'summary'],
    [2, 'steps'],
    [3, 'closing'],
  ])('without part %i it names the missing %s, with words to begin from', (at, kind) => {
    const text = blocks.filter((_, index) => index !== at).join('\n\n');
    expect(look(text, locale)).toEqual([{ kind, suggestion: expect.stringMatching(/\S/) }]);
  });
  test('a line or two needs no four parts', () => {
    expect(look(blocks[1] ?? '', locale)).toEqual([]);
  });
});

test('the suggested greeting knows the name and the time of day', () => {
  const [found] = gentleCheck({
    text: whole.fr.slice(1).join('\n'),
    locale: 'fr',
    customerName: 'Sophie Marchand',
    theirs: '',
    hour: 20,
  });
  expect(found).toEqual({ kind: 'greeting', suggestion: 'Bonsoir Sophie,' });
});

test.each([
  ['Bonjour Paul,', 'Paul'],
  ['Dear Mr Smith,', 'Smith'],
  ['Chère Madame Martin,', 'Martin'],
])('%s to Sophie Marchand is another name', (text, found) => {
  expect(look(text, 'fr')).toEqual([{ kind: 'wrong-name', found, name: 'Sophie Marchand' }]);
});

test.each([
  'Bonjour Sophie,',
  'Bonjour Madame Marchand,',
  'Dear Sophie Marchand,',
  'Bonjour SOPHIE,',
  'Bonjour,',
  'Bonjour à tous,',
  'Bonjour Madame,',
])('%s is not', (text) => expect(look(text, 'fr')).toEqual([]));

test('capitals that nobody explained are riddles, unless the customer uses them or everybody does', () => {
  expect(look('Votre DOA part par SMS avec un RMA (retour autorisé).', 'fr')).toEqual([
    { kind: 'acronym', words: 'DOA' },
  ]);
  expect(look('Votre DOA part.', 'fr', 'Mon numéro doa ?')).toEqual([]);
  expect(look('Votre numéro G-000123 et le VX-3 : ATTENTION.', 'fr')).toEqual(
    [{ kind: 'acronym', words: 'ATTENTION' }].slice(1),
  );
  expect(look('> Le DOA.\nOui.', 'fr')).toEqual([]);
});

test('a gap that a template left is seen', () => {
  expect(look('Bonjour Sophie,\n1. …', 'fr')).toEqual([{ kind: 'gap' }]);
  expect(look('Alors… voilà.', 'fr')).toEqual([]);
});

test('an empty mail lacks all four', () => {
  expect(missing('')).toEqual(['greeting', 'summary', 'steps', 'closing']);
});
