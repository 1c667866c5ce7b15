/** What a matter was understood to be and how it ended, on the real product: read back, resolved with its cause, confirmed. */
import type {
  Checklist,
  ChecklistItem,
  ChecklistList,
  CustomerFields,
  Field,
  FieldList,
  FieldValues,
  MatterView,
  Resolving,
  Ticket,
  TicketClocks,
  TicketRecord,
} from '@lib/contracts';
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
const CANARY = 'CANARI-GRISOU';
const recordOf = async ({ id }: Ticket): Promise<TicketRecord> =>
  (await lea.get<TicketRecord>(`/api/tickets/${id}/record`)).body;
const saidTo = async ({ id }: Ticket): Promise<string[]> =>
  (
    await rows.query<{ text: string }>(
      `SELECT dispatch.body->>'text' AS text FROM bus.dispatch JOIN tickets.message ON dispatch.key = 'message:' || message.id
       WHERE message.ticket_id = $1 ORDER BY message.seq`,
      [id],
    )
  ).rows.map(({ text }) => text);
const resolving = async (more: object): Promise<Resolving> => {
  const { body } = await lea.get<Resolving>('/api/resolving');
  const causes = body.causes.filter(({ archived }) => !archived).map(({ id, fr, en }) => ({ id, fr, en }));
  const wanted = { causeRequired: false, askCustomer: false, causes, ...more };
  const answer = await ada.call<Resolving>('PUT', '/api/admin/resolving', wanted);
  expect(answer.status).toBe(200);
  return answer.body;
};
const resolve = (on: Ticket, body: object = {}) => lea.post<Ticket>(`/api/tickets/${on.id}/resolve`, body);

describe('the problem as understood', () => {
  test('is read back to the customer in their channel and then confirmed, or corrected', async () => {
    const mine = await ticket();
    const path = `/api/tickets/${mine.id}`;
    expect((await lea.post(`${path}/understood/read-back`)).status).toBe(409);
    const text = 'Votre carte a été débitée deux fois le 3 mars.';
    expect((await lea.call<MatterView>('PUT', `${path}/understood`, { text })).body.understood).toMatchObject(
      {
        text,
        state: 'written',
        by: { id: lea.agentId },
      },
    );
    await lea.call('PUT', `${path}/behind`, { text: `${CANARY}: he is afraid for his rent` });
    const read = await lea.post<MatterView>(`${path}/understood/read-back`);
    expect(read.body.understood?.state).toBe('read-back');
    const said = await saidTo(mine);
    expect(said).toEqual([expect.stringContaining(`« ${text} »`)]);
    const really = 'Trois fois, pas deux.';
    const corrected = await lea.post<MatterView>(`${path}/understood/answer`, { right: false, text: really });
    expect(corrected.body.understood).toMatchObject({ text: really, state: 'corrected' });
    expect(
      (await lea.post<MatterView>(`${path}/understood/answer`, { right: true })).body.understood,
    ).toMatchObject({
      text: really,
      state: 'confirmed',
    });
    const { matter } = await recordOf(mine);
    expect(matter.behind).toContain(CANARY);
    expect(JSON.stringify([await saidTo(mine), await plain(mine)])).not.toContain(CANARY);
  });

  test('is for those who may see the ticket', async () => {
    const mine = await ticket();
    for (const [method, path] of [
      ['PUT', 'understood'],
      ['PUT', 'behind'],
    ] as const)
      expect((await stranger.call(method, `/api/tickets/${mine.id}/${path}`, { text: 'x' })).status).toBe(
        404,
      );
  });
});

/** What a macro with every variable and the plan would say to the customer. */
async function plain({ id }: Ticket): Promise<unknown> {
  const every = '{{customer.name}} {{ticket.subject}} {{owner.name}} {{agent.name}} {{promise.next}}';
  const { body } = await lea.post<{ id: string }>('/api/macros', { name: 'All', texts: { fr: every } });
  const macro = await lea.get(`/api/tickets/${id}/macros/${body.id}`);
  return [macro.body, (await lea.get(`/api/tickets/${id}/plan?audience=customer`)).body];
}

