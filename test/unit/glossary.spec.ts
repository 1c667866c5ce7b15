/** Holds docs/glossary.md against the event catalogue, the closed lists and the console's texts. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { events } from '@lib/contracts';
import * as vocabulary from '../../libs/contracts/src/vocabulary.js';

const read = (path: string): string => readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8');
const textsIn = (locale: string): Record<string, string> =>
  JSON.parse(read(`libs/design/src/catalogues/console.${locale}.json`)) as Record<string, string>;

const glossary = read('docs/glossary.md');
const [words = '', lists = ''] = glossary.split('\n## Closed lists\n');
/** Cells of every row of a table, without its head. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|( word | list |---)/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const nouns = [...new Set(Object.keys(events).map((name) => name.split('.')[0] ?? ''))];

test.each(nouns)('the noun %s of the catalogue has its row', (noun) => {
  expect(words.split('\n## Events\n')[1]).toContain(`\`${noun}\``);
  const meant = rowsOf(words).filter(([word = '']) => word.split(',').some((part) => part.trim() === noun));
  expect(meant).toHaveLength(1);
});

test.each(Object.entries(vocabulary))('%s is listed as the code has it', (name, list) => {
  const rows = rowsOf(lists);
  const first = rows.findIndex(([cell]) => cell === `\`${name}\``);
  const next = rows.findIndex(([cell], index) => index > first && cell !== '');
  const own = first < 0 ? [] : rows.slice(first, next < 0 ? undefined : next);
  const values = own.flatMap(([, cell = '']) =>
    [...cell.replace(/\(.*\)/, '').matchAll(/`([a-z.-]+)`/g)].map(([, value]) => value),
  );
  expect(values).toEqual(list.options);
});

test('the words on the screen are those of the console', () => {
  const [en, fr] = [textsIn('en'), textsIn('fr')];
  const shown = new Set(Object.keys(en).map((id) => `${en[id]} · ${fr[id]}`));
  const labels = rowsOf(glossary)
    .flatMap((row) => row.at(-1) ?? '')
    .filter((label) => label.includes(' · '));
  expect(labels.length).toBeGreaterThan(60);
  expect(
    labels.flatMap((label) => (shown.has(label) ? label : pairsOf(label))).filter((pair) => !shown.has(pair)),
  ).toEqual([]);
});

/** `A, B · C, D` are two texts in two languages. */
function pairsOf(label: string): string[] {
  const [english = [], french = []] = label.split(' · ').map((side) => side.split(', '));
  return english.map((text, index) => `${text} · ${french[index]}`);
}
