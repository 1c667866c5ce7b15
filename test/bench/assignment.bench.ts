/** How many offers a second are durably made to a thousand agents from ten thousand waiting, two routers racing, beside one-row updates. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Database, migrate, startEmbeddedPostgres } from '@lib/database';
import { configureLogging, loadConfig, newId, NestLog } from '@lib/platform';
import { OfferService, RouterWorker, RoutingWorkerModule } from '@lib/routing';
import { app } from '../../apps/rooms.js';

const AGENTS = 1_000;
const WAITING = 10_000;
const QUEUES = 20;
const LIMIT = 1_000;

class BenchApp {}

const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
chmodSync(folder, 0o711);
const silent = () => undefined;
const postgres = await startEmbeddedPostgres({
  dataDir: join(folder, 'postgres'),
  log: { info: silent, warn: silent, error: silent },
});
const contexts: INestApplicationContext[] = [];
try {
  await migrate(postgres.url);
  configureLogging('warn');
  const [first, second] = [await routerProcess(), await routerProcess()];
  const database = first.get(Database);
  const updates = await oneRowUpdates(database);
  say('one-row updates, 8 at once', updates, null, 1);
  await fill(database);
  const { offers, seconds } = await offerAll(database, [first.get(RouterWorker), second.get(RouterWorker)]);
  say('durable offers, two routers racing', offers / seconds, LIMIT, offers / seconds / updates);
  await exactlyOnce(database);
  const accepted = await acceptAll(database, first.get(OfferService));
  say('offers accepted one by one, 8 at once', accepted, null, accepted / updates);
} finally {
  await Promise.all(contexts.map((context) => context.close()));
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The routers' own loops are not started: the bench calls their passes, so that nothing else is measured. */
async function routerProcess(): Promise<INestApplicationContext> {
  const config = loadConfig({
    DATABASE_URL: postgres.url,
    GUICHET_SECRET: 'a-secret-for-benches-only-0123456789',
    GUICHET_DATA_DIR: folder,
    OFFER_TIMEOUT_MS: '600000',
  });
  const module = app(BenchApp, config, [RoutingWorkerModule]);
  const context = await NestFactory.createApplicationContext(module, { logger: new NestLog() });
  contexts.push(context);
  await context.get(RouterWorker).onApplicationShutdown();
  return context;
}

async function oneRowUpdates(database: Database): Promise<number> {
  await database.query(
    `CREATE TABLE public.bench_row AS SELECT n AS id, 0 AS value FROM generate_series(1, 1000) AS n`,
  );
  await database.query(`ALTER TABLE public.bench_row ADD PRIMARY KEY (id)`);
  const began = performance.now();
  let done = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - began < 3_000) {
      await database.query(`UPDATE public.bench_row SET value = value + 1 WHERE id = $1`, [
        1 + (done++ % 1_000),
      ]);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return done / ((performance.now() - began) / 1_000);
}

/** Every agent is in five of the queues; every waiting chat has a ticket and a customer of its own. */
async function fill(database: Database): Promise<void> {
  const queues = Array.from({ length: QUEUES }, () => newId());
  await database.query(`INSERT INTO routing.queue (id, name) SELECT id, 'q' FROM unnest($1::uuid[]) AS id`, [
    queues,
  ]);
  await database.query(
    `WITH made AS (
       INSERT INTO agents.agent (id, email, name, role, password_hash, state, capacity)
       SELECT gen_random_uuid(), n || '@bench.test', 'agent ' || n, 'agent', '-', 'available', '{"chat": 100, "email": 100, "voice": 1}'
       FROM generate_series(1, ${AGENTS}) AS n RETURNING id),
     here AS (INSERT INTO agents.console (id, agent_id, expires_at) SELECT id::text, id, now() + interval '1 hour' FROM made)
     INSERT INTO agents.membership (agent_id, queue_id)
     SELECT made.id, queue.id FROM made CROSS JOIN LATERAL (SELECT id FROM routing.queue ORDER BY md5(made.id::text || queue.id::text) LIMIT 5) AS queue`,
  );
  await database.query(
    `WITH numbered AS (SELECT n, gen_random_uuid() AS c, gen_random_uuid() AS t, gen_random_uuid() AS i,
                              ($1::uuid[])[1 + n % ${QUEUES}] AS q FROM generate_series(1, ${WAITING}) AS n),
     kept AS (SELECT * FROM numbered),
     people AS (INSERT INTO customers.customer (id, name) SELECT c, 'customer ' || n FROM kept),
     tickets AS (INSERT INTO tickets.ticket (id, customer_id, subject, queue_id) SELECT t, c, 'matter ' || n, q FROM kept),
     talks AS (INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, queue_id, thread_key, our_address)
               SELECT i, t, c, c, 'chat', q, 'chat:' || i, 'chat' FROM kept)
     INSERT INTO routing.work_item (id, interaction_id, ticket_id, queue_id, channel, sort_key)
     SELECT gen_random_uuid(), i, t, q, 'chat', now() - n * interval '1 second' FROM kept`,
    [queues],
  );
  await database.query('ANALYZE');
}

/** Between passes the agents take what they were offered, in one statement: what is measured is the making of offers. */
async function offerAll(
  database: Database,
  routers: RouterWorker[],
): Promise<{ offers: number; seconds: number }> {
  let busyMs = 0;
  for (;;) {
    const began = performance.now();
    await Promise.all(routers.map((router) => router.pass()));
    busyMs += performance.now() - began;
    const [row] = await database.query<{ waiting: number }>(
      `SELECT count(*)::integer AS waiting FROM routing.work_item WHERE state = 'waiting'`,
    );
    if (row?.waiting === 0) return { offers: WAITING, seconds: busyMs / 1_000 };
    await database.query(`UPDATE agents.engagement SET state = 'engaged' WHERE state = 'offered'`);
  }
}

async function exactlyOnce(database: Database): Promise<void> {
  const [row] = await database.query<{ offers: number; items: number }>(
    `SELECT count(*)::integer AS offers, count(DISTINCT work_item_id)::integer AS items FROM routing.offer`,
  );
  if (row?.offers !== WAITING || row.items !== WAITING)
    throw new Error(`not exactly once: ${JSON.stringify(row)}`);
}

async function acceptAll(database: Database, offers: OfferService): Promise<number> {
  const rows = await database.query<{ id: string; agent_id: string }>(
    `SELECT id, agent_id FROM routing.offer WHERE state = 'made' LIMIT 1000`,
  );
  const began = performance.now();
  const worker = async (): Promise<void> => {
    for (let row = rows.pop(); row; row = rows.pop())
      await offers.accept({ agentId: row.agent_id, role: 'agent', name: 'bench', sessionId: '' }, row.id);
  };
  const count = rows.length;
  await Promise.all(Array.from({ length: 8 }, worker));
  return count / ((performance.now() - began) / 1_000);
}

function say(figure: string, value: number, limit: number | null, ratio: number): void {
  const line = {
    bench: 'assignment',
    figure,
    unit: '/s',
    value: Math.round(value),
    limit,
    ratio: Number(ratio.toFixed(2)),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
