/** Replays a recorded day against other rules or staffing: `npm run replay -- --day YYYY-MM-DD --with rules.json`. */
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { assertInstalled, assertNode } from './parts/prerequisites.mjs';
import { inRoot } from './parts/root.mjs';

assertNode();
assertInstalled();
await build(['services']);
const child = spawn(process.execPath, [inRoot('dist/infra/replay/replay.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
