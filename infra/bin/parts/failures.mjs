/** Tells the failures of a run once more at its end, short: a long log is often read from its last lines only. */
import { stripVTControlCharacters } from 'node:util';
import { bold } from './say.mjs';

const LINES = 12; // of each failure
const TOLD_AT_MOST = 30; // failures

/** Of `files` as Jest's report was judged: those with failures, by file and test, each with the first lines of what it said. */
export function tellFailures(title, files) {
  const all = files.flatMap(({ path, failures }) => failures.map((failure) => ({ path, ...failure })));
  if (all.length === 0) return;
  console.log(bold(`\n${title}`));
  for (const { path, test, message } of all.slice(0, TOLD_AT_MOST)) {
    const lines = stripVTControlCharacters(message).split('\n');
    const shown = lines.filter((line) => line.trim() && !line.includes('node_modules')).slice(0, LINES);
    console.log([`  - ${path}: ${test}`, ...shown.map((line) => `      ${line}`)].join('\n'));
  }
  if (all.length > TOLD_AT_MOST) console.log(`  … and ${all.length - TOLD_AT_MOST} more`);
}
