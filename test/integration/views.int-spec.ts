/** Saved views on the real product: what a condition means, who sees and changes a view, and that none of it widens a right. */
import type { SavedView, SaveView, Ticket, ViewConditions, ViewCount } from '@lib/contracts';
import { newId } from '@lib/platform';
import fc from 'fast-check';
import { Client } from 'pg';
import { furnish, hire, type Worker } from '../faults/rows.js';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let rows: Client;
let app: RunningApp;
let queueId: string, elsewhere: string;
let lea: ApiClient, sam: ApiClient, max: ApiClient, ada: ApiClient;
let known: {
  id: string;
  status: string;
  priority: string;
  owner_id: string | null;
  queue_id: string | null;
}[];

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  const house = await furnish(rows, ['Léa']);
  queueId = house.queueId;
  elsewhere = newId();
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Billing', false)`, [
    elsewhere,
  ]);
  app = await startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '0', VOICE_CARRIER: 'off' } });
  const client = ({ token, id }: Worker) => new ApiClient(app.url, token, id);
  lea = client(house.agents[0] as Worker);
  max = client(house.supervisor);
  sam = client(await hire(rows, 'Sam', 'agent', elsewhere));
  const admin = await hire(rows, 'Ada', 'supervisor', queueId);
  await rows.query(`UPDATE agents.agent SET role = 'admin' WHERE id = $1`, [admin.id]);
  ada = client(admin);
  await rows.query(
    `INSERT INTO customers.customer (id, name) SELECT md5('c' || n)::uuid, 'Customer ' || n FROM generate_series(1, 240) AS n`,
  );
  await rows.query(
    `INSERT INTO tickets.ticket (id, customer_id, subject, status, type, priority, owner_id, queue_id, channels, opened_at, updated_at)
     SELECT md5('t' || n)::uuid, md5('c' || n)::uuid, CASE WHEN n % 5 = 0 THEN 'Échéance ' ELSE 'Matter ' END || n,
       (ARRAY['new', 'open', 'pending', 'resolved', 'closed'])[n % 5 + 1], (ARRAY['question', 'incident'])[n % 2 + 1],
       (ARRAY['low', 'normal', 'high', 'urgent'])[n % 4 + 1], CASE n % 3 WHEN 0 THEN $1::uuid WHEN 1 THEN $2::uuid END,
       CASE n % 4 WHEN 0 THEN $3::uuid WHEN 1 THEN $4::uuid END, CASE WHEN n % 2 = 0 THEN '["email"]' ELSE '["voice", "chat"]' END::jsonb,
       now() - n * interval '1 hour', now() - (n % 17) * interval '1 day'
     FROM generate_series(1, 240) AS n`,
    [lea.agentId, sam.agentId, queueId, elsewhere],
  );
  await rows.query(
    `INSERT INTO record.ticket_tag (ticket_id, tag) SELECT id, 'vip' FROM tickets.ticket WHERE priority = 'urgent'`,
  );
  known = (
    await rows.query<(typeof known)[number]>(
      `SELECT id, status, priority, owner_id, queue_id FROM tickets.ticket`,
    )
  ).rows;
}, 90_000);
afterAll(async () => {
  await app?.dispose();
  await rows.end().catch(() => undefined);
});

async function save(who: ApiClient, more: Partial<SaveView> = {}): Promise<SavedView> {
  const { status, body } = await who.post<SavedView>('/api/views', {
    name: 'A view',
    conditions: { all: [] },
    ...more,
  });
  expect(status).toBe(201);
  return body;
}

async function all(who: ApiClient, conditions: unknown): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = `conditions=${encodeURIComponent(JSON.stringify(conditions))}&limit=200${cursor && `&cursor=${cursor}`}`;
    const { status, body }: { status: number; body: { items: Ticket[]; nextCursor: string | null } } =
      await who.get(`/api/views/tickets?${query}`);
    expect(status).toBe(200);
    ids.push(...body.items.map(({ id }) => id));
    cursor = body.nextCursor;
  }
  expect(new Set(ids).size).toBe(ids.length);
  return ids.sort();
}

async function truth(sql: string, values: unknown[] = []): Promise<string[]> {
  const found = await rows.query<{ id: string }>(`SELECT id FROM tickets.ticket WHERE ${sql}`, values);
  expect(found.rows.length).toBeGreaterThan(0);
  return found.rows.map(({ id }) => id).sort();
}

