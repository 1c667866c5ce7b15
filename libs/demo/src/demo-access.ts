/** Whether the demo company runs here, and the password its people log in with. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError, isLoopback, type Config } from '@lib/platform';
import pg from 'pg';

/** On by itself only for an empty database on this machine's own address, and from then on where it was made. */
export async function demoRuns(config: Config): Promise<boolean> {
  if (config.GUICHET_DEMO === false) return false;
  const found = await peopleIn(config.DATABASE_URL ?? '');
  if (config.GUICHET_DEMO === undefined) return isLoopback(config.HOST) && found !== 'others';
  if (found === 'others')
    throw new ConfigError(['GUICHET_DEMO: this database holds real people; the demo company is refused']);
  return true;
}

/** Given by the operator, else made once and kept beside the data. */
export function demoPassword(config: Config): string {
  if (config.GUICHET_DEMO_PASSWORD) return config.GUICHET_DEMO_PASSWORD;
  return keptSecret(config, 'demo-password', () => `velo-${randomBytes(6).toString('base64url')}`);
}

/** A secret made at the first start and kept, readable by us alone. */
export function keptSecret(config: Config, name: string, make: () => string): string {
  mkdirSync(config.GUICHET_DATA_DIR, { recursive: true });
  const file = join(config.GUICHET_DATA_DIR, name);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const secret = make();
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  return secret;
}

async function peopleIn(url: string): Promise<'nobody' | 'demo' | 'others'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ demo: boolean }>(
      `SELECT bool_or(email = 'lea@guichet.test') AS demo FROM agents.agent HAVING count(*) > 0`,
    );
    if (!rows[0]) return 'nobody';
    return rows[0].demo ? 'demo' : 'others';
  } finally {
    await client.end();
  }
}
