/** Finds PostgreSQL's programs in the platform package and makes sure the server's user can run them. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import type { PostgresHome } from './postgres-home.js';
import type { RunAs } from './run-as.js';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
  /** First number of the version, which must equal the cluster's. */
  major: string;
}

/** The package's own folder when it works from there, else a copy beside the data, which the server's user can reach. */
export function findBinaries(home: PostgresHome): PostgresBinaries {
  const packageDir = findPackage();
  const native = join(packageDir, 'native');
  const inPlace = linkLibraries(native) ? tryBinaries(native, home.runAs) : undefined;
  if (inPlace?.major) return inPlace as PostgresBinaries;

  const copy = copyNative(native, home, readVersion(packageDir));
  const copied = tryBinaries(copy, home.runAs);
  if (copied.major) return copied as PostgresBinaries;
  throw new EmbeddedPostgresError(
    'unsupported-platform',
    `The embedded PostgreSQL does not run on this machine: ${copied.reason}`,
    'It needs glibc 2.27 or newer (Alpine has none). Set DATABASE_URL to a PostgreSQL that already runs.',
  );
}

function findPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    throw new EmbeddedPostgresError(
      'unsupported-platform',
      `The package ${name} with the embedded PostgreSQL is not installed.`,
      'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL that already runs.',
    );
  }
}

function readVersion(packageDir: string): string {
  return (JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string }).version;
}

/** npm skips the package's install script (by default, or with --ignore-scripts), and with it the library links. */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    try {
      symlinkSync(relative(dirname(target), source), join(native, relative('native', target)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false; // not ours to write: a copy is made
    }
  }
  return true;
}

function tryBinaries(native: string, runAs: RunAs): Partial<PostgresBinaries> & { reason?: string } {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(native, 'bin', name + suffix);
  const answer = spawnSync(program('postgres'), ['--version'], { ...runAs, cwd: '/', encoding: 'utf8' });
  const major = /\(PostgreSQL\) (\d+)/.exec(answer.stdout ?? '')?.[1];
  const reason = (answer.error?.message ?? answer.stderr ?? '').trim();
  return {
    postgres: program('postgres'),
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    major,
    reason,
  };
}

function copyNative(native: string, home: PostgresHome, version: string): string {
  const copy = join(home.folder, `native-${version}`);
  if (existsSync(copy)) return copy;
  const half = `${copy}.half`;
  rmSync(half, { recursive: true, force: true });
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  openToAll(half);
  renameSync(half, copy);
  linkLibraries(copy);
  return copy;
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile())
      chmodSync(path, folder.endsWith('bin') || /\.so/.test(entry.name) ? 0o755 : 0o644);
  }
}
