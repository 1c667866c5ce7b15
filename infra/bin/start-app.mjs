/** Starts one service alone, on the PostgreSQL that DATABASE_URL names: `npm run start:<app>`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { build } from './build.mjs';
import { assertInstalled, assertNode, stop } from './parts/prerequisites.mjs';
import { inRoot } from './parts/root.mjs';

const WITHOUT_DATABASE = new Set(['voice-node']);
const app = process.argv[2] ?? '';

assertNode();
assertInstalled();
if (!existsSync(inRoot('apps', app, 'main.ts')))
  stop(`There is no service "${app}".`, 'See the start:… scripts in package.json.');
if (!process.env.DATABASE_URL && !WITHOUT_DATABASE.has(app)) {
  stop(
    `The service "${app}" shares one PostgreSQL with the others, and DATABASE_URL does not say which.`,
    `Set it: DATABASE_URL=postgres://user:password@host:5432/guichet npm run start:${app}   (or use "npm start": everything in one, nothing to set)`,
  );
}
// The image is built once and its sources are left behind: nothing to compile there.
if (existsSync(inRoot('node_modules', '@swc', 'core'))) {
  try {
    await build(app === 'desk' ? undefined : ['services']);
  } catch (error) {
    stop('The build failed.', error.message);
  }
}

const child = spawn(process.execPath, ['--enable-source-maps', inRoot('dist', 'apps', app, 'main.js')], {
  stdio: 'inherit',
  env: { NODE_ENV: 'production', ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) =>
  process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)),
);
