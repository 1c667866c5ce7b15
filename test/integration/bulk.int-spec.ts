/** One act on many tickets, on the real product: each with one's own rights, once whatever dies, and back where there is a way back. */
import type { BulkAction, BulkJob, BulkProgress, Ticket, TicketRecord } from '@lib/contracts';
import { newId } from '@lib/platform';
import { Client } from 'pg';
import { io, type Socket } from 'socket.io-client';
import { furnish, hire, type Worker } from '../faults/rows.js';
import { until } from '../faults/until.js';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';

const PATIENCE_MS = 30_000;
const database = useDatabase();
let rows: Client;
let app: RunningApp;
let queueId: string, elsewhere: string;
let house: Awaited<ReturnType<typeof furnish>>;
let lea: ApiClient, nadia: ApiClient, stranger: ApiClient, max: ApiClient;
let opened = 0;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  house = await furnish(rows, ['Léa', 'Nadia']);
  queueId = house.queueId;
  elsewhere = newId();
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Billing', false)`, [
    elsewhere,
  ]);
  app = await startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '0', VOICE_CARRIER: 'off' } });
  const client = ({ token, id }: Worker) => new ApiClient(app.url, token, id);
  [lea, nadia] = house.agents.map(client) as [ApiClient, ApiClient];
  stranger = client(await hire(rows, 'Sam', 'agent', elsewhere));
  max = client(house.supervisor);
}, 90_000);
afterAll(async () => {
  await app?.dispose();
  await rows.end().catch(() => undefined);
});

async function ticket(by = lea, more: object = {}): Promise<Ticket> {
  opened += 1;
  const { status, body } = await by.post<Ticket>('/api/tickets', {
    subject: `Charged twice ${opened}`,
    customer: { name: 'Sophie Marchand', email: `sophie${opened}@example.org` },
    queueId,
    ...more,
  });
  expect(status).toBe(201);
  return body;
}

/** Opened by itself, so that nobody owns it. */
async function unowned(more: object = {}): Promise<Ticket> {
  const one = await ticket(lea, more);
  await rows.query(
    `UPDATE tickets.ticket SET owner_id = NULL, owner_since = NULL, status = 'new' WHERE id = $1`,
    [one.id],
  );
  return one;
}

/** As many as a job may have is too many to open one by one. */
async function seed(count: number): Promise<string[]> {
  const customer = (await ticket()).customer.id;
  const answer = await rows.query<{ id: string }>(
    `INSERT INTO tickets.ticket (id, customer_id, subject, status, queue_id, channels)
     SELECT gen_random_uuid(), $1, 'Seeded ' || n, 'open', $2, '["email"]' FROM generate_series(1, $3::integer) AS n RETURNING id`,
    [customer, queueId, count],
  );
  return answer.rows.map(({ id }) => id);
}

const ask = (ids: string[], action: BulkAction, by = lea, key?: string) =>
  by.post<BulkJob>('/api/tickets/bulk', { ids, action }, key ? { 'idempotency-key': key } : {});

async function ended(id: string, by = lea): Promise<BulkJob> {
  let job: BulkJob | undefined;
  await until(async () => {
    job = (await by.get<BulkJob>(`/api/tickets/bulk/${id}`)).body;
    return job.state !== 'running';
  }, PATIENCE_MS);
  return job as BulkJob;
}

async function run(ids: string[], action: BulkAction, by = lea): Promise<BulkJob> {
  const { status, body } = await ask(ids, action, by);
  expect(status).toBe(202);
  return ended(body.id, by);
}

async function undo({ id }: BulkJob, by = lea): Promise<BulkJob> {
  const { status, body } = await by.post<BulkJob>(`/api/tickets/bulk/${id}/undo`);
  expect(status).toBe(202);
  expect(body.does).toBe('undo');
  return ended(body.id, by);
}

const now = async ({ id }: { id: string }, by = max): Promise<Ticket> =>
  (await by.get<Ticket>(`/api/tickets/${id}`)).body;
const tagsOf = async ({ id }: Ticket): Promise<string[]> =>
  (await max.get<TicketRecord>(`/api/tickets/${id}/record`)).body.tags;
const outcomes = (job: BulkJob) => job.items.map(({ state, code }) => code ?? state);

test('who may not see one of the tickets gets that one refused, without its name, and not the whole', async () => {
  const foreign = await ticket(stranger, { queueId: elsewhere });
  const [one, two] = [await ticket(), await ticket()];
  const job = await run([one.id, foreign.id, two.id, newId()], { do: 'status', status: 'pending' });
  expect(outcomes(job)).toEqual(['done', 'not-found', 'done', 'not-found']);
  expect(job.counts).toEqual({ all: 4, waiting: 0, done: 2, unchanged: 0, refused: 2, stopped: 0 });
  expect(job.items.map((item) => item.ticket?.number ?? null)).toEqual([one.number, null, two.number, null]);
  expect((await now(one)).status).toBe('pending');
  expect((await now(foreign)).status).toBe('open');
});

