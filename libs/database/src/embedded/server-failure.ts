/** Reads the server's last words and says what they mean for the person who started it. */
import { EmbeddedPostgresError, diskFull, foreignOwner } from './embedded-postgres-error.js';
import type { PostgresHome } from './postgres-home.js';

export function isPortTaken(said: string): boolean {
  return /could not bind|could not create any TCP\/IP sockets/.test(said);
}

/** A killed server leaves its memory segment and lock file behind for a moment. */
export function isPassing(said: string): boolean {
  return /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(said);
}

export function explainServerFailure(home: PostgresHome, said: string): EmbeddedPostgresError {
  if (/No space left on device/.test(said)) return diskFull(home.folder);
  if (/has wrong ownership|Permission denied|EACCES/.test(said))
    return foreignOwner(home.folder, 'somebody else');
  const complaints = [...said.matchAll(/(?:FATAL|PANIC|ERROR): +(.*)/g)]
    .map((match) => match[1])
    .filter((complaint) => complaint !== 'the database system is starting up'); // that was only us, asking early
  const reason = complaints.at(-1) ?? (said.trim().split('\n').at(-1) || 'it said nothing');
  return new EmbeddedPostgresError(
    'cannot-start',
    `The embedded database did not start: ${reason}`,
    `Its log is ${home.logFile}.`,
  );
}

export function wrongSecret(): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'cannot-start',
    'The embedded database does not know the key that lies beside it.',
    'The "secret" file and the "cluster" folder must come from the same place: bring back the matching one.',
  );
}
