/** Lists on a hundred thousand tickets, and search: each sort is a window along an index, and shows what its agent may see, no less and no more. */
import type { Ticket, TicketQuery } from '@lib/contracts';
import { newId, type Principal } from '@lib/platform';
import { gatherSql, walkSql, type Asked, type Statement } from '@lib/search';
import { visibleSql, windowSql } from '@lib/tickets';
import { Client } from 'pg';
import { furnish, hire, type Worker } from '../faults/rows.js';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';

const TICKETS = 100_000;
const MESSAGES = 40_000;
const QUEUES = 20;
const sorts: TicketQuery['sort'][] = [
  'updatedAt',
  '-updatedAt',
  'openedAt',
  '-openedAt',
  'priority',
  '-priority',
];
const database = useDatabase();
let rows: Client;
let app: RunningApp;
let lea: Worker, max: Worker;
let queueId: string, elsewhereId: string;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  const house = await furnish(rows, []);
  queueId = house.queueId;
  max = house.supervisor;
  const elsewhere = newId();
  elsewhereId = elsewhere;
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Elsewhere', false)`, [
    elsewhere,
  ]);
  // She sees one queue in twenty, what she owns, and what she was on.
  lea = await hire(rows, 'Léa', 'agent', queueId);
  await seed(elsewhere);
  app = await startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '0', VOICE_CARRIER: 'off' } });
}, 90_000);
afterAll(async () => {
  await app?.dispose();
  await rows.end().catch(() => undefined);
});

/** Without the triggers: their notes are another test's matter. */
async function seed(elsewhere: string): Promise<void> {
  const colleague = newId();
  await rows.query(`SET session_replication_role = replica`);
  await rows.query(
    `INSERT INTO customers.customer (id, name) SELECT md5('c' || n)::uuid, 'Customer ' || n FROM generate_series(1, 20000) AS n`,
  );
  await rows.query(
    `INSERT INTO tickets.ticket (id, customer_id, subject, status, priority, owner_id, stand_in_id, queue_id, channels, opened_at, updated_at)
     SELECT md5('t' || n)::uuid, md5('c' || (n % 20000 + 1))::uuid, 'Matter ' || n,
       CASE WHEN n % 50 = 0 THEN 'new' WHEN n % 50 = 1 THEN 'open' WHEN n % 50 = 2 THEN 'pending' WHEN n % 50 < 10 THEN 'resolved' ELSE 'closed' END,
       (ARRAY['low', 'normal', 'normal', 'normal', 'high', 'urgent'])[n % 6 + 1],
       CASE WHEN n % 997 = 0 THEN $1::uuid WHEN n % 3 > 0 THEN $2::uuid END, CASE WHEN n % 9973 = 0 THEN $1::uuid END,
       CASE WHEN n / 50 % ${QUEUES} = 0 THEN $3::uuid WHEN n % 7 > 0 THEN $4::uuid END, '["email"]',
       timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2026-02-01' + (n * 7919 % ${TICKETS}) * interval '1 minute'
     FROM generate_series(1, ${TICKETS}) AS n`,
    [lea.id, colleague, queueId, elsewhere],
  );
  await rows.query(
    `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, thread_key, our_address, agent_id)
     SELECT md5('i' || n)::uuid, md5('t' || n * 401)::uuid, md5('c' || (n * 401 % 20000 + 1))::uuid, md5('x' || n)::uuid, 'email', 'k' || n, 'a', $1
     FROM generate_series(1, 400) AS n`,
    [lea.id],
  );
  await rows.query(
    `INSERT INTO search.entry (kind, id, ticket_id, customer_id, at, language, words)
     SELECT 'message', md5('m' || n)::uuid, md5('t' || n)::uuid, md5('c' || (n % 20000 + 1))::uuid,
       timestamptz '2026-01-01' + n * interval '1 minute', 'fr',
       to_tsvector('search.words', CASE WHEN n % 2 = 0 THEN 'frequent' WHEN n % 499 = 0 THEN 'seldom' ELSE 'word' || n END)
     FROM generate_series(1, ${MESSAGES}) AS n`,
  );
  await rows.query(`SET session_replication_role = DEFAULT`);
  // Their triggers keep who has met whom, which is this test's matter.
  await rows.query(`UPDATE tickets.interaction SET agent_id = NULL`);
  await rows.query(`UPDATE tickets.interaction SET agent_id = $1`, [lea.id]);
  await rows.query(`VACUUM ANALYZE`);
}

