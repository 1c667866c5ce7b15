/** Looks whether the data folder can be used before anything is started, and says in plain words why not. */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { userInfo } from 'node:os';

export function assertDataFolder(dataDir) {
  const folder = resolve(dataDir);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const [message, hint] = explain(error.code, folder);
    throw Object.assign(new Error(message), { hint });
  }
}

function explain(code, folder) {
  const elsewhere = 'GUICHET_DATA_DIR=/another/folder npm start';
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return [
      `${folder} cannot be the data folder: something on the way there is a file.`,
      `Choose another: ${elsewhere}`,
    ];
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return [
      `The data folder ${folder} belongs to ${ownerOf(folder)}, and you are ${userInfo().username}.`,
      `Start as that user, make the folder yours (chown -R), or choose another: ${elsewhere}`,
    ];
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return [
      `There is no room left on the disk of ${folder}.`,
      `Free about 300 MB, or choose another disk: ${elsewhere}`,
    ];
  }
  return [`The data folder ${folder} cannot be used (${code}).`, `Choose another: ${elsewhere}`];
}

function ownerOf(folder) {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat) return 'somebody else';
  return stat.uid === 0 ? 'root' : `user number ${stat.uid}`;
}
