/** Gives each test file a database of its own, copied from one that has all migrations applied. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { migrate } from '@lib/database';
import { Client } from 'pg';

const MIGRATIONS = resolve(import.meta.dirname, '../../libs/database/src/migrations');
const TEMPLATE = `guichet_template_${hashOf(MIGRATIONS)}`; // a server of your own may still hold last week's
const TEMPLATE_LOCK = 7183002;

export interface TestDatabase {
  url: string;
  name: string;
  query<R extends object>(sql: string, values?: unknown[]): Promise<R[]>;
  drop(): Promise<void>;
}

/**
 * Call at the top of a test file: makes the database before its first test and drops it when the file's hooks are done,
 * unless a test failed (then a server named by GUICHET_TEST_DATABASE_URL keeps it for a look).
 */
export function useDatabase(options: { migrated?: boolean } = {}): TestDatabase {
  let made: TestDatabase | undefined;
  const current = (): TestDatabase => {
    if (!made) throw new Error('The test database exists from the first beforeAll on, not before.');
    return made;
  };
  beforeAll(async () => {
    made = await createDatabase(options);
    (globalThis as { dropTestDatabase?: () => Promise<void> }).dropTestDatabase = made.drop;
  });
  return {
    get url() {
      return current().url;
    },
    get name() {
      return current().name;
    },
    query: (sql, values) => current().query(sql, values),
    drop: () => current().drop(),
  };
}

/** For tests that need more than one database, or one of another lifetime. */
export async function createDatabase({
  migrated = true,
}: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const name = `guichet_${randomBytes(6).toString('hex')}`;
  await asAdmin(async (admin) => {
    if (migrated) await ensureTemplate(admin);
    await admin.query(`create database ${name} template ${migrated ? TEMPLATE : 'template0'}`);
  });
  const url = urlOf(name);
  return {
    url,
    name,
    query: async <R extends object>(sql: string, values?: unknown[]) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        return (await client.query<R>(sql, values)).rows;
      } finally {
        await client.end();
      }
    },
    drop: () =>
      asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`)).then(() => undefined),
  };
}

/** Several test files begin at once: one migrates, the others wait for it. */
async function ensureTemplate(admin: Client): Promise<void> {
  await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const ready = await admin.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
    if (ready.rowCount) return;
    const half = `${TEMPLATE}_half`;
    await admin.query(`drop database if exists ${half} with (force)`);
    await admin.query(`create database ${half} template template0`);
    await migrate(urlOf(half));
    await admin.query(`alter database ${half} rename to ${TEMPLATE}`);
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

async function asAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: serverUrl() });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function serverUrl(): string {
  const url = process.env.GUICHET_TEST_DATABASE_URL;
  if (!url) throw new Error('No test database server: run this file in the suite "integration" or "e2e".');
  return url;
}

function hashOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 10);
}
