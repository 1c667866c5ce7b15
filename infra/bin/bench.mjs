/** Runs the benchmarks one after another, so that none disturbs another's figures: `npm run bench [-- name …]`. */
import { build } from './build.mjs';
import { assertInstalled, assertNode, stop } from './parts/prerequisites.mjs';
import { inRoot } from './parts/root.mjs';
import { run } from './parts/run.mjs';
import { listFiles } from './parts/tree.mjs';

assertNode();
assertInstalled();
const wanted = process.argv.slice(2);
const benches = listFiles('test/bench').filter((file) => file.endsWith('.bench.ts'));
const chosen = benches.filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)));
if (chosen.length === 0)
  stop(
    'No such benchmark.',
    `Known: ${benches.map((file) => file.replace(/^.*\/(.*)\.bench\.ts$/, '$1')).join(', ')}`,
  );

await build(['services', 'console', 'widget', 'benches']);
for (const file of chosen) {
  const { code } = await run(
    process.execPath,
    ['--expose-gc', inRoot('dist', file.replace(/\.ts$/, '.js'))],
    { show: true },
  );
  if (code !== 0) process.exitCode = 1;
}