test('each act checks what the single act checks, and says per ticket why not', async () => {
  const [free, owned, settled] = [await unowned(), await ticket(nadia), await ticket()];
  expect(outcomes(await run([free.id, owned.id, free.id], { do: 'take' }))).toEqual([
    'done',
    'ticket-already-owned',
  ]);
  expect((await now(free)).owner?.name).toBe('Léa');
  expect((await now(owned)).owner?.name).toBe('Nadia');
  const handOver = {
    to: { agentId: house.agents[1]?.id as string },
    kind: 'transfer' as const,
    innerNote: 'Vu au téléphone',
    customerLine: 'Ma collègue Nadia prend la suite.',
    card: {},
  };
  // Only the owner hands over; this customer wrote nothing yet but has an address.
  expect(outcomes(await run([free.id, owned.id], { do: 'hand-over', handOver }))).toEqual([
    'done',
    'forbidden',
  ]);
  expect((await now(free)).handOver?.to.name).toBe('Nadia');
  await run([settled.id], { do: 'status', status: 'resolved' });
  expect(outcomes(await run([settled.id], { do: 'status', status: 'on-hold' }))).toEqual([
    'move-not-allowed',
  ]);
});

test('what can be taken back is: fields, tags, owner, follower, hand-over and merge', async () => {
  const one = await unowned();
  const macro = await max.post<{ id: string }>('/api/macros', {
    name: 'Parcel',
    shared: true,
    texts: {},
    set: { type: 'incident', addTags: ['parcel'] },
  });
  const before = await now(one);
  const into = await ticket(lea, { customerId: before.customer.id, customer: undefined });
  const handOver = {
    to: { agentId: house.agents[1]?.id as string },
    kind: 'consult' as const,
    innerNote: 'Un avis ?',
    customerLine: 'Je demande conseil à Nadia.',
    card: {},
  };
  const acts: [BulkAction, (ticket: Ticket) => unknown, unknown][] = [
    [{ do: 'status', status: 'resolved' }, ({ status }) => status, 'resolved'],
    [{ do: 'type', type: 'request' }, ({ type }) => type, 'request'],
    [
      { do: 'priority', priority: 'urgent', reason: 'Press' },
      ({ priority, priorityReason }) => [priority, priorityReason],
      ['urgent', 'Press'],
    ],
    [{ do: 'tags', add: ['invoice', 'vip'], remove: [] }, async () => tagsOf(one), ['invoice', 'vip']],
    [{ do: 'macro', macroId: macro.body.id }, ({ type }) => type, 'incident'],
    [{ do: 'take' }, ({ owner }) => owner?.name, 'Léa'],
    [{ do: 'follow', follow: true }, ({ followers }) => followers.map(({ name }) => name), ['Léa']],
    [{ do: 'merge', into: into.number, otherCustomer: false }, ({ mergedInto }) => mergedInto?.id, into.id],
  ];
  for (const [action, shown, wanted] of acts) {
    const was = await shown(await now(one));
    const job = await run([one.id], action);
    expect({ action, job: outcomes(job), mayUndo: job.mayUndo }).toEqual({
      action,
      job: ['done'],
      mayUndo: true,
    });
    expect(await shown(await now(one))).toEqual(wanted);
    expect({ action, back: outcomes(await undo(job)) }).toEqual({ action, back: ['done'] });
    // Nobody's first look can be given back.
    expect(await shown(await now(one))).toEqual(was === 'new' ? 'open' : was);
    expect((await lea.get<BulkJob>(`/api/tickets/bulk/${job.id}`)).body.mayUndo).toBe(false);
  }
  await lea.post(`/api/tickets/${one.id}/take`);
  const asked = await run([one.id], { do: 'hand-over', handOver });
  expect((await now(one)).handOver?.kind).toBe('consult');
  await undo(asked);
  expect((await now(one)).handOver).toBeNull();
});

test('taken back, what a colleague has changed since stays as they left it', async () => {
  const [one, two] = [await ticket(), await ticket()];
  const job = await run([one.id, two.id], { do: 'type', type: 'request' });
  const { version } = await now(two);
  await nadia.call('PATCH', `/api/tickets/${two.id}`, { type: 'problem' }, { 'if-match': String(version) });
  expect(outcomes(await undo(job))).toEqual(['done', 'unchanged']);
  expect([(await now(one)).type, (await now(two)).type]).toEqual(['question', 'problem']);
});

test('from resolved back to pending leads through open, as by hand', async () => {
  const one = await ticket();
  await run([one.id], { do: 'status', status: 'pending' });
  await undo(await run([one.id], { do: 'status', status: 'resolved' }));
  expect((await now(one)).status).toBe('pending');
});

