/** What a ticket knows so that nobody asks twice, on the real product: the matter in one minute, facts, whom the customer met. */
import type {
  Brief,
  CustomerView,
  Fact,
  Field,
  HandOverView,
  ProblemDetails,
  Profile,
  QueueLive,
  Task,
  TaskList,
  Ticket,
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
let queueId: string, billingId: string;
let lea: ApiClient, nadia: ApiClient, stranger: ApiClient, ada: ApiClient;
let opened = 0;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  const house = await furnish(rows, ['Léa', 'Nadia']);
  queueId = house.queueId;
  billingId = newId();
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Billing', false)`, [
    billingId,
  ]);
  const admin = await hire(rows, 'Ada', 'supervisor', queueId);
  await rows.query(`UPDATE agents.agent SET role = 'admin' WHERE id = $1`, [admin.id]);
  app = await startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '0', VOICE_CARRIER: 'off' } });
  const client = ({ token, id }: Worker) => new ApiClient(app.url, token, id);
  [lea, nadia] = house.agents.map(client) as [ApiClient, ApiClient];
  stranger = client(await hire(rows, 'Sam', 'agent', billingId));
  ada = client(admin);
}, 90_000);
afterAll(async () => {
  await app?.dispose();
  await rows.end().catch(() => undefined);
});

async function ticket(email = `sophie${(opened += 1)}@example.org`): Promise<Ticket> {
  const { status, body } = await lea.post<Ticket>('/api/tickets', {
    subject: `Charged twice ${opened}`,
    customer: { name: 'Sophie Marchand', email },
    queueId,
  });
  expect(status).toBe(201);
  return body;
}

const of = ({ id }: Ticket, rest = ''): string => `/api/tickets/${id}${rest}`;
const now = async (mine: Ticket): Promise<Ticket> => (await ada.get<Ticket>(of(mine))).body;
const brief = async (mine: Ticket, who = lea): Promise<Brief> =>
  (await who.get<Brief>(of(mine, '/brief'))).body;
const fact = (mine: Ticket, body: object) => lea.post<Fact[]>(of(mine, '/facts'), body);
const reply = (who: ApiClient, mine: Ticket, more: object = {}) =>
  who.post(of(mine, '/messages'), { channel: 'email', text: 'Nous regardons.', ...more });

async function handOver(mine: Ticket, to: ApiClient, card: object): Promise<void> {
  const texts = { innerNote: 'She is in a hurry', customerLine: 'Nadia prend la suite.' };
  const { body } = await lea.post<Ticket>(of(mine, '/hand-over'), {
    to: { agentId: to.agentId },
    card,
    ...texts,
  });
  const { id } = body.handOver as HandOverView;
  expect((await to.post(`/api/hand-overs/${id}/accept`)).status).toBe(200);
}

describe('in one minute', () => {
  test('the matter is read off the record: wants, done, left, promised', async () => {
    const mine = await ticket();
    expect((await brief(mine)).wants).toEqual({ text: mine.subject, source: 'subject' });
    await lea.call('PUT', of(mine, '/understood'), { text: 'Votre carte a été débitée deux fois.' });
    const { body } = await lea.post<{ steps: { id: string }[] }>(of(mine, '/plan'), {
      inner: 'Ask the bank',
    });
    await lea.post(of(mine, '/plan'), { inner: 'Refund', ownerId: nadia.agentId });
    await lea.call('PATCH', of(mine, `/plan/${body.steps[0]?.id}`), { state: 'done' });
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    expect((await lea.post(of(mine, '/promises'), { text: 'Des nouvelles', dueAt })).status).toBe(201);
    expect(await brief(mine)).toMatchObject({
      wants: { text: 'Votre carte a été débitée deux fois.', source: 'understood' },
      done: [{ text: 'Ask the bank', by: 'Léa' }],
      left: [{ text: 'Refund', by: 'Nadia', dueAt: null }],
      promised: [{ text: 'Des nouvelles', dueAt }],
      handedOver: null,
    });
  });

  test('whoever takes over reads the card as it was written, facts and answers with it', async () => {
    const mine = await ticket();
    await fact(mine, { kind: 'told', text: 'The model is a VX-3' });
    const { body } = await lea.post<{ id: string }[]>(of(mine, '/checklist'), { items: ['Which card?'] });
    await lea.call('PUT', of(mine, `/checklist/${body[0]?.id}`), { ticked: true, answer: 'The blue one' });
    await handOver(mine, nadia, { wants: 'Her money back' });
    expect(await brief(mine, nadia)).toMatchObject({
      facts: [{ kind: 'told', text: 'The model is a VX-3', by: { name: 'Léa' } }],
      answers: [{ en: 'Which card?', answer: 'The blue one', by: 'Léa' }],
      handedOver: {
        from: { name: 'Léa' },
        to: { name: 'Nadia' },
        card: { wants: 'Her money back' },
        innerNote: 'She is in a hurry',
      },
    });
  });
});

