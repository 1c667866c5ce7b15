/** What keeps the embedded database from running, in words that tell a newcomer what to do next. */
export type EmbeddedPostgresFault =
  | 'unsupported-platform'
  | 'disk-full'
  | 'foreign-owner'
  | 'wrong-version'
  | 'in-use'
  | 'unsafe-settings'
  | 'cannot-start';

export class EmbeddedPostgresError extends Error {
  constructor(
    readonly fault: EmbeddedPostgresFault,
    message: string,
    readonly hint: string,
  ) {
    super(message);
    this.name = 'EmbeddedPostgresError';
  }
}

export function diskFull(folder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'disk-full',
    `There is no room left on the disk that holds ${folder}.`,
    'Free some space (a new database needs about 200 MB), or set GUICHET_DATA_DIR to a folder on another disk.',
  );
}

export function foreignOwner(folder: string, owner: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'foreign-owner',
    `The data folder ${folder} belongs to ${owner}.`,
    'Start as that user, give the folder to yours (chown -R), or set GUICHET_DATA_DIR to another folder.',
  );
}

/** Errors of the file system, told apart by their code, become the faults people can act on. */
export function explainFileError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return foreignOwner(folder, 'somebody else');
  if (code === 'ENOTDIR' || code === 'EEXIST') return notAFolder(folder);
  return error;
}

function notAFolder(path: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'cannot-start',
    `${path} cannot be the data folder: something on the way there is a file.`,
    'Set GUICHET_DATA_DIR to a folder, or move the file away.',
  );
}
