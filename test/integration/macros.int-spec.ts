/** Macros on the real product: variables that only know what a customer may know, changes made at once and taken back once. */
import type { Macro, MacroList, MacroPreview, MacroUse, Ticket, TicketRecord } from '@lib/contracts';
import { newId } from '@lib/platform';
import { Client } from 'pg';
import { furnish, hire, type Worker } from '../faults/rows.js';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';

const CANARY = 'CANARI-GRISOU';
const database = useDatabase();
let rows: Client;
let app: RunningApp;
let queueId: string;
let lea: ApiClient, nadia: ApiClient, stranger: ApiClient, max: ApiClient;
let opened = 0;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  const house = await furnish(rows, ['Léa', 'Nadia']);
  queueId = house.queueId;
  const elsewhere = newId();
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

async function ticket(name = 'Sophie Marchand'): Promise<Ticket> {
  opened += 1;
  const { body } = await lea.post<Ticket>('/api/tickets', {
    subject: `Charged twice ${opened}`,
    customer: { name, email: `sophie${opened}@example.org` },
    queueId,
  });
  await lea.post(`/api/tickets/${body.id}/take`);
  return body;
}

async function macro(more: object, by = lea): Promise<Macro> {
  const { status, body } = await by.post<Macro>('/api/macros', { name: 'Answer', texts: {}, ...more });
  expect(status).toBe(201);
  return body;
}

const use = (on: Ticket, { id }: Macro, by = lea) => by.post<MacroUse>(`/api/tickets/${on.id}/macros/${id}`);
const now = async ({ id }: Ticket): Promise<Ticket> => (await lea.get<Ticket>(`/api/tickets/${id}`)).body;
const tagsOf = async ({ id }: Ticket): Promise<string[]> =>
  (await lea.get<TicketRecord>(`/api/tickets/${id}/record`)).body.tags;

test('the text speaks the customer’s language and knows the ticket', async () => {
  const mine = await ticket();
  const hello = await macro({
    texts: {
      fr: 'Bonjour {{customer.first-name}}, {{ticket.number}} est chez {{owner.name}}. Nous vous rappelons {{promise.next}}.',
      en: 'Hello {{customer.first-name}}, {{ticket.number}}: we call {{promise.next}}.',
    },
  });
  const preview = () => lea.get<MacroPreview>(`/api/tickets/${mine.id}/macros/${hello.id}`);
  expect((await preview()).body).toEqual({
    text: `Bonjour Sophie, ${mine.number} est chez Léa. Nous vous rappelons ….`,
    locale: 'fr',
    missing: ['promise.next'],
    set: {},
  });
  const dueAt = '2099-11-20T14:00:00.000Z';
  await lea.post(`/api/tickets/${mine.id}/promises`, { text: 'We call', dueAt });
  expect((await preview()).body.text).toContain('rappelons vendredi 20 novembre à 15:00.');
  await rows.query(`UPDATE customers.customer SET locale = 'en' WHERE id = $1`, [mine.customer.id]);
  expect((await preview()).body).toMatchObject({
    locale: 'en',
    text: `Hello Sophie, ${mine.number}: we call Friday 20 November at 15:00.`,
    missing: [],
  });
});