describe('resolving', () => {
  test('demands a cause where the house wants one, whichever way it is resolved', async () => {
    const mine = await ticket();
    const { causes } = await resolving({ causeRequired: true });
    const version = { 'if-match': String((await now(mine)).version) };
    const patched = await lea.call('PATCH', `/api/tickets/${mine.id}`, { status: 'resolved' }, version);
    expect(patched).toMatchObject({ status: 409, body: { code: 'cause-needed' } });
    expect((await resolve(mine)).status).toBe(409);
    expect((await resolve(mine, { causeId: newId() })).status).toBe(400);
    const causeNote = `${CANARY} the bank again`;
    expect((await resolve(mine, { causeId: causes[0]?.id, causeNote })).body.status).toBe('resolved');
    expect((await recordOf(mine)).matter).toMatchObject({ cause: { id: causes[0]?.id }, causeNote });
    await resolving({ causeRequired: false });
  });

  test('keeps archived causes on the tickets that have them, and takes none of them any more', async () => {
    const mine = await ticket();
    const { causes } = await resolving({
      causes: [
        { fr: 'Ancienne', en: 'Old' },
        { fr: 'Autre', en: 'Other' },
      ],
    });
    const old = causes.find(({ en }) => en === 'Old');
    await resolve(mine, { causeId: old?.id });
    await resolving({ causes: [{ fr: 'Nouvelle', en: 'New' }] });
    expect((await recordOf(mine)).matter.cause).toMatchObject({ en: 'Old' });
    expect((await resolve(await ticket(), { causeId: old?.id })).status).toBe(400);
  });

  test('is set up by admins alone', async () => {
    const wanted = { causeRequired: true, askCustomer: false, causes: [] };
    expect((await lea.call('PUT', '/api/admin/resolving', wanted)).status).toBe(403);
    expect((await max.call('PUT', '/api/admin/resolving', wanted)).status).toBe(403);
  });
});

