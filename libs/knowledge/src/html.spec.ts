/** Nothing that an author or a customer types becomes markup of the page. */
import { readArticle } from '@lib/contracts';
import fc from 'fast-check';
import { articleHtml, html } from './html.js';

/** Space between elements means nothing. */
const page = (body: string): string =>
  html`${articleHtml(readArticle(body))}`.text.replace(/>\s+</g, '><').replaceAll('<br />', '<br>');

test('an article is shown by the elements it means', () => {
  expect(page('## Brakes\nDry **pads**\nor `new` ones\n- [ask](/help/en/contact)\n> said')).toBe(
    '<h2>Brakes</h2><p>Dry <strong>pads</strong><br>or <code>new</code> ones</p>' +
      '<ul><li><a href="/help/en/contact" rel="noopener nofollow">ask</a></li></ul><blockquote><p>said</p></blockquote>',
  );
});

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](https://a/"onmouseover="alert(1))',
  '`</code><script>`',
  '```\n</pre><script>\n```',
  '# <svg/onload=alert(1)>',
  "**<b onclick='x'>**",
])('markup that is typed is text: %s', (typed) => {
  const written = page(typed).replace(/<\/?(h2|h3|p|ul|ol|li|strong|em|code|pre|blockquote|br)>/g, '');
  expect(
    written.replace(/<a href="(https?:|mailto:|tel:|\/help\/)[^"<>]*" rel="noopener nofollow">|<\/a>/g, ''),
  ).not.toMatch(/[<>"]/);
});

test('whatever is typed, no sign of markup is left of it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[<>"'&a*`[\]()#\n -]{0,80}$/), (typed) => {
      const written = page(typed).replace(/<\/?(h2|h3|p|ul|ol|li|strong|em|code|pre|blockquote|br)>/g, '');
      return !/[<>"']/.test(written);
    }),
  );
});