const principal = (worker: Worker, role: Principal['role']): Principal => ({
  agentId: worker.id,
  role,
  name: worker.name,
  sessionId: '',
});

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  'Actual Loops': number;
  Plans?: Plan[];
}

/** Every step of the plan, as it really ran. */
async function planOf({ sql, values }: Statement): Promise<Plan[]> {
  const { rows: answer } = await rows.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
    values,
  );
  const steps = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(steps)];
  const [first] = answer;
  if (!first) throw new Error('no plan');
  return steps(first['QUERY PLAN'][0].Plan);
}

/** The largest number of rows any one step read of these; a scan of the whole or a sort of the whole cannot hide from it. */
function mostRead(plan: Plan[], ...of: string[]): number {
  return Math.max(
    ...plan
      .filter((step) => of.includes(step['Relation Name'] ?? '') || step['Node Type'].includes('Sort'))
      .map((step) => (step['Actual Rows'] + (step['Rows Removed by Filter'] ?? 0)) * step['Actual Loops']),
  );
}

async function walk(who: Worker, query: string, pages: number): Promise<Ticket[]> {
  const client = new ApiClient(app.url, who.token, who.id);
  const items: Ticket[] = [];
  let cursor: string | null = '';
  for (let page = 0; page < pages && cursor !== null; page += 1) {
    const { status, body }: { status: number; body: { items: Ticket[]; nextCursor: string | null } } =
      await client.get(`/api/tickets?${query}${cursor && `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}

const cursorAt = (key: string): string =>
  Buffer.from(JSON.stringify([key, '7fffffff-0000-7000-8000-000000000000'])).toString('base64url');

test.each(sorts)(
  'the sort %s reads a window along an index: first page and far behind, all, a queue, an owner, an agent',
  async (sort) => {
    const far = sort.endsWith('priority') ? '3' : '2026-04-01 00:00:00+00';
    for (const cursor of [undefined, cursorAt(far)])
      for (const [who, more] of [
        [principal(max, 'supervisor'), {}],
        [principal(max, 'supervisor'), { statuses: ['new', 'open'] }],
        [principal(max, 'supervisor'), { queueId }],
        [principal(lea, 'agent'), { ownerId: lea.id }],
        [principal(lea, 'agent'), {}],
        [principal(lea, 'agent'), { statuses: ['open'] }],
      ] as const) {
        const plan = await planOf(windowSql(who, { sort, limit: 50, cursor, ...more }));
        expect(
          plan.filter((step) => step['Node Type'] === 'Seq Scan' && step['Relation Name'] === 'ticket'),
        ).toEqual([]);
        // Six statuses of a page each, rank by rank, over and over: never the hundred thousand.
        expect(mostRead(plan, 'ticket', 'met')).toBeLessThan(2_000);
      }
  },
);

test('a search walks by time until the page is full, or gathers by the words, and never reads all', async () => {
  const asked = (principal: Principal, word: string): Asked => ({
    principal,
    kind: 'message',
    terms: { texts: `'${word}'`, names: '', like: null, phoneLike: null, ticketNumber: null },
    limit: 20,
    cursor: null,
  });
  for (const who of [principal(max, 'supervisor'), principal(lea, 'agent')]) {
    const frequent = await planOf(walkSql(asked(who, 'frequent'), 3_000));
    expect(nodesOn(frequent, 'entry')).toEqual(['Index Scan']);
    expect(mostRead(frequent, 'entry', 'ticket')).toBeLessThanOrEqual(3_000);
    const seldom = await planOf(gatherSql(asked(who, 'seldom'), 2_000));
    expect(nodesOn(seldom, 'entry')).toEqual(['Bitmap Heap Scan']);
    // Every 998th of the messages has the word.
    expect(mostRead(seldom, 'entry', 'ticket')).toBeLessThan(100);
  }
  const full = await planOf(walkSql(asked(principal(max, 'supervisor'), 'frequent'), 3_000));
  expect(mostRead(full, 'entry')).toBeLessThan(100);
});

const nodesOn = (plan: Plan[], relation: string): string[] =>
  plan.filter((step) => step['Relation Name'] === relation).map((step) => step['Node Type']);

test.each(sorts)('pages by %s follow one another without gap or repeat, in order', async (sort) => {
  const items = await walk(max, `queueId=${queueId}&status=open&status=new&sort=${sort}&limit=100`, 100);
  const { rows: truth } = await rows.query<{ id: string }>(
    `SELECT id FROM tickets.ticket WHERE queue_id = $1 AND status IN ('open', 'new')`,
    [queueId],
  );
  expect(new Set(items.map(({ id }) => id))).toEqual(new Set(truth.map(({ id }) => id)));
  expect(items).toHaveLength(truth.length);
  const rank = { low: 0, normal: 1, high: 2, urgent: 3 };
  const keys = items.map((ticket) =>
    sort.endsWith('priority')
      ? rank[ticket.priority]
      : Date.parse(sort.endsWith('updatedAt') ? ticket.updatedAt : ticket.openedAt),
  );
  const sorted = [...keys].sort((one, other) => (sort.startsWith('-') ? other - one : one - other));
  expect(keys).toEqual(sorted);
});

test('an agent’s list is what the rule lets them see, all of it and nothing else', async () => {
  const items = await walk(lea, 'limit=200&sort=-updatedAt&status=open&status=pending', 60);
  const { rows: truth } = await rows.query<{ id: string }>(
    `SELECT ticket.id FROM tickets.ticket WHERE status IN ('open', 'pending') AND ${visibleSql('$1')} ORDER BY updated_at DESC, id DESC`,
    [lea.id],
  );
  expect(truth.length).toBeGreaterThan(200);
  expect(items.map(({ id }) => id)).toEqual(truth.map(({ id }) => id));
});

test('who has met a ticket is what the reasons say, however they come and go, and knows its place in the list', async () => {
  const ticketId = (
    await rows.query<{ id: string }>(`SELECT id FROM tickets.ticket WHERE owner_id IS NULL LIMIT 1`)
  ).rows[0]?.id as string;
  const otherId = (
    await rows.query<{ id: string }>(
      `SELECT id FROM tickets.ticket WHERE owner_id IS NULL AND id <> $1 LIMIT 1`,
      [ticketId],
    )
  ).rows[0]?.id as string;
  const sam = await hire(rows, 'Sam', 'agent', elsewhereId);
  const met = async () =>
    (
      await rows.query<{ ticket_id: string }>(
        `SELECT ticket_id FROM tickets.met WHERE agent_id = $1 ORDER BY ticket_id`,
        [sam.id],
      )
    ).rows.map(({ ticket_id }) => ticket_id);
  const interaction = newId();
  await rows.query(
    `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, thread_key, our_address)
     SELECT $1, id, customer_id, $2, 'email', 'k', 'a' FROM tickets.ticket WHERE id = $3`,
    [interaction, newId(), ticketId],
  );
  expect(await met()).toEqual([]);
  await rows.query(`UPDATE tickets.interaction SET agent_id = $2 WHERE id = $1`, [interaction, sam.id]);
  await rows.query(`INSERT INTO tickets.follower (ticket_id, agent_id, added_by) VALUES ($1, $2, $2)`, [
    ticketId,
    sam.id,
  ]);
  expect(await met()).toEqual([ticketId]);
  // Merged away: the interaction goes, following stays a reason.
  await rows.query(`UPDATE tickets.interaction SET ticket_id = $2 WHERE id = $1`, [interaction, otherId]);
  expect(await met()).toEqual([ticketId, otherId].sort());
  await rows.query(`DELETE FROM tickets.follower WHERE agent_id = $1`, [sam.id]);
  expect(await met()).toEqual([otherId]);
  await rows.query(
    `UPDATE tickets.ticket SET status = 'on-hold', priority = 'urgent', updated_at = '2026-06-01' WHERE id = $1`,
    [otherId],
  );
  const { rows: kept } = await rows.query<{ same: boolean }>(
    `SELECT (met.status, met.updated_at, met.opened_at, met.rank) = (ticket.status, ticket.updated_at, ticket.opened_at, 4) AS same
     FROM tickets.met JOIN tickets.ticket ON ticket.id = met.ticket_id WHERE agent_id = $1`,
    [sam.id],
  );
  expect(kept).toEqual([{ same: true }]);
});

test('a cursor of another sort, or none of ours, is refused', async () => {
  const client = new ApiClient(app.url, max.token, max.id);
  const { body } = await client.get<{ nextCursor: string }>('/api/tickets?limit=1');
  expect((await client.get(`/api/tickets?sort=priority&cursor=${body.nextCursor}`)).status).toBe(400);
  expect((await client.get('/api/tickets?cursor=WyIxOyBEUk9QIiwiMSJd')).status).toBe(400);
});