describe('already told, already tried', () => {
  test('what was tried has an outcome that may change, what was told is counted when it is said again', async () => {
    const mine = await ticket();
    expect((await fact(mine, { kind: 'tried', text: 'Restarted it' })).status).toBe(400);
    expect((await fact(mine, { kind: 'told', text: 'A VX-3', outcome: 'helped' })).status).toBe(400);
    await fact(mine, { kind: 'tried', text: 'Restarted it', outcome: 'not-known' });
    const { status, body } = await fact(mine, { kind: 'told', text: 'A VX-3' });
    expect(status).toBe(201);
    const [tried, told] = body as [Fact, Fact];
    await lea.call('PATCH', of(mine, `/facts/${tried.id}`), { outcome: 'did-not-help' });
    expect((await lea.call('PATCH', of(mine, `/facts/${told.id}`), { outcome: 'helped' })).status).toBe(400);
    await lea.post(of(mine, `/facts/${told.id}/repeats`));
    await lea.post(of(mine, `/facts/${told.id}/repeats`));
    await lea.post(of(mine, `/facts/${told.id}/repeats`), { by: -1 });
    expect((await brief(mine)).facts).toMatchObject([{ outcome: 'did-not-help' }, { repeats: 1 }]);
    expect((await now(mine)).repeats).toBe(1);
    await lea.call('DELETE', of(mine, `/facts/${told.id}`));
    expect((await brief(mine)).facts).toHaveLength(1);
    const { rows: history } = await rows.query<{ name: string }>(
      `SELECT name FROM tickets.ticket_event WHERE ticket_id = $1 AND name LIKE 'fact.%' ORDER BY seq`,
      [mine.id],
    );
    expect(history.map(({ name }) => name)).toEqual([
      'fact.tried',
      'fact.told',
      'fact.changed',
      'fact.repeated',
      'fact.repeated',
      'fact.repeat-undone',
      'fact.removed',
    ]);
  });

  test('to a stranger there is no such ticket, and a fact of another ticket cannot be touched', async () => {
    const [mine, other] = [await ticket(), await ticket()];
    const { body } = await fact(mine, { kind: 'told', text: 'A VX-3' });
    expect((await stranger.get(of(mine, '/brief'))).status).toBe(404);
    expect((await stranger.post(of(mine, '/facts'), { kind: 'told', text: 'x' })).status).toBe(404);
    expect((await lea.call('DELETE', of(other, `/facts/${body[0]?.id}`))).status).toBe(404);
  });

  test('a merge brings the facts along, and its undoing takes them back', async () => {
    const from = await ticket('paul@example.org');
    const into = await ticket('paul@example.org');
    const { body } = await fact(from, { kind: 'told', text: 'A VX-3' });
    await lea.post(of(from, `/facts/${body[0]?.id}/repeats`));
    expect((await lea.post(of(from, '/merge'), { into: into.id })).status).toBe(200);
    expect((await brief(into)).facts).toMatchObject([{ text: 'A VX-3', ticketNumber: null }]);
    expect((await now(into)).repeats).toBe(1);
    expect((await lea.post(of(from, '/merge/undo'))).status).toBe(200);
    expect((await brief(into)).facts).toEqual([]);
    expect((await now(into)).repeats).toBe(0);
  });
});

describe('whom the customer met', () => {
  test('everybody who wrote to them counts once, and a merge counts them together until it is undone', async () => {
    const from = await ticket('ines@example.org');
    const into = await ticket('ines@example.org');
    expect((await now(into)).met).toEqual([]);
    await reply(lea, from);
    await reply(lea, from);
    await reply(nadia, into);
    expect((await now(from)).met).toMatchObject([{ name: 'Léa' }]);
    expect((await lea.post(of(from, '/merge'), { into: into.id })).status).toBe(200);
    expect((await now(into)).met.map(({ name }) => name)).toEqual(['Léa', 'Nadia']);
    expect((await lea.post(of(from, '/merge/undo'))).status).toBe(200);
    expect((await now(into)).met).toMatchObject([{ name: 'Nadia' }]);
  });

  test('a note is not a meeting', async () => {
    const mine = await ticket();
    await nadia.post(of(mine, '/notes'), { text: 'I know this one' });
    expect((await now(mine)).met).toEqual([]);
  });
});

