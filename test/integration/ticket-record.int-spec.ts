/** What is written on a ticket, on the real product: the priority table, the plan in two wordings, tags. */
import type { CustomerPlan, Plan, PriorityTable, TagList, Ticket, TicketRecord } from '@lib/contracts';
import { newId } from '@lib/platform';
import { Client } from 'pg';
import { furnish, hire, type Worker } from '../faults/rows.js';
import { until } from '../faults/until.js';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let rows: Client;
let app: RunningApp;
let queueId: string;
let lea: ApiClient, stranger: ApiClient, max: ApiClient, ada: ApiClient;
let opened = 0;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  const house = await furnish(rows, ['Léa']);
  queueId = house.queueId;
  const elsewhere = newId();
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Comptabilité', false)`, [
    elsewhere,
  ]);
  const admin = await hire(rows, 'Ada', 'supervisor', queueId);
  await rows.query(`UPDATE agents.agent SET role = 'admin' WHERE id = $1`, [admin.id]);
  app = await startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '0', VOICE_CARRIER: 'off' } });
  const client = ({ token, id }: Worker) => new ApiClient(app.url, token, id);
  lea = client(house.agents[0] as Worker);
  stranger = client(await hire(rows, 'Sam', 'agent', elsewhere));
  max = client(house.supervisor);
  ada = client(admin);
}, 90_000);
afterAll(async () => {
  await app?.dispose();
  await rows.end().catch(() => undefined);
});

async function ticket(more: object = {}): Promise<Ticket> {
  opened += 1;
  const { status, body } = await lea.post<Ticket>('/api/tickets', {
    subject: `Charged twice ${opened}`,
    customer: { name: 'Sophie Marchand', email: `sophie${opened}@example.org` },
    queueId,
    ...more,
  });
  expect(status).toBe(201);
  return body;
}

const now = async ({ id }: Ticket): Promise<Ticket> => (await lea.get<Ticket>(`/api/tickets/${id}`)).body;
const change = async (seen: Ticket, body: object) =>
  lea.call<Ticket>('PATCH', `/api/tickets/${seen.id}`, body, {
    'if-match': String((await now(seen)).version),
  });
const historyOf = async ({ id }: Ticket): Promise<{ name: string; data: Record<string, unknown> }[]> =>
  (
    await rows.query<{ name: string; data: Record<string, unknown> }>(
      `SELECT name, data FROM tickets.ticket_event WHERE ticket_id = $1 ORDER BY seq`,
      [id],
    )
  ).rows;

const TABLE: PriorityTable = {
  low: { low: 'low', medium: 'normal', high: 'normal' },
  medium: { low: 'normal', medium: 'normal', high: 'high' },
  high: { low: 'normal', medium: 'high', high: 'urgent' },
};

