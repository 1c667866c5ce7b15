/** Makes the database cluster on the first start, and refuses one that another PostgreSQL made. */
import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError, diskFull, explainFileError } from './embedded-postgres-error.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { serverEnvironment } from './server-settings.js';
import { assertRoomForCluster, type PostgresHome } from './postgres-home.js';

export const SUPERUSER = 'guichet';

/** True when the cluster was made just now. */
export function openCluster(home: PostgresHome, binaries: PostgresBinaries, secret: string): boolean {
  if (!existsSync(join(home.cluster, 'PG_VERSION'))) {
    makeCluster(home, binaries, secret);
    return true;
  }
  assertSameMajor(home, binaries);
  giveBackToServer(home);
  return false;
}

function makeCluster(home: PostgresHome, binaries: PostgresBinaries, secret: string): void {
  assertRoomForCluster(home.folder);
  // A half-made cluster looks whole to the server, so it grows aside and gets its name when it is complete.
  const half = `${home.cluster}.half`;
  rmSync(half, { recursive: true, force: true });
  const passwordFile = join(home.folder, 'secret.initdb');
  try {
    mkdirSync(half, { mode: 0o700 });
    rmSync(passwordFile, { force: true });
    writeFileSync(passwordFile, secret, { mode: 0o600 });
    handOver(half, home);
    handOver(passwordFile, home);
    const made = spawnSync(binaries.initdb, initdbArguments(half, passwordFile), {
      ...home.runAs,
      cwd: '/',
      encoding: 'utf8',
      env: serverEnvironment,
    });
    if (made.status !== 0) throw initdbFailed(home, `${made.error?.message ?? ''}${made.stderr ?? ''}`);
    renameSync(half, home.cluster);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw explainFileError(error, home.folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function initdbArguments(folder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin', // the bundled ICU is old: sorting must not depend on it
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ];
}

function handOver(path: string, { runAs }: PostgresHome): void {
  if (runAs.uid !== undefined && runAs.gid !== undefined) chownSync(path, runAs.uid, runAs.gid);
}

/** A folder that was copied by root belongs to root; the server would refuse it. */
function giveBackToServer({ cluster, runAs }: PostgresHome): void {
  if (runAs.uid === undefined || statSync(cluster).uid === runAs.uid) return;
  spawnSync('chown', ['-R', `${runAs.uid}:${runAs.gid}`, cluster]);
}

function assertSameMajor(home: PostgresHome, binaries: PostgresBinaries): void {
  const made = readFileSync(join(home.cluster, 'PG_VERSION'), 'utf8').trim();
  if (made === binaries.major) return;
  throw new EmbeddedPostgresError(
    'wrong-version',
    `The database in ${home.folder} was made by PostgreSQL ${made}; this release brings PostgreSQL ${binaries.major}.`,
    'Export it with the release that made it and import it here, or set GUICHET_DATA_DIR to a new folder.',
  );
}

function initdbFailed(home: PostgresHome, output: string): EmbeddedPostgresError {
  if (output.includes('No space left on device')) return diskFull(home.folder);
  const reason = output.trim().split('\n').slice(0, 3).join(' ');
  return new EmbeddedPostgresError(
    'cannot-start',
    `The database could not be made in ${home.folder}: ${reason}`,
    'Set DATABASE_URL to a PostgreSQL that already runs if this machine cannot hold one.',
  );
}