describe('the customer’s confirmation', () => {
  const asked = async (mine: Ticket, times = 1): Promise<string> =>
    until(async () => {
      const links = (await saidTo(mine)).flatMap((text) => /http\S+\/confirm\/\S+/.exec(text) ?? []);
      return links.length === times ? new URL(links.at(-1) ?? '').pathname : null;
    });
  const open = (path: string, method = 'GET') => fetch(app.url + path, { method });
  beforeAll(() => resolving({ askCustomer: true }));
  afterAll(() => resolving({ askCustomer: false }));

  test('is asked for once; looking changes nothing, yes ends the customer’s own clock', async () => {
    const mine = await ticket();
    await resolve(mine);
    const link = await asked(mine);
    const page = await open(link);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Oui, tout va bien')]);
    expect((await recordOf(mine)).matter.confirmation).toMatchObject({ answeredAt: null });
    const yes = await open(`${link}/yes`, 'POST');
    expect([yes.status, await yes.text()]).toEqual([200, expect.stringContaining('Merci')]);
    const { confirmation } = (await recordOf(mine)).matter;
    expect(confirmation).toMatchObject({ works: true });
    const { body } = await lea.get<TicketClocks>(`/api/tickets/${mine.id}/clocks`);
    expect(body.clocks.find(({ kind }) => kind === 'customer')?.metAt).toBe(confirmation?.answeredAt);
    expect(await (await open(`${link}/no`, 'POST')).text()).toContain('Merci. Nous sommes heureux');
    expect((await now(mine)).status).toBe('resolved');
    expect(await saidTo(mine)).toHaveLength(1);
  });

  test('a no opens the ticket again with the same owner, and the next ending is asked about anew', async () => {
    const mine = await ticket();
    await resolve(mine);
    const link = await asked(mine);
    expect(await (await open(`${link}/no`, 'POST')).text()).toContain('rouverte');
    expect(await now(mine)).toMatchObject({ status: 'open', owner: { id: lea.agentId } });
    await resolve(mine);
    const second = await asked(mine, 2);
    expect(second).not.toBe(link);
    expect(await (await open(link)).text()).not.toContain('<form');
    expect(await (await open(second)).text()).toContain('<form');
  });

  test('a no on a ticket that nobody owns puts it back into its queue', async () => {
    const mine = await ticket();
    await resolve(mine);
    const link = await asked(mine);
    await rows.query(`UPDATE tickets.ticket SET owner_id = NULL, owner_since = NULL WHERE id = $1`, [
      mine.id,
    ]);
    expect(await (await open(`${link}/no`, 'POST')).text()).toContain('rouverte');
    const waiting = await until(async () => {
      const { rows: items } = await rows.query<{ queue_id: string; owned: boolean; status: string }>(
        `SELECT work_item.queue_id, ticket.owner_id IS NOT NULL AS owned, ticket.status
         FROM routing.work_item JOIN tickets.ticket ON ticket.id = ticket_id
         WHERE ticket_id = $1 AND work_item.state IN ('waiting', 'offered')`,
        [mine.id],
      );
      return items.length > 0 ? items : null;
    });
    expect(waiting).toEqual([{ queue_id: queueId, owned: false, status: 'open' }]);

    // Whoever takes it has its mail too: it waits for nobody else and rings nowhere.
    expect((await lea.post(`/api/tickets/${mine.id}/take`)).status).toBe(200);
    const taken = await until(async () => {
      const { rows: items } = await rows.query<{ agent: string; state: string; offers: number }>(
        `SELECT agent_id AS agent, state, (SELECT count(*)::int FROM routing.offer WHERE ticket_id = $1 AND state = 'made') AS offers
         FROM tickets.interaction WHERE ticket_id = $1 ORDER BY id DESC LIMIT 1`,
        [mine.id],
      );
      return items[0]?.agent ? items[0] : null;
    });
    expect(taken).toEqual({ agent: lea.agentId, state: 'connected', offers: 0 });
  });

  test('a forged link is no link', async () => {
    const mine = await ticket();
    await resolve(mine);
    const link = await asked(mine);
    const other = await ticket();
    for (const forged of [link.slice(0, -2), link.replace(mine.id, other.id), '/confirm/x', '/confirm/a.b.c'])
      expect((await open(`${forged}/yes`, 'POST')).status).toBe(404);
    expect((await recordOf(mine)).matter.confirmation?.answeredAt).toBeNull();
  });

  test('an agent may write down what the customer said, while it is resolved', async () => {
    const mine = await ticket();
    const confirm = (works: boolean) => lea.post<Ticket>(`/api/tickets/${mine.id}/confirmation`, { works });
    expect((await confirm(true)).status).toBe(409);
    await resolve(mine);
    expect((await confirm(false)).body.status).toBe('open');
    expect((await stranger.post(`/api/tickets/${mine.id}/confirmation`, { works: true })).status).toBe(404);
  });
});

test('question sets are written by the team, and their items ticked by whom and when', async () => {
  const set = { name: 'Doublon', types: ['question'], items: ['Quelle carte ?', 'Quel jour ?'] };
  expect((await lea.post('/api/checklists', set)).status).toBe(403);
  const { body: list } = await max.post<Checklist>('/api/checklists', set);
  expect((await lea.get<ChecklistList>('/api/checklists')).body.items).toContainEqual({
    id: list.id,
    ...set,
  });
  const mine = await ticket();
  const path = `/api/tickets/${mine.id}/checklist`;
  await lea.post(path, { checklistId: list.id });
  const { body: items } = await lea.post<ChecklistItem[]>(path, {
    items: ['Quel jour ?', 'Quelle banque ?'],
  });
  expect(items.map(({ text }) => text)).toEqual(['Quelle carte ?', 'Quel jour ?', 'Quelle banque ?']);
  const tick = (ticked: boolean) => lea.call<ChecklistItem[]>('PUT', `${path}/${items[0]?.id}`, { ticked });
  expect((await tick(true)).body[0]).toMatchObject({
    tickedBy: { id: lea.agentId },
    tickedAt: expect.any(String) as string,
  });
  expect((await tick(false)).body[0]).toMatchObject({ tickedBy: null, tickedAt: null });
  expect((await lea.call<ChecklistItem[]>('DELETE', `${path}/${items[0]?.id}`)).body).toHaveLength(2);
  expect((await max.call('DELETE', `/api/checklists/${list.id}`)).status).toBe(204);
  expect((await lea.post(path, { checklistId: list.id })).status).toBe(400);
  expect((await recordOf(mine)).checklist).toHaveLength(2);
});