describe('priority', () => {
  test('comes from the table that admins edit, and the open tickets follow', async () => {
    const [follows, byHand, resolved] = [
      await ticket({ impact: 'medium', urgency: 'medium' }),
      await ticket({ impact: 'medium', urgency: 'medium' }),
      await ticket({ impact: 'medium', urgency: 'medium' }),
    ];
    await change(byHand, { priority: 'low', reason: 'She said it can wait' });
    await change(resolved, { status: 'resolved' });
    const edited = { ...TABLE, medium: { ...TABLE.medium, medium: 'urgent' } };
    expect((await ada.call('PUT', '/api/admin/priority-table', edited)).status).toBe(200);
    expect((await ticket({ impact: 'medium', urgency: 'medium' })).priority).toBe('urgent');
    await until(async () => (await now(follows)).priority === 'urgent');
    expect([(await now(byHand)).priority, (await now(resolved)).priority]).toEqual(['low', 'normal']);
    expect((await historyOf(follows)).at(-1)).toMatchObject({
      name: 'ticket.changed',
      data: { changes: { priority: { from: 'normal', to: 'urgent' } }, by: 'priority-table' },
    });
    expect((await ada.call('PUT', '/api/admin/priority-table', TABLE)).status).toBe(200);
    await until(async () => (await now(follows)).priority === 'normal');
  });

  test('more open tickets than one part are all reached', async () => {
    const { id } = await ticket({ impact: 'low', urgency: 'low' });
    await rows.query(
      `INSERT INTO tickets.ticket (id, customer_id, subject, impact, urgency, priority)
       SELECT gen_random_uuid(), customer_id, 'One of many', 'low', 'low', 'low' FROM tickets.ticket, generate_series(1, 230) WHERE id = $1`,
      [id],
    );
    const edited = { ...TABLE, low: { ...TABLE.low, low: 'high' } };
    expect((await ada.call('PUT', '/api/admin/priority-table', edited)).status).toBe(200);
    await until(async () => {
      const { rows: left } = await rows.query(
        `SELECT 1 FROM tickets.ticket WHERE impact = 'low' AND urgency = 'low' AND priority <> 'high' AND status <> 'resolved' LIMIT 1`,
      );
      return left.length === 0;
    });
    await ada.call('PUT', '/api/admin/priority-table', TABLE);
  });

  test('set by hand it needs a reason, stays when impact changes, and can be lifted', async () => {
    const mine = await ticket();
    expect((await change(mine, { priority: 'urgent' })).status).toBe(400);
    expect((await change(mine, { priority: 'urgent', reason: 'Wedding tomorrow' })).body).toMatchObject({
      priority: 'urgent',
      priorityReason: 'Wedding tomorrow',
    });
    expect((await change(mine, { impact: 'medium' })).body).toMatchObject({
      impact: 'medium',
      priority: 'urgent',
    });
    expect((await change(mine, { priority: null })).body).toMatchObject({
      priority: 'normal',
      priorityReason: null,
    });
    expect((await historyOf(mine)).map(({ data }) => data['reason'])).toContain('Wedding tomorrow');
  });

  test('agents neither read nor change the table, and supervisors only read it', async () => {
    expect((await lea.get('/api/admin/priority-table')).status).toBe(403);
    expect((await max.get('/api/admin/priority-table')).status).toBe(200);
    expect((await max.call('PUT', '/api/admin/priority-table', TABLE)).status).toBe(403);
    expect((await ada.call('PUT', '/api/admin/priority-table', { low: TABLE.low })).status).toBe(400);
  });
});

const CANARY = 'CANARI-GRISOU';
const step = (mine: Ticket, body: object) => lea.post<Plan>(`/api/tickets/${mine.id}/plan`, body);

