/** The embedded database for who only looks: the running one, or one that is started for the visit and stopped after it; never a new one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE, startEmbeddedPostgres, type EmbeddedPostgresLog } from './embedded-postgres.js';
import { SUPERUSER } from './cluster.js';
import { openHome, readOrMakeSecret } from './postgres-home.js';
import { findRunning } from './postmaster.js';

export interface Visit {
  url: string;
  leave(): Promise<void>;
}

const silent: EmbeddedPostgresLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Throws when nothing was ever kept in that folder. */
export async function visitEmbeddedPostgres(dataDir: string): Promise<Visit> {
  const home = existsSync(dataDir) ? openHome(dataDir) : undefined;
  if (!home || !existsSync(join(home.cluster, 'PG_VERSION')))
    throw new Error(`There is no database in ${dataDir}`);
  const secret = readOrMakeSecret(home);
  const running = await findRunning(home, secret);
  if (running)
    return {
      url: `postgres://${SUPERUSER}:${secret}@127.0.0.1:${running.port}/${DATABASE}`,
      leave: () => Promise.resolve(),
    };
  const started = await startEmbeddedPostgres({ dataDir, log: silent });
  return { url: started.url, leave: () => started.stop() };
}
