/** How long a page of a list and a search take on a million tickets and a million messages, for who sees all and for an agent who sees a part. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { SearchQuery, type TicketQuery } from '@lib/contracts';
import { migrate, startEmbeddedPostgres } from '@lib/database';
import { configureLogging, loadConfig, newId, NestLog, type Principal } from '@lib/platform';
import { SearchApiModule, SearchService } from '@lib/search';
import { TicketReader, type TicketWindow } from '@lib/tickets';
import { Client } from 'pg';
import { app } from '../../apps/rooms.js';

const ROWS = 1_000_000;
const QUEUES = 20;
const LIMITS = { page: 20, ordinary: 50, common: 150 };
const TIMES = 40;
const sorts: TicketQuery['sort'][] = [
  'updatedAt',
  '-updatedAt',
  'openedAt',
  '-openedAt',
  'priority',
  '-priority',
];

class BenchApp {}

const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
chmodSync(folder, 0o711);
const silent = () => undefined;
const postgres = await startEmbeddedPostgres({
  dataDir: join(folder, 'postgres'),
  log: { info: silent, warn: silent, error: silent },
});
const max: Principal = { agentId: newId(), role: 'supervisor', name: 'Max', sessionId: '' };
const lea: Principal = { agentId: newId(), role: 'agent', name: 'Léa', sessionId: '' };
const queues = Array.from({ length: QUEUES }, () => newId());
try {
  await migrate(postgres.url);
  configureLogging('warn');
  const config = loadConfig({
    DATABASE_URL: postgres.url,
    GUICHET_SECRET: 'a-secret-for-benches-only-0123456789',
    GUICHET_DATA_DIR: folder,
  });
  const context = await NestFactory.createApplicationContext(app(BenchApp, config, [SearchApiModule]), {
    logger: new NestLog(),
  });
  try {
    await fill();
    await lists(context.get(TicketReader));
    await searches(context.get(SearchService));
  } finally {
    await context.close();
  }
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Words as rare as in a language: the first of four thousand are in nearly every text, the last in hardly one. */
function word(place: number): string {
  return `z${String(place).replace(/\d/g, (digit) => 'bcdfghjklm'.charAt(Number(digit)))}`;
}

/** Without triggers and with the word index made at the end: what is measured is reading. */
async function fill(): Promise<void> {
  // A connection of its own: those of the product end what takes long.
  const database = new Client({ connectionString: postgres.url });
  await database.connect();
  await database.query(`ALTER TABLE tickets.ticket DISABLE TRIGGER USER`);
  await database.query(`ALTER TABLE tickets.message DISABLE TRIGGER USER`);
  await database.query(`ALTER TABLE customers.customer DISABLE TRIGGER USER`);
  await database.query(`DROP INDEX search.entry_words_message`);
  await database.query(
    `INSERT INTO routing.queue (id, name) SELECT id, 'queue' FROM unnest($1::uuid[]) AS id`,
    [queues],
  );
  await database.query(`INSERT INTO agents.membership (agent_id, queue_id) VALUES ($1, $2)`, [
    lea.agentId,
    queues[0],
  ]);
  await database.query(
    `INSERT INTO customers.customer (id, name) SELECT md5('c' || n)::uuid, 'Customer ' || n FROM generate_series(1, ${ROWS / 5}) AS n`,
  );
  await database.query(
    `INSERT INTO tickets.ticket (id, customer_id, subject, status, priority, owner_id, queue_id, channels, opened_at, updated_at)
     SELECT md5('t' || n)::uuid, md5('c' || (n % ${ROWS / 5} + 1))::uuid, 'Matter ' || n,
       CASE WHEN n % 50 = 0 THEN 'new' WHEN n % 50 = 1 THEN 'open' WHEN n % 50 = 2 THEN 'pending' WHEN n % 50 < 10 THEN 'resolved' ELSE 'closed' END,
       (ARRAY['low', 'normal', 'normal', 'normal', 'high', 'urgent'])[n % 6 + 1],
       CASE WHEN n % 9973 = 0 THEN $1::uuid END, ($2::uuid[])[n / 50 % ${QUEUES} + 1], '["email"]',
       timestamptz '2025-01-01' + n * interval '30 seconds', timestamptz '2025-01-02' + (n::bigint * 7919 % ${ROWS}) * interval '30 seconds'
     FROM generate_series(1, ${ROWS}) AS n`,
    [lea.agentId, queues],
  );
  await database.query(
    `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, thread_key, our_address, agent_id)
     SELECT gen_random_uuid(), md5('t' || n * 401)::uuid, md5('c' || n * 401 % ${ROWS / 5} + 1)::uuid, gen_random_uuid(), 'email', 'k', 'a', $1
     FROM generate_series(1, 2000) AS n`,
    [lea.agentId],
  );
  await database.query(
    `INSERT INTO tickets.message (id, ticket_id, seq, interaction_id, channel, direction, author_kind, at, text)
     SELECT md5('m' || n)::uuid, md5('t' || n)::uuid, 1, gen_random_uuid(), 'email', 'in', 'customer',
       timestamptz '2025-01-01' + n * interval '30 seconds',
       (SELECT string_agg('z' || translate(floor(4000 * random() ^ 4)::integer::text, '0123456789', 'bcdfghjklm'), ' ')
        FROM generate_series(1, 30 + n % 2))
     FROM generate_series(1, ${ROWS}) AS n`,
  );
  await database.query(
    `INSERT INTO search.entry (kind, id, ticket_id, customer_id, at, language, words)
     SELECT 'message', message.id, message.ticket_id, ticket.customer_id, message.at, 'fr', search.vector('fr', message.text)
     FROM tickets.message JOIN tickets.ticket ON ticket.id = message.ticket_id`,
  );
  await database.query(
    `CREATE INDEX entry_words_message ON search.entry USING gin (words) WHERE kind = 'message'`,
  );
  await database.query('VACUUM ANALYZE');
  await database.end();
}

