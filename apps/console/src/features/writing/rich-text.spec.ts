/** A formatted answer as the two parts of a mail. */
import { getSchema } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { htmlOf, isRich, placeOf, plainOf } from './rich-text.js';
import { linkOf, richSchema } from './rich-schema.js';

const schema = getSchema([richSchema]);
type Json = Record<string, unknown>;
const doc = (...content: Json[]): Node => schema.nodeFromJSON({ type: 'doc', content });
const p = (...content: (string | Json)[]): Json => ({
  type: 'paragraph',
  content: content.map((one) => (typeof one === 'string' ? { type: 'text', text: one } : one)),
});
const empty: Json = { type: 'paragraph' };
const marked = (text: string, type: string, attrs?: Json): Json => ({
  type: 'text',
  text,
  marks: [{ type, attrs }],
});
const item = (...content: Json[]): Json => ({ type: 'listItem', content });
const link = (text: string, href: string): Json => marked(text, 'link', { href });

test('lines stay lines, and a mail without formatting is no HTML mail', () => {
  const lines = doc(p('Bonjour Zoé,'), empty, p('Merci.'), p('Léa'));
  expect(plainOf(lines).text).toBe('Bonjour Zoé,\n\nMerci.\nLéa');
  expect(isRich(lines)).toBe(false);
  expect(htmlOf(lines)).toBe('<p>Bonjour Zoé,</p><p>Merci.<br>Léa</p>');
});

test('lists, quotes, bold and links read well in both parts', () => {
  const rich = doc(
    p('Try ', marked('this', 'bold'), ':'),
    {
      type: 'orderedList',
      attrs: { start: 1 },
      content: [
        item(p('Open'), { type: 'bulletList', content: [item(p('the lid'))] }),
        item(p('Press ', marked('on', 'italic'))),
      ],
    },
    { type: 'blockquote', content: [p('It beeps'), p('twice')] },
    p(
      'See ',
      link('our page', 'https://example.org/a?b=1&c=2'),
      ' or ',
      link('example.org', 'https://example.org'),
    ),
  );
  expect(isRich(rich)).toBe(true);
  expect(plainOf(rich).text).toBe(
    'Try this:\n1. Open\n   - the lid\n2. Press on\n> It beeps\n> twice\nSee our page (https://example.org/a?b=1&c=2) or example.org',
  );
  expect(htmlOf(rich)).toBe(
    '<p>Try <strong>this</strong>:</p><ol><li><p>Open</p><ul><li><p>the lid</p></li></ul></li><li><p>Press <em>on</em></p></li></ol>' +
      '<blockquote><p>It beeps<br>twice</p></blockquote>' +
      '<p>See <a href="https://example.org/a?b=1&amp;c=2">our page</a> or <a href="https://example.org">example.org</a></p>',
  );
});

test('signs of HTML in what was typed stay signs', () => {
  expect(htmlOf(doc(p('a < b & "c" <script>')))).toBe('<p>a &lt; b &amp; &quot;c&quot; &lt;script&gt;</p>');
});

test('every word of the text is found again where it stands', () => {
  const rich = doc(
    p('One ', marked('two', 'bold')),
    empty,
    { type: 'bulletList', content: [item(p('three four'))] },
    p('five'),
  );
  const plain = plainOf(rich);
  for (const word of ['One', 'two', 'three', 'four', 'five']) {
    const at = plain.text.indexOf(word);
    expect(rich.textBetween(placeOf(plain, at), placeOf(plain, at + word.length))).toBe(word);
  }
});

test('an address typed as people do becomes a link, a script never', () => {
  expect(linkOf('example.org/page')).toBe('https://example.org/page');
  expect(linkOf('zoe@example.org')).toBe('mailto:zoe@example.org');
  expect(linkOf('https://example.org')).toBe('https://example.org');
  for (const no of ['javascript:alert(1)', 'data:text/html,x', 'hello', '', '//example.org'])
    expect(linkOf(no)).toBeNull();
});
