/**
 * The front door, `npm start`: builds what is stale, starts the whole product as one child and tells how far it is.
 *
 * The child (`dist/apps/all-in-one/main.js`) reports over its IPC channel, one object a message:
 *   { step: 'database' | 'migrations' | 'voice' | 'mail' | 'http', state: 'begin' | 'done', detail?: string }
 *   { ready: { url, smtp, demo?: { password, people: [{ email, role, languages? }] } } }
 *   { fatal: { message, hint } }   and then it ends with 1
 * It logs JSON lines on stdout, the first on being ready `{"msg":"ready","url":…,"smtp":…}`. It stops in order on SIGTERM and
 * SIGINT (more than one may come) and when the channel disconnects, because then we are gone; the embedded database lies in
 * `<GUICHET_DATA_DIR>/postgres`. Without a terminal, or with --json, only the child's JSON lines are printed.
 */
import { fork } from 'node:child_process';
import { isStale } from './build.mjs';
import { assertDataFolder } from './parts/data-folder.mjs';
import { stopLeftoverDatabase } from './parts/leftover-database.mjs';
import { logLineReader } from './parts/log-lines.mjs';
import { whenNpmIsGone } from './parts/npm-watch.mjs';
import { waitForFreePorts } from './parts/ports.mjs';
import { assertInstalled, assertNode } from './parts/prerequisites.mjs';
import { productFlags } from './parts/product-flags.mjs';
import { printRefusal, printWelcome, StepList } from './parts/progress.mjs';
import { inRoot } from './parts/root.mjs';
import { run } from './parts/run.mjs';

const STOP_PATIENCE_MS = 20_000;
const plain = !process.stdout.isTTY || process.argv.includes('--json');
const steps = new StepList(plain);
const dataDir = process.env.GUICHET_DATA_DIR || '.guichet';

assertNode();
assertInstalled();
try {
  await steps.during('build', bringUpToDate, (built) => (built ? '' : 'nothing changed'));
  assertDataFolder(dataDir);
  await waitForFreePorts();
} catch (error) {
  refuse(error.message, error.hint ?? 'If the sources are unchanged, "npm ci" puts the packages right.');
}

let stopping = false;
let fatal;
const child = fork(inRoot('dist/apps/all-in-one/main.js'), [], {
  execArgv: productFlags,
  stdio: ['ignore', plain ? 'inherit' : 'pipe', 'inherit', 'ipc'],
  env: { NODE_ENV: 'production', ...process.env },
});
child.stdout?.on('data', logLineReader(steps));
child.on('message', heard);
child.on('exit', (code, signal) => void ended(code, signal));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
whenNpmIsGone(stop);

/** In a process of its own: the compiler's memory is given back before the product runs. */
async function bringUpToDate() {
  if (!isStale()) return false;
  const { code, output } = await run(process.execPath, [inRoot('infra/bin/build.mjs')]);
  if (code !== 0) throw new Error(`The build failed.\n${output}`);
  return true;
}

function heard(message) {
  if (message.step) steps[message.state](message.step, message.detail);
  if (message.fatal) fatal = message.fatal;
  if (message.ready) printWelcome(message.ready, { plain, dataDir });
}

function stop() {
  if (stopping) return;
  stopping = true;
  steps.close();
  steps.say('\nStopping …');
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS).unref();
}

async function ended(code, signal) {
  await stopLeftoverDatabase(dataDir);
  if (stopping) {
    steps.say(`Stopped. Your data is kept in ${dataDir}.`);
    process.exit(0);
  }
  refuse(
    fatal?.message ?? `Guichet ended unexpectedly (${signal ?? `code ${code}`}).`,
    fatal?.hint ?? 'Nothing acknowledged is lost: start again. "npm start -- --json" shows the whole log.',
  );
}

function refuse(message, hint) {
  steps.abandon();
  printRefusal(message, hint, plain);
  process.exit(1);
}
