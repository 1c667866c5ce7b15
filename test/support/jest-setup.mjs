/** Finds a browser and starts one embedded PostgreSQL before any test file, unless another server is named, as by a run of several suites. */
import { transformFile } from '@swc/core';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findBrowser } from '../../infra/bin/parts/browser.mjs';

const root = resolve(import.meta.dirname, '..', '..');
const PREFIX = 'guichet-test-';
const MEMORY = '/dev/shm';
/** Databases and log of all suites at once are a fifth of this. */
const ROOM_BYTES = 4 * 1024 ** 3;

export default async function setup() {
  process.env.GUICHET_CHROMIUM = findBrowser() ?? '';
  if (process.env.GUICHET_TEST_DATABASE_URL) return;
  sweepDeadRuns();
  const folder = mkdtempSync(join(place(), PREFIX));
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

/** What is thrown away need not reach a disk: each commit waits for one otherwise, and so does each removed database. */
function place() {
  if (!existsSync(MEMORY) || freemem() < ROOM_BYTES) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  // The server's programs may be copied beside its data, and run from there.
  const mayRun = !/^\S+ \/dev\/shm \S+ \S*noexec/m.test(readFileSync('/proc/mounts', 'utf8'));
  return mayRun && bavail * bsize >= ROOM_BYTES ? MEMORY : tmpdir();
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
  const folders = [tmpdir(), MEMORY].filter(existsSync).flatMap((place) =>
    readdirSync(place)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => join(place, name)),
  );
  for (const folder of folders) {
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
