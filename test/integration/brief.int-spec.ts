/** What a ticket knows so that nobody asks twice, on the real product: the matter in one minute, facts, whom the customer met. */
import type { Brief, Fact, HandOverView, Ticket } from '@lib/contracts';
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
  rows.on('error', () => undefined); // the database goes before we do
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
}, 30_000);

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
    await lea.call('DELETE', of(mine, `/facts/${told.id}/repeats`));
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
    await until(async () => (await saidOn(mine)) === 1, 10_000);
    expect((await now(mine)).participants).toEqual(['boss@example.org']);
    await post(mail('stranger@example.net', 'friend@example.net', subject));
    await post(mail('boss@example.org', 'other@example.net', subject));
    await until(async () => (await saidOn(mine)) === 2, 10_000);
    expect((await now(mine)).participants).toEqual(['boss@example.org']);
  });

  test('whom an agent copies in may answer too', async () => {
    const mine = await ticket();
    expect((await reply(lea, mine, { cc: ['Expert@example.org'] })).status).toBe(201);
    expect((await now(mine)).participants).toEqual(['expert@example.org']);
  });
});