test('an unknown variable is refused when the macro is saved, and named', async () => {
  for (const name of ['note.text', 'plan.inner', 'queue.name', 'constructor']) {
    const answer = await lea.post('/api/macros', { name: 'x', texts: { fr: `Bonjour {{${name}}}` } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
    expect(JSON.stringify(answer.body)).toContain(`unknown variable ${name}`);
  }
});

test('what is inner on a ticket reaches neither the text of a macro nor the reply sent with it', async () => {
  const mine = await ticket('Sophie {{owner.name}} <b>Marchand</b>');
  await lea.post(`/api/tickets/${mine.id}/notes`, { text: CANARY });
  await lea.post(`/api/tickets/${mine.id}/plan`, { inner: CANARY });
  await lea.call('PUT', `/api/tickets/${mine.id}/tags`, { tags: [CANARY] });
  await lea.call(
    'PATCH',
    `/api/tickets/${mine.id}`,
    { priority: 'high', reason: CANARY },
    {
      'if-match': String((await now(mine)).version),
    },
  );
  const every = [
    'customer.name',
    'customer.first-name',
    'ticket.number',
    'ticket.subject',
    'owner.name',
    'agent.name',
    'promise.next',
    'greeting',
    'matter.understood',
    'plan.steps',
  ];
  const all = await macro({ texts: { fr: every.map((name) => `{{${name}}}`).join(' · ') } });
  const { body } = await use(mine, all);
  expect(body.text).toContain('Sophie {{owner.name}} <b>Marchand</b> · Sophie · ');
  expect(JSON.stringify([body.text, body.missing])).not.toMatch(new RegExp(CANARY, 'i'));
  const sent = await lea.post(`/api/tickets/${mine.id}/messages`, { channel: 'email', text: body.text });
  expect(sent.status).toBe(201);
  const { rows: dispatches } = await rows.query<{ body: string }>(
    `SELECT body::text FROM bus.dispatch JOIN tickets.message ON dispatch.key = 'message:' || message.id WHERE ticket_id = $1`,
    [mine.id],
  );
  expect(dispatches).toHaveLength(1);
  expect(dispatches[0]?.body).not.toMatch(new RegExp(CANARY, 'i'));
  expect(JSON.parse(dispatches[0]?.body ?? '{}')).not.toHaveProperty('html');
});

test('its changes are made at once, and one press takes back what nobody has changed since', async () => {
  const mine = await ticket();
  await lea.call('PUT', `/api/tickets/${mine.id}/tags`, { tags: ['before'] });
  const set = {
    type: 'incident',
    status: 'on-hold',
    impact: 'high',
    urgency: 'high',
    addTags: ['Bank', 'before'],
  };
  const { body } = await use(mine, await macro({ set }));
  expect(body.ticket).toMatchObject({ type: 'incident', status: 'on-hold', priority: 'urgent' });
  expect(await tagsOf(mine)).toEqual(['bank', 'before']);
  await lea.call(
    'PATCH',
    `/api/tickets/${mine.id}`,
    { type: 'problem' },
    {
      'if-match': String(body.ticket.version),
    },
  );
  const undo = () => lea.post<Ticket>(`/api/tickets/${mine.id}/macro-uses/${body.useId}/undo`);
  expect((await undo()).body).toMatchObject({
    type: 'problem',
    status: 'open',
    impact: 'low',
    priority: 'normal',
  });
  expect(await tagsOf(mine)).toEqual(['before']);
  expect((await undo()).status).toBe(404);
});

test('a change that is not allowed changes nothing of it', async () => {
  const mine = await ticket();
  await rows.query(`UPDATE tickets.ticket SET status = 'resolved', resolved_at = now() WHERE id = $1`, [
    mine.id,
  ]);
  const parks = await macro({ set: { status: 'pending', type: 'incident', addTags: ['never'] } });
  expect((await use(mine, parks)).status).toBe(409);
  expect([(await now(mine)).type, await tagsOf(mine)]).toEqual(['question', []]);
});

test('one’s own are one’s own, the house’s are for all and changed by supervisors', async () => {
  const own = await macro({ name: 'Mine', texts: { fr: 'Bonjour' } });
  expect((await lea.post('/api/macros', { name: 'x', shared: true, texts: { fr: 'x' } })).status).toBe(403);
  const shared = await macro({ name: 'Ours', shared: true, texts: { fr: 'Bonjour' } }, max);
  const seen = (await nadia.get<MacroList>('/api/macros')).body.items.map(({ id, editable }) => [
    id,
    editable,
  ]);
  expect(seen).toContainEqual([shared.id, false]);
  expect(seen.map(([id]) => id)).not.toContain(own.id);
  const renamed = { name: 'y', texts: { fr: 'y' } };
  expect((await nadia.call('PUT', `/api/macros/${own.id}`, renamed)).status).toBe(404);
  expect((await nadia.call('PUT', `/api/macros/${shared.id}`, renamed)).status).toBe(403);
  expect((await nadia.call('DELETE', `/api/macros/${shared.id}`)).status).toBe(403);
  expect((await use(await ticket(), own, nadia)).status).toBe(404);
  expect((await max.call('DELETE', `/api/macros/${shared.id}`)).status).toBe(204);
  expect((await nadia.get<MacroList>('/api/macros')).body.items.map(({ id }) => id)).not.toContain(shared.id);
});

test('a macro shows nothing of a ticket one may not see', async () => {
  const mine = await ticket();
  const spy = await macro({ texts: { fr: '{{customer.name}}' } }, stranger);
  expect((await stranger.get(`/api/tickets/${mine.id}/macros/${spy.id}`)).status).toBe(404);
  expect((await use(mine, spy, stranger)).status).toBe(404);
});