describe('the plan', () => {
  test('has its steps in order, with who, until when and how they stand', async () => {
    const mine = await ticket();
    const dueAt = '2100-01-01T09:00:00.000Z';
    await step(mine, { inner: 'Ask the bank for the trace', ownerId: lea.agentId, dueAt });
    const { status, body } = await step(mine, { inner: 'Refund', customer: 'Nous vous remboursons.' });
    expect(status).toBe(201);
    const [first, second] = body.steps;
    expect(body.steps).toMatchObject([
      { place: 1, inner: 'Ask the bank for the trace', owner: { id: lea.agentId }, dueAt, state: 'planned' },
      { place: 2, customer: 'Nous vous remboursons.', owner: null },
    ]);
    const moved = await lea.call<Plan>('PATCH', `/api/tickets/${mine.id}/plan/${second?.id}`, {
      place: 1,
      state: 'done',
    });
    expect(moved.body.steps.map(({ id }) => id)).toEqual([second?.id, first?.id]);
    expect(moved.body.steps[0]).toMatchObject({ state: 'done', doneBy: { id: lea.agentId } });
    const left = await lea.call<Plan>('DELETE', `/api/tickets/${mine.id}/plan/${second?.id}`);
    expect(left.body.steps.map(({ id, place }) => [id, place])).toEqual([[first?.id, 1]]);
    expect((await historyOf(mine)).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['plan.step-added', 'plan.step-changed', 'plan.step-removed']),
    );
  });

  test('the customer reads their wording and nothing else of it', async () => {
    const mine = await ticket();
    await step(mine, { inner: `${CANARY} ask N2`, customer: 'Nous vérifions avec la banque.' });
    await step(mine, { inner: `${CANARY} she is difficult` });
    const { body } = await step(mine, { inner: `${CANARY} no`, customer: 'Nous vous écrivons.' });
    await lea.call('PATCH', `/api/tickets/${mine.id}/plan/${body.steps[2]?.id}`, { state: 'dropped' });
    const plan = await lea.get<CustomerPlan>(`/api/tickets/${mine.id}/plan?audience=customer`);
    expect(plan.body).toEqual({
      audience: 'customer',
      steps: [{ text: 'Nous vérifions avec la banque.', state: 'planned', dueAt: null }],
    });
    expect(JSON.stringify(plan.body)).not.toContain(CANARY);
  });

  test('a wording for the customer with inner words or the name of a queue is refused, and says which', async () => {
    const mine = await ticket();
    const refused = await step(mine, { inner: 'x', customer: 'Je transmets à l’équipe Comptabilité.' });
    expect(refused).toMatchObject({ status: 422, body: { code: 'inner-words' } });
    expect(JSON.stringify(refused.body)).toContain('Comptabilité');
    const { body } = await step(mine, { inner: 'x' });
    const changed = await lea.call('PATCH', `/api/tickets/${mine.id}/plan/${body.steps[0]?.id}`, {
      customer: 'Je transmets à l’équipe Comptabilité.',
    });
    expect(changed.status).toBe(422);
  });

  test('a wording that the lists have since learned to refuse is left out', async () => {
    const mine = await ticket();
    await step(mine, { inner: 'x', customer: 'Le zorblax est commandé.' });
    const read = () => lea.get<CustomerPlan>(`/api/tickets/${mine.id}/plan?audience=customer`);
    expect((await read()).body.steps).toHaveLength(1);
    const listed = { kind: 'jargon', locale: 'fr', words: 'zorblax', why: 'Mot de l’atelier' };
    expect((await ada.post('/api/admin/inner-words', listed)).status).toBe(201);
    expect((await read()).body.steps).toEqual([]);
  });

  test('has fifty steps at most', async () => {
    const mine = await ticket();
    await rows.query(
      `INSERT INTO record.plan_step (id, ticket_id, place, inner_wording) SELECT gen_random_uuid(), $1, n, 'x' FROM generate_series(1, 50) AS n`,
      [mine.id],
    );
    expect((await step(mine, { inner: 'one more' })).status).toBe(413);
  });

  test('is neither read nor written by who may not see the ticket, nor written once it is closed', async () => {
    const mine = await ticket();
    const path = `/api/tickets/${mine.id}`;
    expect((await stranger.get(`${path}/record`)).status).toBe(404);
    expect((await stranger.get(`${path}/plan?audience=customer`)).status).toBe(404);
    expect((await stranger.post(`${path}/plan`, { inner: 'x' })).status).toBe(404);
    await rows.query(`UPDATE tickets.ticket SET status = 'closed' WHERE id = $1`, [mine.id]);
    expect((await step(mine, { inner: 'x' })).status).toBe(409);
  });
});

test('tags have one spelling, are set as a whole, and complete from those in use', async () => {
  const mine = await ticket();
  const before = (await now(mine)).version;
  const set = (tags: string[]) => lea.call('PUT', `/api/tickets/${mine.id}/tags`, { tags });
  expect((await set([' #Carte Bleue', 'carte  bleue', 'Doublon'])).body).toEqual({
    tags: ['carte bleue', 'doublon'],
  });
  expect((await set(['doublon', 'banque'])).body).toEqual({ tags: ['banque', 'doublon'] });
  const { body } = await lea.get<TicketRecord>(`/api/tickets/${mine.id}/record`);
  expect(body.tags).toEqual(['banque', 'doublon']);
  expect((await historyOf(mine)).at(-1)).toMatchObject({
    name: 'tags.changed',
    data: { added: ['banque'], removed: ['carte bleue'] },
  });
  expect((await now(mine)).version).toBeGreaterThan(before);
  expect((await lea.get<TagList>('/api/tags?q=%23DOUB')).body.items).toEqual([
    { tag: 'doublon', tickets: 1 },
  ]);
  expect((await set(Array.from({ length: 31 }, (_, n) => `t${n}`))).status).toBe(400);
});
