/** Migrations and entities tell one story: after all migrations the schema builder has nothing to add. */
import { AGENTS_ENTITIES } from '@lib/agents';
import { BULK_ENTITIES } from '@lib/bulk';
import { BUS_ENTITIES } from '@lib/bus';
import { CHAT_ENTITIES } from '@lib/channels/chat';
import { EMAIL_ENTITIES } from '@lib/channels/email';
import { VOICE_ENTITIES } from '@lib/channels/voice';
import { CLOCKS_ENTITIES } from '@lib/clocks';
import { CUSTOMERS_ENTITIES } from '@lib/customers';
import { dataSourceOptions } from '@lib/database';
import { DELIVERY_ENTITIES } from '@lib/delivery';
import { KITCHEN_ENTITIES } from '@lib/kitchen';
import { KNOWLEDGE_ENTITIES } from '@lib/knowledge';
import { RECORD_ENTITIES } from '@lib/record';
import { ROUTING_ENTITIES } from '@lib/routing';
import { RULES_ENTITIES } from '@lib/rules';
import { SEARCH_ENTITIES } from '@lib/search';
import { SUPERVISION_ENTITIES } from '@lib/supervision';
import { TICKETS_ENTITIES } from '@lib/tickets';
import { VIEWS_ENTITIES } from '@lib/views';
import { DataSource } from 'typeorm';
import { useDatabase } from '../support/postgres.js';

const entities = [
  ...BUS_ENTITIES,
  ...CUSTOMERS_ENTITIES,
  ...AGENTS_ENTITIES,
  ...TICKETS_ENTITIES,
  ...ROUTING_ENTITIES,
  ...DELIVERY_ENTITIES,
  ...KITCHEN_ENTITIES,
  ...CLOCKS_ENTITIES,
  ...RECORD_ENTITIES,
  ...RULES_ENTITIES,
  ...SEARCH_ENTITIES,
  ...SUPERVISION_ENTITIES,
  ...VIEWS_ENTITIES,
  ...BULK_ENTITIES,
  ...KNOWLEDGE_ENTITIES,
  ...CHAT_ENTITIES,
  ...EMAIL_ENTITIES,
  ...VOICE_ENTITIES,
];
const database = useDatabase();

test('the schema builder has nothing to add, and every table has its entity', async () => {
  const source = await new DataSource(
    dataSourceOptions({ url: database.url, poolSize: 2, entities }),
  ).initialize();
  try {
    const missing = await source.driver.createSchemaBuilder().log();
    expect(missing.upQueries.map((query) => query.query)).toEqual([]);
    const tables = await database.query<{ name: string }>(
      `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema', 'public')`,
    );
    const known = new Set(source.entityMetadatas.map((entity) => entity.tablePath));
    expect(tables.map((table) => table.name).filter((name) => !known.has(name))).toEqual([]);
  } finally {
    await source.destroy();
  }
});

test('every migration can be taken back and applied again', async () => {
  const source = await new DataSource(
    dataSourceOptions({ url: database.url, poolSize: 2, entities }),
  ).initialize();
  try {
    const applied = source.migrations.length;
    for (let n = 0; n < applied; n += 1) await source.undoLastMigration();
    expect(await source.showMigrations()).toBe(true);
    expect(await source.runMigrations()).toHaveLength(applied);
  } finally {
    await source.destroy();
  }
});
