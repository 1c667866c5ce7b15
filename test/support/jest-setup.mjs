/** Starts one embedded PostgreSQL for the whole test run, before any test file, unless another server is named. */
import { transformFile } from '@swc/core';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..', '..');
const PREFIX = 'guichet-test-';

export default async function setup() {
  if (process.env.GUICHET_TEST_DATABASE_URL) return;
  sweepDeadRuns();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  chmodSync(folder, 0o711); // root lends the server to another user, who has to get in
  const { startEmbeddedPostgres } = await importLauncher();
  const silent = () => undefined;
  const server = await startEmbeddedPostgres({
    dataDir: folder,
    log: { info: silent, warn: console.warn, error: console.error },
  });
  process.env.GUICHET_TEST_DATABASE_URL = server.url.replace(/\/guichet$/, '/postgres');
  globalThis.stopTestPostgres = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** The launcher is TypeScript and a set-up file is not transformed, so its few files are compiled aside. */
async function importLauncher() {
  const source = join(root, 'libs/database/src/embedded');
  const target = join(root, '.cache/embedded-postgres');
  mkdirSync(target, { recursive: true });
  for (const file of readdirSync(source).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
  )) {
    const { code } = await transformFile(join(source, file), { cwd: root, sourceMaps: false });
    writeFileSync(join(target, file.replace(/\.ts$/, '.js')), code);
  }
  return import(pathToFileURL(join(target, 'embedded-postgres.js')).href);
}

/** A run that was killed leaves its server behind; the next one ends it. */
function sweepDeadRuns() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      const owner = readFileSync(join(folder, 'owner'), 'utf8').split(':');
      if (existsSync(`/proc/${owner[1] ?? owner[0]}`)) continue;
      process.kill(
        Number(readFileSync(join(folder, 'cluster/postmaster.pid'), 'utf8').split('\n')[0]),
        'SIGQUIT',
      );
      rmSync(folder, { recursive: true, force: true });
    } catch {
      continue; // another user's, or just being made or removed
    }
  }
}
