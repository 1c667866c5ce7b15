/** Chooses the user that runs the database server, because PostgreSQL refuses to run as root. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { EmbeddedPostgresError, foreignOwner } from './embedded-postgres-error.js';

export interface RunAs {
  /** Both undefined when the server simply runs as the user we are. */
  uid?: number;
  gid?: number;
}

/** Root lends the server the owner of an existing cluster, else `postgres`, else `nobody`; anybody else runs it himself. */
export function chooseRunAs(cluster: string): RunAs {
  const me = process.getuid?.();
  if (me === undefined) return {};
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (me !== 0) {
    if (owner && owner.uid !== me) throw foreignOwner(cluster, `user ${userName(owner.uid)}`);
    return {};
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid && gid) return { uid, gid };
  }
  throw new EmbeddedPostgresError(
    'cannot-start',
    'PostgreSQL may not run as root, and this machine knows neither a user "postgres" nor "nobody".',
    'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL that already runs.',
  );
}

/** A real attempt instead of reading mode bits: access lists and mounts count too. */
export function canEnter(folder: string, runAs: RunAs): boolean {
  if (runAs.uid === undefined) return true;
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...runAs, cwd: '/', stdio: 'ignore' }).status === 0
  );
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  const answer = spawnSync('id', [flag, name], { encoding: 'utf8' });
  const id = Number(answer.stdout);
  return answer.status === 0 && id !== 0 ? (id < 0 ? id >>> 0 : id) : undefined;
}

function userName(uid: number): string {
  const answer = spawnSync('id', ['-un', String(uid)], { encoding: 'utf8' });
  return answer.status === 0 ? answer.stdout.trim() : `number ${uid} (you are ${userInfo().username})`;
}
