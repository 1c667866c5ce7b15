/** What is typed is what is written; a language is whole or left out. */
import { emptyForm, faultOf, writtenOf } from './article-form.js';

const text = (title: string, body: string) => ({ title, body });

test('a new article is for colleagues until somebody says otherwise', () => {
  expect(emptyForm().visibility).toBe('internal');
});

test('a draft from a ticket fills the customer’s language alone, and says who solved it', () => {
  const form = emptyForm({
    ticket: { id: 't', number: 'G-000001' },
    locale: 'fr',
    text: text('Freins', 'Séchez.'),
    inner: [{ kind: 'cause', text: 'série 2025' }],
    credit: { id: 'lea', name: 'Léa', photo: null },
  });
  expect(form).toMatchObject({
    texts: { fr: text('Freins', 'Séchez.'), en: text('', '') },
    creditId: 'lea',
  });
  expect(JSON.stringify(form)).not.toContain('série 2025');
});

test.each([
  ['nothing', text('', ''), text(' ', ''), 'article.empty'],
  ['a title without a text', text('Freins', ''), text('', ''), 'article.half'],
  ['a text without a title', text('Freins', 'Séchez.'), text('', 'Dry'), 'article.half'],
  ['one language', text('Freins', 'Séchez.'), text('', ''), null],
])('%s', (_, fr, en, fault) => {
  expect(faultOf({ ...emptyForm(), texts: { fr, en } })).toBe(fault);
});

test('what was left empty is left out', () => {
  const form = {
    ...emptyForm(),
    texts: { fr: text(' Freins ', 'Séchez. '), en: text('', '') },
    tags: ' a ,, b ',
  };
  expect(writtenOf(form)).toEqual({
    visibility: 'internal',
    texts: { fr: text('Freins', 'Séchez.'), en: null },
    tags: ['a', 'b'],
    reviewOn: null,
    creditId: null,
  });
});
