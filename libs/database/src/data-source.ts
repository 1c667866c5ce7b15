/** How we connect: a small warm pool with every time-out set, because a hung statement is worse than a failed one. */
import { logger } from '@lib/platform';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from './migrations/index.js';

const log = logger('database');

export interface ConnectOptions {
  url: string;
  poolSize?: number;
  entities?: (new () => object)[];
  applicationName?: string;
  /** Of the server, for these connections alone. */
  settings?: Record<string, string>;
}

export function dataSourceOptions({
  url,
  poolSize = 12,
  entities = [],
  applicationName = 'guichet',
  settings = {},
}: ConnectOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    applicationName,
    poolSize,
    connectTimeoutMS: 5_000,
    poolErrorHandler: (error: unknown) =>
      log.warn(
        { reason: error instanceof Error ? error.message : String(error) },
        'a pooled connection broke; the pool replaces it',
      ),
    extra: {
      min: 2,
      pipeline: true,
      idleTimeoutMillis: 10_000,
      statement_timeout: 30_000,
      query_timeout: 35_000,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      options: Object.entries(settings)
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' '),
    },
  };
}

/** Applies what is missing; several services may start at once, so one of them holds a lock while it works. */
export async function migrate(url: string): Promise<number> {
  const source = new DataSource({
    ...dataSourceOptions({ url, poolSize: 2, applicationName: 'guichet-migrate' }),
    extra: {},
  } as DataSourceOptions);
  await source.initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.connect();
    await runner.query('SELECT pg_advisory_lock(7183001)');
    const applied = await source.runMigrations();
    await runner.query('SELECT pg_advisory_unlock(7183001)');
    return applied.length;
  } finally {
    await runner.release();
    await source.destroy();
  }
}
