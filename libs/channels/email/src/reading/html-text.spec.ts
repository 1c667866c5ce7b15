/** Words out of HTML, whatever the HTML is. */
import fc from 'fast-check';
import { textOfHtml } from './html-text.js';

test.each([
  ['<p>Hello <b>there</b></p><p>A &amp; B</p>', 'Hello there\n\nA & B'],
  ['un été&nbsp;: 5&nbsp;&euro; &#233;t&#xe9;<br>fin', 'un été : 5 € été\nfin'],
  ['<style>p{color:red}</style><script>let a = "<p>no</p>"</script>yes', 'yes'],
  ['<!-- <p>no</p> -->1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
  ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\n\nc'],
  ['text <img alt="x" src="y', 'text'],
])('%s', (html, text) => {
  expect(textOfHtml(html)).toBe(text);
});

test('any soup of marks is read to its end, in time', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '</',
    '<!--',
    '-->',
    '<script',
    '<p>',
    '&',
    '&#',
    ';',
    'word ',
    '"',
    '&nbsp;',
    '<style>',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 3_000 }), (pieces) => {
      const begun = performance.now();
      textOfHtml(pieces.join(''));
      expect(performance.now() - begun).toBeLessThan(500);
    }),
    { numRuns: 50 },
  );
  const begun = performance.now();
  for (const one of ['<script>', '<', '<!--', '&#', '<p '])
    textOfHtml(one.repeat(Math.floor(250_000 / one.length)));
  expect(performance.now() - begun).toBeLessThan(2_000);
});
