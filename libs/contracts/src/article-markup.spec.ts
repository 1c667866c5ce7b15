/** What an author writes is what a reader sees, and nothing of it is ever markup. */
import fc from 'fast-check';
import { plainArticle, readArticle, type ArticleInline } from './article-markup.js';

const linksIn = (body: string): string[] => {
  const walk = (parts: ArticleInline[]): string[] =>
    parts.flatMap((part) => (part.kind === 'link' ? [part.to] : 'parts' in part ? walk(part.parts) : []));
  return readArticle(body).flatMap((block) => {
    if (block.kind === 'code') return [];
    if (block.kind === 'heading') return walk(block.parts);
    return (block.kind === 'list' ? block.items : block.lines).flatMap(walk);
  });
};

test('headings, lists, quotes, code and paragraphs are told apart', () => {
  const body =
    '# Brakes\nFirst line\nsecond line\n\n- one\n- **two** and *three*\n1. first\n2) second\n> said\n```\n# not a heading\n```';
  expect(readArticle(body).map((block) => block.kind)).toEqual([
    'heading',
    'paragraph',
    'list',
    'list',
    'quote',
    'code',
  ]);
  expect(plainArticle(body)).toBe(
    'Brakes\n\nFirst line\nsecond line\n\n- one\n- two and three\n\n1. first\n2. second\n\nsaid\n\n# not a heading',
  );
});

test.each([
  ['[page](https://example.org/a)', ['https://example.org/a']],
  ['[us](mailto:help@example.org) or [call](tel:+33123)', ['mailto:help@example.org', 'tel:+33123']],
  ['[other](/help/fr/articles/3)', ['/help/fr/articles/3']],
  ['see https://example.org/x.', ['https://example.org/x.']],
  ['[x](javascript:alert(1))', []],
  ['[x](JaVaScRiPt:alert`1`)', []],
  ['[x](data:text/html;base64,AAAA)', []],
  ['[x](//evil.example)', []],
  ['[x](/api/auth/logout)', []],
])('only links that run nothing are links: %s', (body, links) => {
  expect(linksIn(body)).toEqual(links);
});

test('a link in a mail shows where it leads', () => {
  expect(plainArticle('[Our page](https://example.org) or [mail](mailto:a@example.org)')).toBe(
    'Our page (https://example.org) or mail (a@example.org)',
  );
});

test('no letter is lost, whatever is typed', () => {
  const letters = (text: string): string => text.replace(/[^\p{L}]/gu, '');
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-zé#*>.\n 0-9-]{0,120}$/),
      (typed) => letters(plainArticle(typed)) === letters(typed),
    ),
  );
});

test('no link runs anything, whatever is typed', () => {
  const address = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom('javascript:x', 'data:x', '//x', 'vbscript:x'),
  );
  fc.assert(
    fc.property(address, (to) =>
      linksIn(`[x](${to}) ${to}`).every((link) => /^(https?:\/\/|mailto:|tel:|\/help\/)/i.test(link)),
    ),
  );
});

test('a line of opening marks is read at once', () => {
  const before = performance.now();
  for (const mark of ['[', '*', '`', '**a', '[a](', '> ', '- '])
    readArticle(mark.repeat(30_000 / mark.length));
  expect(performance.now() - before).toBeLessThan(2_000);
});