describe('what we know of a customer', () => {
  const profile = (mine: Ticket, who = lea) => who.get<Profile>(`/api/customers/${mine.customer.id}/profile`);
  const note = (mine: Ticket, kind: string, text: string, who = lea) =>
    who.post<Profile>(`/api/customers/${mine.customer.id}/profile`, { kind, text });
  const standing = ({ entries }: Profile) => entries.map(({ kind, text }) => [kind, text]);

  test('of what there is one, the new takes the place of the old, which can be read in the past', async () => {
    const mine = await ticket();
    await note(mine, 'owns', 'A VX-3');
    await note(mine, 'owns', 'A trailer');
    await note(mine, 'time', 'In the morning');
    expect((await note(mine, 'channel', 'pigeon')).status).toBe(400);
    const { status, body } = await note(mine, 'time', 'After work');
    expect(status).toBe(201);
    expect(standing(body)).toEqual([
      ['owns', 'A VX-3'],
      ['owns', 'A trailer'],
      ['time', 'After work'],
    ]);
    expect(body.past).toMatchObject([{ kind: 'time', text: 'In the morning', endedBy: { name: 'Léa' } }]);
  });

  test('the language they are written to follows what is noted, and open tickets are told of it', async () => {
    const mine = await ticket();
    const { version } = await now(mine);
    await note(mine, 'language', 'en');
    const customer = await lea.get<CustomerView>(`/api/customers/${mine.customer.id}`);
    expect(customer.body.locale).toBe('en');
    expect((await now(mine)).version).toBeGreaterThan(version);
    expect((await note(mine, 'language', 'en')).body.entries).toHaveLength(1);
  });

  test('the customer may read what they told us of themselves, and nothing that was noted for us', async () => {
    const mine = await ticket();
    await note(mine, 'know', 'CANARI-GRISOU');
    await note(mine, 'expertise', 'CANARI-GRISOU, an engineer');
    await note(mine, 'channel', 'email');
    const { body } = await lea.get(`/api/customers/${mine.customer.id}/profile?audience=customer`);
    expect(body).toEqual({ audience: 'customer', entries: [{ kind: 'channel', text: 'email' }] });
  });

  test('forgetting takes the words away for good, and only who leads may', async () => {
    const mine = await ticket();
    const [entry] = (await note(mine, 'know', 'Her health')).body.entries;
    const path = `/api/customers/${mine.customer.id}/profile/${entry?.id}/forget`;
    expect((await lea.post(path)).status).toBe(403);
    expect((await ada.post(path)).status).toBe(200);
    expect((await profile(mine)).body).toMatchObject({ entries: [], past: [{ text: null }] });
    expect(JSON.stringify((await rows.query(`SELECT * FROM customers.profile_entry`)).rows)).not.toContain(
      'health',
    );
  });

  test('who sees none of their tickets knows nothing of them', async () => {
    const mine = await ticket();
    expect((await profile(mine, stranger)).status).toBe(404);
    expect((await note(mine, 'owns', 'x', stranger)).status).toBe(404);
  });
});

