/** Gives every room the one connection pool of this process, and refuses a server that may forget what it acknowledged. */
import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, HealthRegistry, type Config } from '@lib/platform';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';
import { Database } from './database.js';

@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(HealthRegistry) health: HealthRegistry,
  ) {
    health.register('database', async () => {
      await this.source.query('SELECT 1');
      return { ok: true };
    });
  }

  static forRoot(entities: (new () => object)[]): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DataSource, inject: [CONFIG], useFactory: (config: Config) => connect(config, entities) },
        Database,
      ],
      exports: [DataSource, Database],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

async function connect(config: Config, entities: (new () => object)[]): Promise<DataSource> {
  if (!config.DATABASE_URL) throw new Error('DATABASE_URL is not set');
  const source = new DataSource(
    dataSourceOptions({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL, entities }),
  );
  await source.initialize();
  await refuseForgetfulServer(source);
  return source;
}

/** With `synchronous_commit=off` a mere kill of PostgreSQL loses acknowledged work; we promise it does not. */
async function refuseForgetfulServer(source: DataSource): Promise<void> {
  const rows: { name: string; setting: string }[] = await source.query(
    `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')`,
  );
  const weak = rows.filter((row) => row.setting === 'off').map((row) => row.name);
  if (weak.length > 0) {
    await source.destroy();
    throw new Error(`PostgreSQL may lose acknowledged work: ${weak.join(', ')} must not be off`);
  }
}
