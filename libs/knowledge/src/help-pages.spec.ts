/** The list of the help centre leads on to what it does not show. */
import { listPage } from './help-pages.js';

const lines = [{ number: 7, title: 'Freins', beginning: 'Séchez-les.' }];
const waysOf = (page: number, older: boolean): string[] =>
  [
    ...listPage('https://help.example', 'fr', { q: '', lines, page, older }).matchAll(
      /<a href="([^"]+)" rel="(?:prev|next)"/g,
    ),
  ].map(([, address = '']) => address);

test.each([
  ['a list that is whole leads nowhere', 1, false, []],
  ['the first page leads to the second', 1, true, ['/help/fr?page=2']],
  ['the second leads back to the bare address, and on', 2, true, ['/help/fr', '/help/fr?page=3']],
  ['the last leads back', 3, false, ['/help/fr?page=2']],
])('%s', (_what, page, older, ways) => {
  expect(waysOf(page, older)).toEqual(ways);
});
