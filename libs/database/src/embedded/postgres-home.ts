/** The folder of the embedded database: where its parts lie, who may hold it, and whether it can be used at all. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  EmbeddedPostgresError,
  diskFull,
  explainFileError,
  foreignOwner,
} from './embedded-postgres-error.js';
import { processMark } from './process-mark.js';
import { canEnter, chooseRunAs, type RunAs } from './run-as.js';

const NEW_CLUSTER_BYTES = 120_000_000; // 40 MB after initdb, a first 16 MB of log, and room to breathe

export interface PostgresHome {
  folder: string;
  cluster: string;
  logFile: string;
  runAs: RunAs;
}

/**
 * Makes the folder, or follows it to where it had to go: below a private folder (`/root`, a `mktemp -d`) the server's
 * own user could not reach its files, so root then keeps them in a public place and leaves a note with the address.
 */
export function openHome(dataDir: string): PostgresHome {
  const wanted = resolve(dataDir);
  try {
    mkdirSync(wanted, { recursive: true });
    const folder = movedTo(wanted) ?? wanted;
    const home = describe(folder);
    if (home.runAs.uid === undefined) return home;
    chmodSync(folder, 0o711);
    return canEnter(folder, home.runAs) ? home : moveOut(wanted, home.runAs);
  } catch (error) {
    throw explainFileError(error, wanted);
  }
}

export function assertRoomForCluster(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < NEW_CLUSTER_BYTES) throw diskFull(folder);
}

/** One owner at a time: a second start waits for the first to let go, then says who holds the folder. */
export async function holdHome(home: PostgresHome, patienceMs = 10_000): Promise<() => void> {
  const lock = join(home.folder, 'owner');
  const mine = processMark(process.pid) ?? String(process.pid);
  const deadline = Date.now() + patienceMs;
  for (;;) {
    if (takeLock(lock, mine)) return () => rmSync(lock, { force: true });
    const holder = liveHolder(lock);
    if (holder === undefined) rmSync(lock, { force: true });
    else if (Date.now() > deadline) throw heldBy(home.folder, holder);
    else await pause(200);
  }
}

/** The random password of the database, kept beside it for the next start; nobody ever types it. */
export function readOrMakeSecret(home: PostgresHome): string {
  const file = join(home.folder, 'secret');
  try {
    if (!existsSync(file)) {
      if (existsSync(join(home.cluster, 'PG_VERSION'))) throw secretLost(file);
      writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
    }
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw explainFileError(error, home.folder);
  }
}

function describe(folder: string): PostgresHome {
  const cluster = join(realpathSync(folder), 'cluster');
  return { folder, cluster, logFile: join(folder, 'postgres.log'), runAs: chooseRunAs(cluster) };
}

function movedTo(wanted: string): string | undefined {
  const note = join(wanted, 'location');
  if (!existsSync(note)) return undefined;
  const folder = readFileSync(note, 'utf8').trim();
  if (!existsSync(folder)) {
    throw new EmbeddedPostgresError(
      'cannot-start',
      `The database was kept in ${folder}, and that folder is gone.`,
      `Bring it back, or remove ${wanted} to begin with an empty database.`,
    );
  }
  return folder;
}

function moveOut(wanted: string, runAs: RunAs): PostgresHome {
  if (existsSync(join(wanted, 'cluster'))) {
    throw foreignOwner(wanted, 'a user that cannot reach it');
  }
  for (const root of ['/var/lib/guichet', '/opt/guichet', '/srv/guichet']) {
    const folder = join(root, `postgres-${randomBytes(4).toString('hex')}`);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o711 });
      chmodSync(folder, 0o711);
    } catch {
      continue; // read-only system folders are usual in containers
    }
    if (!canEnter(folder, runAs)) continue;
    writeFileSync(join(wanted, 'location'), `${folder}\n`);
    return describe(folder);
  }
  throw new EmbeddedPostgresError(
    'foreign-owner',
    `The data folder ${wanted} lies below a private folder, where the database's own user cannot go.`,
    'Set GUICHET_DATA_DIR to a folder that other users may enter, such as /var/lib/guichet.',
  );
}

/** Written aside and then linked, so that nobody ever reads half a name. */
function takeLock(lock: string, mine: string): boolean {
  const aside = `${lock}.${process.pid}`;
  try {
    writeFileSync(aside, mine, { mode: 0o600 });
    linkSync(aside, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw explainFileError(error, dirname(lock));
  } finally {
    rmSync(aside, { force: true });
  }
}

function liveHolder(lock: string): string | undefined {
  try {
    const mark = readFileSync(lock, 'utf8');
    const pid = mark.includes(':') ? mark.split(':')[1] : mark;
    return pid && processMark(Number(pid)) === mark ? pid : undefined;
  } catch {
    return undefined;
  }
}

function heldBy(folder: string, pid: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'in-use',
    `Guichet already runs with the data folder ${folder} (process ${pid}).`,
    'Stop the other one first, or set GUICHET_DATA_DIR to another folder for this one.',
  );
}

function secretLost(file: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'cannot-start',
    `The database is there, but its key file ${file} is missing.`,
    'Bring the file back from where the folder was copied, or choose another GUICHET_DATA_DIR.',
  );
}