describe('a task for another team', () => {
  const give = (mine: Ticket, to: object, text = 'Check the payment') =>
    lea.post<Task[]>(of(mine, '/tasks'), { text, to });
  const record = async (mine: Ticket): Promise<TicketRecord> =>
    (await lea.get<TicketRecord>(of(mine, '/record'))).body;
  const taskOf = async (mine: Ticket): Promise<Task> => {
    const [task] = (await record(mine)).tasks;
    if (!task) throw new Error('no task');
    return task;
  };
  const list = async (who: ApiClient): Promise<TaskList> => (await who.get<TaskList>('/api/tasks')).body;

  test('waits for the team, is taken once, and its result comes back as an inner note; the owner stays', async () => {
    const mine = await ticket();
    await reply(lea, mine);
    expect((await give(mine, { queueId: billingId })).status).toBe(201);
    expect((await stranger.get(of(mine))).status).toBe(404);
    const task = await taskOf(mine);
    expect((await list(stranger)).team).toMatchObject([
      { text: 'Check the payment', ticket: { number: mine.number } },
    ]);
    const live = await stranger.get<QueueLive>(`/api/queues/${billingId}/live`);
    expect(live.body.openTasks).toBe(1);
    expect((await nadia.post(`/api/tasks/${task.id}/take`)).status).toBe(403);
    const takes = await Promise.all([1, 2, 3].map(() => stranger.post(`/api/tasks/${task.id}/take`)));
    expect(takes.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await stranger.get(of(mine))).status).toBe(200);
    expect((await nadia.post(`/api/tasks/${task.id}/finish`, { result: 'x' })).status).toBe(403);
    const result = 'CANARI-GRISOU: paid twice, refund started';
    expect((await stranger.post(`/api/tasks/${task.id}/finish`, { result })).status).toBe(200);
    expect(await taskOf(mine)).toMatchObject({ state: 'done', result, agent: { name: 'Sam' } });
    const notes = await rows.query<{ text: string }>(`SELECT text FROM tickets.note WHERE ticket_id = $1`, [
      mine.id,
    ]);
    expect(notes.rows[0]?.text).toContain(result);
    const out = await rows.query(
      `SELECT 1 FROM bus.dispatch WHERE body::text LIKE '%CANARI%' OR body::text LIKE '%payment%'`,
    );
    expect(out.rows).toEqual([]);
    expect((await now(mine)).owner?.name).toBe('Léa');
  });

  test('blocks resolving until it is done, or until somebody says why not', async () => {
    const mine = await ticket();
    await give(mine, { agentId: nadia.agentId });
    expect((await list(nadia)).mine).toMatchObject([{ ticket: { number: mine.number } }]);
    const refused = await lea.post<ProblemDetails>(of(mine, '/resolve'), {});
    expect([refused.status, refused.body.code]).toEqual([409, 'tasks-open']);
    expect(refused.body.errors).toMatchObject([{ message: 'Check the payment' }]);
    const { version } = await now(mine);
    const patched = await lea.call(
      'PATCH',
      of(mine),
      { status: 'resolved' },
      { 'if-match': String(version) },
    );
    expect(patched.status).toBe(409);
    expect((await lea.post(of(mine, '/resolve'), { dropTasks: 'She found the receipt' })).status).toBe(200);
    expect(await taskOf(mine)).toMatchObject({ state: 'dropped', result: 'She found the receipt' });
    expect((await now(mine)).status).toBe('resolved');
  });

  test('given back it waits for the team again; only who asked, the owner or who leads drops it', async () => {
    const mine = await ticket();
    await give(mine, { queueId: billingId });
    const { id } = await taskOf(mine);
    await stranger.post(`/api/tasks/${id}/take`);
    expect((await stranger.post(`/api/tasks/${id}/drop`, { reason: 'no time' })).status).toBe(403);
    expect((await stranger.post(`/api/tasks/${id}/give-back`, { reason: 'no time' })).status).toBe(200);
    expect((await list(stranger)).team.map((task) => task.id)).toContain(id);
    expect((await lea.post(`/api/tasks/${id}/drop`, { reason: 'settled' })).status).toBe(200);
    expect((await stranger.post(`/api/tasks/${id}/take`)).status).toBe(409);
  });
});

describe('a swarm', () => {
  const call = (mine: Ticket, who: ApiClient, asked: object) =>
    who.post<Ticket>(of(mine, '/swarm'), { question: 'CANARI-GRISOU: who knows this?', who: asked });
  const seats = async (mine: Ticket) =>
    (await now(mine)).swarm.map(({ agent, state }) => [agent.name, state]);

  test('brings people to the ticket while its owner stays; whoever leaves sees it no more', async () => {
    const mine = await ticket();
    await reply(lea, mine);
    expect((await call(mine, lea, { agentIds: [stranger.agentId, nadia.agentId] })).status).toBe(200);
    expect(await seats(mine)).toEqual([
      ['Nadia', 'invited'],
      ['Sam', 'invited'],
    ]);
    expect((await stranger.post(of(mine, '/swarm/accept'))).status).toBe(200);
    expect((await stranger.post(of(mine, '/swarm/accept'))).status).toBe(409);
    expect((await nadia.post(of(mine, '/swarm/decline'), { reason: 'On a call' })).status).toBe(204);
    expect(await seats(mine)).toEqual([['Sam', 'accepted']]);
    expect((await stranger.post(of(mine, '/notes'), { text: 'It is the bank' })).status).toBe(201);
    expect((await stranger.post(of(mine, '/swarm/leave'))).status).toBe(204);
    expect((await stranger.get(of(mine))).status).toBe(404);
    expect((await now(mine)).owner?.name).toBe('Léa');
    const out = await rows.query(`SELECT 1 FROM bus.dispatch WHERE body::text LIKE '%CANARI%'`);
    expect(out.rows).toEqual([]);
  });

  test('is called by skill among those at work, and never twice for the same person', async () => {
    const mine = await ticket();
    await rows.query(`UPDATE agents.agent SET skills = '{"payments": 1}' WHERE id = ANY($1)`, [
      [nadia.agentId, stranger.agentId],
    ]);
    const wish = { skill: 'payments', people: 5 };
    expect((await call(mine, lea, wish)).status).toBe(409);
    await rows.query(
      `INSERT INTO agents.console (id, agent_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')`,
      [newId(), nadia.agentId],
    );
    expect((await call(mine, lea, wish)).status).toBe(200);
    expect(await seats(mine)).toEqual([['Nadia', 'invited']]);
    expect((await call(mine, lea, wish)).status).toBe(409);
    expect((await call(mine, nadia, { agentIds: [stranger.agentId] })).status).toBe(403);
  });
});