test('asked twice with the same key it is one job; with another wish the key is refused', async () => {
  const one = await ticket();
  const key = newId();
  const wish: BulkAction = { do: 'tags', add: ['twice'], remove: [] };
  const [first, second] = await Promise.all([ask([one.id], wish, lea, key), ask([one.id], wish, lea, key)]);
  expect([first.status, second.status]).toEqual([202, 202]);
  expect(second.body.id).toBe(first.body.id);
  await ended(first.body.id);
  expect(await ask([one.id], { do: 'take' }, lea, key)).toMatchObject({
    status: 409,
    body: { code: 'idempotency-key-reused' },
  });
  const undone = await ended(first.body.id);
  const [once, again] = [await undo(undone), await undo(undone)];
  expect(again.id).toBe(once.id);
});

test('a job is its starter’s alone, and what is missing is refused before it begins', async () => {
  const one = await ticket();
  const job = await run([one.id], { do: 'type', type: 'incident' });
  for (const who of [nadia, max]) {
    expect((await who.get(`/api/tickets/bulk/${job.id}`)).status).toBe(404);
    expect((await who.post(`/api/tickets/bulk/${job.id}/undo`)).status).toBe(404);
    expect((await who.post(`/api/tickets/bulk/${job.id}/stop`)).status).toBe(404);
  }
  expect((await ask([one.id], { do: 'macro', macroId: newId() })).status).toBe(404);
  const foreign = await ticket(stranger, { queueId: elsewhere });
  expect((await ask([one.id], { do: 'merge', into: foreign.number, otherCustomer: true })).status).toBe(404);
  expect((await ask(Array.from({ length: 501 }, newId), { do: 'take' })).status).toBe(400);
  expect((await ask([], { do: 'take' })).status).toBe(400);
  for (const action of [
    { do: 'status', status: 'closed' },
    { do: 'priority', priority: 'high' },
    { do: 'tags' },
    { do: 'undo' },
  ])
    expect((await ask([one.id], action as BulkAction)).status).toBe(400);
});

test('stopped, it does no more, keeps what is done and can take that back; a fourth at once is refused', async () => {
  const ids = await seed(500);
  const started = await Promise.all(
    [1, 2, 3, 4].map((n) => ask(ids, { do: 'tags', add: [`stopped-${n}`], remove: [] })),
  );
  expect(started.map(({ status }) => status).sort()).toEqual([202, 202, 202, 429]);
  const jobs = started.filter(({ status }) => status === 202).map(({ body }) => body.id);
  for (const id of jobs) expect((await lea.post(`/api/tickets/bulk/${id}/stop`)).status).toBe(200);
  const job = await ended(jobs[0] as string);
  expect(job.state).toBe('stopped');
  expect(job.counts.done + job.counts.stopped).toBe(500);
  expect(job.counts.stopped).toBeGreaterThan(0);
  for (const id of jobs.slice(1)) await ended(id);
});

test('killed in the middle it goes on after the start, each ticket once; its starter is told how far it is', async () => {
  const ids = await seed(120);
  const { body } = await ask(ids, { do: 'priority', priority: 'high', reason: 'Outage' });
  await until(
    async () => (await lea.get<BulkJob>(`/api/tickets/bulk/${body.id}`)).body.counts.done > 0,
    PATIENCE_MS,
  );
  await app.kill();
  const { rows: halfway } = await rows.query<{ left: number }>(
    `SELECT count(*)::integer AS left FROM bulk.item WHERE job_id = $1 AND state = 'waiting'`,
    [body.id],
  );
  expect(halfway[0]?.left).toBeGreaterThan(0);
  await app.start();
  const told: BulkProgress[] = [];
  const socket: Socket = io(`${app.url}/agents`, {
    transports: ['websocket'],
    auth: { token: house.agents[0]?.token },
  });
  socket.on('bulk-job.progressed', (progress: BulkProgress) => told.push(progress));
  const overheard: BulkProgress[] = [];
  const other: Socket = io(`${app.url}/agents`, {
    transports: ['websocket'],
    auth: { token: house.agents[1]?.token },
  });
  other.on('bulk-job.progressed', (progress: BulkProgress) => overheard.push(progress));
  try {
    const job = await ended(body.id);
    expect(job.counts).toMatchObject({ all: 120, done: 120, refused: 0 });
    await Promise.all([socket, other].map((one) => until(() => one.connected)));
    const last = await run([ids[0] as string], { do: 'tags', add: ['told'], remove: [] });
    await until(
      async () => told.some(({ jobId, state }) => jobId === last.id && state === 'ended'),
      PATIENCE_MS,
    );
    expect(overheard).toEqual([]);
  } finally {
    socket.disconnect();
    other.disconnect();
  }
  const { rows: history } = await rows.query<{ times: number; tickets: number }>(
    `SELECT times, count(*)::integer AS tickets FROM (
       SELECT count(*)::integer AS times FROM tickets.ticket_event
       WHERE ticket_id = ANY($1) AND name = 'ticket.changed' GROUP BY ticket_id) AS each GROUP BY times`,
    [ids],
  );
  expect(history).toEqual([{ times: 1, tickets: 120 }]);
});
