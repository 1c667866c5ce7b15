/** Writes the generated pages (`docs/openapi.json`, `docs/events.md`) from the contracts; with --check only compares. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { inRoot } from './parts/root.mjs';
import { listFiles } from './parts/tree.mjs';

// A generator is `infra/generate/<name>.ts`; it exports `output`, the file it stands for, and `generate()`, its text.
await build(['services']);
const check = process.argv.includes('--check');
const generators = listFiles('infra/generate').filter((file) => file.endsWith('.ts'));
const stale = [];

for (const file of generators) {
  const { output, generate } = await import(pathToFileURL(inRoot('dist', file.replace(/\.ts$/, '.js'))).href);
  const text = await generate();
  const before = existsSync(inRoot(output)) ? readFileSync(inRoot(output), 'utf8') : undefined;
  if (before === text) continue;
  stale.push(output);
  if (check) continue;
  mkdirSync(dirname(inRoot(output)), { recursive: true });
  writeFileSync(inRoot(output), text);
}

if (check && stale.length > 0) {
  console.error(`Not what the contracts say: ${stale.join(', ')}. Run: npm run generate`);
  process.exitCode = 1;
} else if (stale.length > 0) console.log(`Written: ${stale.join(', ')}`);
process.exit(); // a generator may have built the whole application to look at it