describe('fields of the house', () => {
  const add = async (field: object): Promise<Field> => {
    const { status, body } = await ada.post<FieldList>('/api/admin/fields', field);
    expect(status).toBe(201);
    return body.items.at(-1) as Field;
  };
  const set = (on: Ticket, values: Record<string, unknown>) =>
    lea.call<FieldValues>('PUT', `/api/tickets/${on.id}/fields`, { values });

  test.each([
    ['text', 'VX-3', 7],
    ['number', 3.5, '3.5'],
    ['date', '2026-11-20', '2026-02-30'],
    ['choice', 'red', 'green'],
    ['choices', ['red', 'blue'], ['red', 'red']],
    ['yes-no', false, 'false'],
    ['link', 'https://example.org/a', 'javascript:alert(1)'],
  ])('a field of the kind %s takes what fits and refuses the rest', async (kind, good, bad) => {
    const mine = await ticket();
    const choices = ['red', 'blue'];
    const { id } = await add({ kind, fr: 'Champ', en: 'Field', choices });
    expect((await set(mine, { [id]: bad })).status).toBe(400);
    expect((await set(mine, { [id]: good })).body[id]).toEqual(good);
    expect((await recordOf(mine)).fields[id]).toEqual(good);
    expect((await set(mine, { [id]: null })).body).not.toHaveProperty(id);
    expect((await ada.call('DELETE', `/api/admin/fields/${id}`)).status).toBe(204);
    expect((await set(mine, { [id]: good })).status).toBe(400);
  });

  test('one made for colleagues never reaches the customer, and cannot be turned into one that does', async () => {
    const mine = await ticket();
    const inner = await add({ kind: 'text', fr: 'Humeur', en: 'Mood' });
    const open = await add({ kind: 'text', audience: 'customer', fr: 'Modèle', en: 'Model' });
    await set(mine, { [inner.id]: CANARY, [open.id]: 'VX-3' });
    const read = () => lea.get<CustomerFields>(`/api/tickets/${mine.id}/customer-fields`);
    expect((await read()).body).toEqual({
      audience: 'customer',
      fields: [{ label: 'Modèle', value: 'VX-3' }],
    });
    const turned = { fr: 'Humeur', en: 'Mood', place: 1, audience: 'customer' };
    expect((await ada.call('PUT', `/api/admin/fields/${inner.id}`, turned)).status).toBe(400);
    expect(JSON.stringify((await read()).body)).not.toContain(CANARY);
  });

  test('one that is needed holds the resolving of its types back until it is filled in', async () => {
    const needed = await add({
      kind: 'text',
      fr: 'Cadre',
      en: 'Frame',
      types: ['incident'],
      requiredToResolve: true,
    });
    const [incident, question] = [await ticket({ type: 'incident' }), await ticket()];
    expect((await resolve(question)).status).toBe(200);
    expect(await resolve(incident)).toMatchObject({ status: 409, body: { code: 'field-needed' } });
    await set(incident, { [needed.id]: 'F-12' });
    expect((await resolve(incident)).status).toBe(200);
  });

  test('is set up by admins, and filled in by who may see the ticket', async () => {
    const mine = await ticket();
    expect((await max.post('/api/admin/fields', { kind: 'text', fr: 'x', en: 'x' })).status).toBe(403);
    expect((await stranger.call('PUT', `/api/tickets/${mine.id}/fields`, { values: {} })).status).toBe(404);
    expect((await stranger.get(`/api/tickets/${mine.id}/customer-fields`)).status).toBe(404);
  });
});