test.each<[string, ViewConditions['all'], string]>([
  ['a status', [{ field: 'status', is: ['open'] }], `status = 'open'`],
  [
    'a status and none of another word for it',
    [{ field: 'status', is: ['open', 'new'] }, { none: [{ field: 'status', is: ['new'] }] }],
    `status = 'open'`,
  ],
  [
    'a type and a priority',
    [
      { field: 'type', is: ['incident'] },
      { field: 'priority', is: ['urgent', 'high'] },
    ],
    `type = 'incident' AND priority IN ('urgent', 'high')`,
  ],
  ['a tag', [{ field: 'tag', is: ['vip'] }], `priority = 'urgent'`],
  ['nobody’s', [{ field: 'owner', is: ['nobody'] }], `owner_id IS NULL`],
  [
    'not owned by somebody in particular, which nobody’s are',
    [{ none: [{ field: 'owner', is: ['me'] }] }],
    `owner_id IS NOT NULL OR owner_id IS NULL`,
  ],
  ['no queue', [{ field: 'queue', is: ['none'] }], `queue_id IS NULL`],
  ['a channel', [{ field: 'channel', is: ['voice'] }], `channels ? 'voice'`],
  [
    'older than two days',
    [{ field: 'age', since: 'opened', than: 'older', minutes: 2_880 }],
    `opened_at < now() - interval '2 days'`,
  ],
  [
    'changed within a week',
    [{ field: 'age', since: 'updated', than: 'younger', minutes: 10_080 }],
    `updated_at >= now() - interval '7 days'`,
  ],
  [
    'words in the subject without their accents',
    [{ field: 'text', contains: 'echeance' }],
    `subject LIKE 'Échéance%'`,
  ],
  [
    'one of two',
    [
      {
        any: [
          { field: 'priority', is: ['urgent'] },
          { field: 'owner', is: ['nobody'] },
        ],
      },
    ],
    `priority = 'urgent' OR owner_id IS NULL`,
  ],
])('%s', async (_, conditions, sql) => {
  expect(await all(max, { all: conditions })).toEqual(await truth(sql));
});

test('"me" and "mine" are whoever looks', async () => {
  const mine = { all: [{ field: 'owner', is: ['me'] }] };
  expect(await all(lea, mine)).toEqual(await truth(`owner_id = $1`, [lea.agentId]));
  expect(await all(sam, mine)).toEqual(await truth(`owner_id = $1`, [sam.agentId]));
  expect(await all(lea, { all: [{ field: 'queue', is: ['mine'] }] })).toEqual(
    await truth(`queue_id = $1`, [queueId]),
  );
});

test('whatever the conditions, a view holds what they say among what one may see, no more and no less', async () => {
  const visible = new Set(await all(lea, { all: [] }));
  expect(visible.size).toBeLessThan(known.length);
  const some = <T>(...of: T[]) => fc.uniqueArray(fc.constantFrom(...of), { minLength: 1, maxLength: 3 });
  const rule = fc.oneof(
    fc.record({
      field: fc.constant('status' as const),
      is: some('new', 'open', 'pending', 'resolved', 'closed'),
    }),
    fc.record({ field: fc.constant('priority' as const), is: some('low', 'normal', 'high', 'urgent') }),
    fc.record({ field: fc.constant('owner' as const), is: some('me', 'nobody', sam.agentId) }),
    fc.record({ field: fc.constant('queue' as const), is: some('none', queueId, elsewhere) }),
  );
  const tree = fc.array(
    fc.oneof(
      rule,
      fc.record({ any: fc.array(rule, { minLength: 1, maxLength: 3 }) }),
      fc.record({ none: fc.array(rule, { minLength: 1, maxLength: 3 }) }),
    ),
    { maxLength: 4 },
  );
  type Rule = { field: string; is: string[] };
  const holds = (ticket: (typeof known)[number], { field, is }: Rule): boolean => {
    if (field === 'status') return is.includes(ticket.status);
    if (field === 'priority') return is.includes(ticket.priority);
    if (field === 'queue') return is.includes(ticket.queue_id ?? 'none');
    return is.includes(ticket.owner_id ?? 'nobody') || (ticket.owner_id === lea.agentId && is.includes('me'));
  };
  await fc.assert(
    fc.asyncProperty(tree, async (conditions) => {
      const meant = known.filter((ticket) =>
        conditions.every((part) =>
          'field' in part
            ? holds(ticket, part)
            : 'any' in part
              ? part.any.some((one) => holds(ticket, one))
              : !part.none.some((one) => holds(ticket, one)),
        ),
      );
      const seen = meant.map(({ id }) => id).filter((id) => visible.has(id));
      expect(await all(lea, { all: conditions })).toEqual(seen.sort());
    }),
    { numRuns: 60 },
  );
});

