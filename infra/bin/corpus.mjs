/** Sends a folder of mail with known answers through the running product and tells what was met: `npm run corpus [-- folder]`. */
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { assertInstalled, assertNode } from './parts/prerequisites.mjs';
import { productFlags } from './parts/product-flags.mjs';
import { inRoot } from './parts/root.mjs';

assertNode();
assertInstalled();
await build();
const child = spawn(process.execPath, [inRoot('dist/infra/corpus/corpus.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, CORPUS_PRODUCT_FLAGS: productFlags.join(' ') },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
