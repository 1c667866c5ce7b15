/** Whatever is written and listed: findings stand in order, never overlap, and name exactly what stands at their place. */
import { defaultInnerWords } from '@lib/database';
import fc from 'fast-check';
import { checkCustomerText, type ListedWords } from './check.js';
import { queueNames } from './house-names.js';

const lists = [...(defaultInnerWords as ListedWords[]), ...queueNames(['Support', 'Grands comptes'])];
const piece = fc.oneof(
  fc.constantFrom(...lists.flatMap(({ words }) => words.replace(/[|()#]/g, ' ').split(/\s+/))),
  fc.constantFrom(
    ' ',
    '  ',
    '\n',
    '’',
    "'",
    '-',
    '. ',
    '> ',
    '\n> ',
    'N2',
    'SLA',
    '48',
    'a écrit :\n',
    '@',
    '\u0301',
    '😀',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
const listed = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '|', '(', ')', '#'), maxLength: 12 });

test('with the words of the house', () => {
  fc.assert(
    fc.property(text, fc.constantFrom('fr' as const, 'en' as const), (written, locale) => {
      inOrder(written, checkCustomerText(written, locale, lists));
    }),
    { numRuns: 500 },
  );
});

test('with any list', () => {
  const words = fc.array(listed, { maxLength: 8 });
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '1', '.', '\n', 'é'), maxLength: 60 });
  fc.assert(
    fc.property(letters, words, (written, phrases) => {
      const list = phrases.map((phrase) => ({
        kind: 'jargon' as const,
        locale: null,
        words: phrase,
        replacement: null,
        why: '',
      }));
      inOrder(written, checkCustomerText(written, 'fr', list));
    }),
    { numRuns: 500 },
  );
});

function inOrder(written: string, findings: ReturnType<typeof checkCustomerText>): void {
  let end = 0;
  for (const finding of findings) {
    expect(finding.start).toBeGreaterThanOrEqual(end);
    expect(finding.end).toBeGreaterThan(finding.start);
    expect(written.slice(finding.start, finding.end)).toBe(finding.words);
    end = finding.end;
  }
}