test('a view is its owner’s alone, until somebody above shares it with a role', async () => {
  const own = await save(lea, { name: 'Only mine' });
  for (const other of [sam, max, ada]) {
    expect((await other.get(`/api/views/${own.id}/tickets`)).status).toBe(404);
    expect((await other.call('PATCH', `/api/views/${own.id}`, { name: 'x' })).status).toBe(404);
    expect((await other.call('DELETE', `/api/views/${own.id}`)).status).toBe(404);
  }
  expect(
    (await lea.post('/api/views', { name: 'x', sharedWith: 'agent', conditions: { all: [] } })).status,
  ).toBe(403);
  expect((await lea.call('PATCH', `/api/views/${own.id}`, { sharedWith: 'agent' })).status).toBe(403);
  const forAll = await save(max, { name: 'For all', sharedWith: 'agent' });
  const above = await save(max, { name: 'Above', sharedWith: 'supervisor' });
  const namesOf = async (who: ApiClient) =>
    (await who.get<{ items: SavedView[] }>('/api/views')).body.items.map(({ name, mayChange }) => [
      name,
      mayChange,
    ]);
  expect(await namesOf(lea)).toEqual([
    ['Only mine', true],
    ['For all', false],
  ]);
  expect(await namesOf(ada)).toEqual([
    ['Above', true],
    ['For all', true],
  ]);
  expect((await lea.call('DELETE', `/api/views/${forAll.id}`)).status).toBe(403);
  expect((await lea.get(`/api/views/${above.id}/count`)).status).toBe(404);
  expect((await ada.call('PATCH', `/api/views/${above.id}`, { name: 'Higher' })).status).toBe(200);
  expect((await max.call('DELETE', `/api/views/${above.id}`)).status).toBe(204);
});

test('a shared view shows each what they may see, and counts the same', async () => {
  const view = await save(max, {
    name: 'Open',
    sharedWith: 'agent',
    conditions: { all: [{ field: 'status', is: ['open'] }] },
  });
  for (const who of [lea, sam, max]) {
    const { body } = await who.get<{ items: Ticket[] }>(`/api/views/${view.id}/tickets?limit=200`);
    const { body: counted } = await who.get<ViewCount>(`/api/views/${view.id}/count`);
    expect(body.items.map(({ id }) => id).sort()).toEqual(await all(who, view.conditions));
    expect(counted).toEqual({ count: body.items.length, more: false });
  }
});

test('a change keeps what it does not name', async () => {
  const view = await save(lea, { name: 'Before', sort: 'priority', columns: ['number', 'owner'] });
  const { body } = await lea.call<SavedView>('PATCH', `/api/views/${view.id}`, { name: 'After' });
  expect(body).toMatchObject({ name: 'After', sort: 'priority', columns: ['number', 'owner'], version: 2 });
  await lea.call('DELETE', `/api/views/${view.id}`);
  expect((await lea.get(`/api/views/${view.id}/tickets`)).status).toBe(404);
});

test.each([
  ['no such field', { all: [{ field: 'password', is: ['x'] }] }],
  ['SQL for a value', { all: [{ field: 'status', is: ["x'; DROP TABLE tickets.ticket; --"] }] }],
  ['too many', { all: Array.from({ length: 21 }, () => ({ field: 'status', is: ['open'] })) }],
  ['a group in a group', { all: [{ any: [{ any: [] }] }] }],
  ['nothing', undefined],
])('conditions with %s are refused', async (_, conditions) => {
  expect((await lea.post('/api/views', { name: 'x', conditions })).status).toBe(400);
  const asked = encodeURIComponent(JSON.stringify(conditions) ?? '');
  expect((await lea.get(`/api/views/tickets?conditions=${asked}`)).status).toBe(400);
});
