/** Stops the embedded database when the services died too suddenly to do it themselves. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from './root.mjs';

export async function stopLeftoverDatabase(dataDir) {
  const folder = join(dataDir, 'postgres');
  const note = join(folder, 'location');
  const home = existsSync(note) ? readFileSync(note, 'utf8').trim() : folder;
  if (!existsSync(join(home, 'cluster/postmaster.pid'))) return;
  const launcher = pathToFileURL(inRoot('dist/libs/database/src/embedded/embedded-postgres.js'));
  const { startEmbeddedPostgres } = await import(launcher.href);
  const silent = () => undefined;
  try {
    const found = await startEmbeddedPostgres({
      dataDir: folder,
      log: { info: silent, warn: silent, error: silent },
    });
    await found.stop();
  } catch {
    return; // somebody else holds the folder: then it is not left over
  }
}