async function lists(reader: TicketReader): Promise<void> {
  const asked: [string, Principal, Partial<TicketWindow>][] = [
    ['all', max, {}],
    ['not settled', max, { statuses: ['new', 'open', 'pending', 'on-hold'] }],
    ['a queue', max, { queueId: queues[1] }],
    ['an agent’s', lea, {}],
  ];
  for (const [name, who, window] of asked) {
    const [first, far]: number[][] = [[], []];
    for (const sort of sorts) {
      let cursor: string | undefined;
      // A thousand pages of fifty are fifty pages of a thousand; lists that are shorter are read to near their end.
      for (let page = 0; page < 50; page += 1) {
        const { nextCursor } = await reader.window(who, { ...window, sort, limit: 1_000, cursor });
        if (!nextCursor) break;
        cursor = nextCursor;
      }
      for (let time = 0; time < TIMES / 2; time += 1) {
        first?.push(await timed(() => reader.window(who, { ...window, sort, limit: 50 })));
        far?.push(await timed(() => reader.window(who, { ...window, sort, limit: 50, cursor })));
      }
    }
    say(`first page, ${name}, p95`, p95(first ?? []), LIMITS.page);
    say(`page 1,000, ${name}, p95`, p95(far ?? []), LIMITS.page);
  }
}

async function searches(service: SearchService): Promise<void> {
  const many = (make: (n: number) => string): string[] => Array.from({ length: TIMES }, (_, n) => make(n));
  const asked: [string, string[], number][] = [
    ['two words', many((n) => `${word(300 + n * 7)} ${word(900 + n * 11)} `), LIMITS.ordinary],
    ['a rare word', many((n) => `${word(3_000 + n * 23)} `), LIMITS.ordinary],
    ['a mistyped word', many((n) => `${word(2_000 + n * 23)}q `), LIMITS.ordinary],
    ['the commonest words', many((n) => `${word(n % 20)} `), LIMITS.common],
    ['a beginning', many((n) => word(100 + n * 9).slice(0, 3)), LIMITS.common],
  ];
  for (const [who, name] of [
    [max, 'all'],
    [lea, 'an agent’s'],
  ] as const)
    for (const [what, questions, limit] of asked) {
      const times: number[] = [];
      for (const q of questions) {
        const query = SearchQuery.parse({ q, kinds: 'message', limit: 20 });
        times.push(await timed(() => service.search(who, query)));
      }
      say(`search, ${what}, ${name}, p95`, p95(times), limit);
    }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function p95(times: number[]): number {
  return [...times].sort((one, other) => one - other)[Math.floor(times.length * 0.95)] ?? NaN;
}

function say(figure: string, value: number, limit: number): void {
  const line = { bench: 'lists', figure, unit: 'ms', value: Math.round(value * 10) / 10, limit };
  process.stdout.write(`${JSON.stringify({ ...line, ratio: Math.round((value / limit) * 100) / 100 })}\n`);
}
