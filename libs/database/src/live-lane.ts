/** A few connections apart, for what is read by key whenever somebody waits for it on a screen. */
import type { OnApplicationShutdown, Provider } from '@nestjs/common';
import { CONFIG, type Config } from '@lib/platform';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';
import { Database } from './database.js';

const CONNECTIONS = 4;
/**
 * The long statements that describe a ticket take PostgreSQL 14 ms to plan and half a millisecond to run, and on connections
 * that come and go they are planned again and again. Here each is planned once, for whatever key, and by key: while the
 * tables are still small, a plan that reads them whole would be kept too.
 */
const SETTINGS = { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off', jit: 'off' };

class LiveSource implements OnApplicationShutdown {
  constructor(readonly source: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/**
 * In the module that lists them, every reader among its providers reads through these connections: what comes in masses
 * holds none of them. Only for what is found by its key; a list or a sum is better planned for its own values.
 */
export function liveLane(): Provider[] {
  return [
    { provide: LiveSource, inject: [CONFIG], useFactory: open },
    {
      provide: Database,
      inject: [LiveSource],
      useFactory: ({ source }: LiveSource) => new Database(source),
    },
  ];
}

async function open(config: Config): Promise<LiveSource> {
  if (!config.DATABASE_URL) throw new Error('DATABASE_URL is not set');
  const url = config.DATABASE_URL;
  const options = { url, poolSize: CONNECTIONS, applicationName: 'guichet-live', settings: SETTINGS };
  const source = new DataSource(dataSourceOptions(options));
  await source.initialize();
  return new LiveSource(source);
}