describe('a field that is needed at opening', () => {
  test('is demanded from an agent who opens a ticket of its type, and kept; of other types it is not', async () => {
    const field = {
      kind: 'number',
      fr: 'Contrat',
      en: 'Contract',
      types: ['incident'],
      requiredToOpen: true,
    };
    const { body } = await ada.post<{ items: Field[] }>('/api/admin/fields', field);
    const { id } = body.items.at(-1) as Field;
    const open = (type: string, fields: object) =>
      lea.post<{ id: string; errors?: object[] }>('/api/tickets', {
        subject: 'It stopped',
        customer: { email: 'contract@example.org' },
        type,
        fields,
      });
    const { rows: before } = await rows.query(`SELECT count(*) FROM tickets.ticket`);
    const lacking = await open('incident', {});
    expect([lacking.status, lacking.body.errors]).toMatchObject([400, [{ path: `fields.${id}` }]]);
    expect((await open('incident', { [id]: 'abc' })).status).toBe(400);
    expect((await open('question', { [newId()]: 1 })).status).toBe(400);
    expect((await rows.query(`SELECT count(*) FROM tickets.ticket`)).rows).toEqual(before);
    expect((await open('question', {})).status).toBe(201);
    const opened = await open('incident', { [id]: 4711 });
    expect(opened.status).toBe(201);
    const record = await lea.get<TicketRecord>(`/api/tickets/${opened.body.id}/record`);
    expect(record.body.fields).toEqual({ [id]: 4711 });
    expect((await ada.call('DELETE', `/api/admin/fields/${id}`)).status).toBe(204);
  });
});

describe('who was copied in', () => {
  const mail = (from: string, cc: string, subject: string): Buffer =>
    Buffer.from(
      `From: ${from}\r\nTo: support@guichet.test\r\nCc: ${cc}\r\nSubject: ${subject}\r\nMessage-ID: <${newId()}@example.org>\r\n` +
        `Date: ${new Date().toUTCString()}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour\r\n`,
    );
  const post = (bytes: Buffer) =>
    ada.call('POST', '/api/admin/mail?mailbox=support@guichet.test', bytes, {
      'content-type': 'message/rfc822',
    });
  const saidOn = async (mine: Ticket): Promise<number> =>
    (
      await rows.query<{ count: number }>(
        `SELECT count(*)::integer AS count FROM tickets.message WHERE ticket_id = $1 AND direction = 'in'`,
        [mine.id],
      )
    ).rows[0]?.count ?? 0;

  test('whom the customer copies in may answer into the ticket, whom a stranger names may not', async () => {
    const mine = await ticket('client@example.org');
    const subject = `Re: Charged twice [${mine.number}]`;
    await post(mail('client@example.org', 'Boss <Boss@example.org>', subject));
    await until(async () => (await saidOn(mine)) === 1);
    expect((await now(mine)).participants).toEqual(['boss@example.org']);
    await post(mail('stranger@example.net', 'friend@example.net', subject));
    await post(mail('boss@example.org', 'other@example.net', subject));
    await until(async () => (await saidOn(mine)) === 2);
    expect((await now(mine)).participants).toEqual(['boss@example.org']);
  });

  test('whom an agent copies in may answer too', async () => {
    const mine = await ticket();
    expect((await reply(lea, mine, { cc: ['Expert@example.org'] })).status).toBe(201);
    expect((await now(mine)).participants).toEqual(['expert@example.org']);
  });
});
