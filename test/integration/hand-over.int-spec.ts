/** A hand-over to a colleague on the real product: proposed first, the owner changes with the acceptance alone, the customer reads once. */
import type { HandOverView, Ticket } from '@lib/contracts';
import { newId } from '@lib/platform';
import { Client } from 'pg';
import { compareWithFresh, openConsole } from '../faults/console-view.js';
import { furnish, hire, type Worker } from '../faults/rows.js';
import { until } from '../faults/until.js';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';

const NOTE = 'Inner: she shouted, be kind';
const LINE = 'Let me introduce Nadia, who has read everything';
const database = useDatabase();
let rows: Client;
let app: RunningApp;
let queueId: string;
let lea: ApiClient, nadia: ApiClient, colleague: ApiClient, stranger: ApiClient, max: ApiClient;
let opened = 0;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  rows.on('error', () => undefined); // the database goes before we do
  await rows.connect();
  const house = await furnish(rows, ['Léa', 'Nadia', 'Tom']);
  queueId = house.queueId;
  const elsewhere = newId();
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Billing', false)`, [
    elsewhere,
  ]);
  const env = { GUICHET_DEMO: '0', VOICE_CARRIER: 'off' };
  app = await startApp({ databaseUrl: database.url, env });
  const client = ({ token, id }: Worker) => new ApiClient(app.url, token, id);
  [lea, nadia, colleague] = house.agents.map(client) as [ApiClient, ApiClient, ApiClient];
  stranger = client(await hire(rows, 'Sam', 'agent', elsewhere));
  max = client(house.supervisor);
}, 90_000);
afterAll(async () => {
  await app?.dispose();
  await rows.end().catch(() => undefined);
}, 30_000);

async function leasTicket(): Promise<Ticket> {
  opened += 1;
  const { status, body } = await lea.post<Ticket>('/api/tickets', {
    subject: `Charged twice ${opened}`,
    customer: { name: 'Sophie Marchand', email: `sophie${opened}@example.org` },
    queueId,
  });
  expect(status).toBe(201);
  if (!body.owner) expect((await lea.post(`/api/tickets/${body.id}/take`)).status).toBe(200);
  return body;
}

const request = (more: object = {}) => ({
  to: { agentId: nadia.agentId },
  innerNote: NOTE,
  customerLine: LINE,
  ...more,
});

async function proposed(more: object = {}): Promise<{ ticket: Ticket; handOver: HandOverView }> {
  const { id } = await leasTicket();
  const { status, body } = await lea.post<Ticket>(`/api/tickets/${id}/hand-over`, request(more));
  expect(status).toBe(200);
  if (!body.handOver) throw new Error('nothing is proposed');
  return { ticket: body, handOver: body.handOver };
}

const now = async (ticket: Ticket): Promise<Ticket> =>
  (await max.get<Ticket>(`/api/tickets/${ticket.id}`)).body;
const linesTo = async (ticket: Ticket): Promise<string[]> =>
  (
    await rows.query<{ body: string }>(
      `SELECT dispatch.body::text AS body FROM bus.dispatch JOIN tickets.message ON dispatch.key = 'message:' || message.id
       WHERE message.ticket_id = $1`,
      [ticket.id],
    )
  ).rows.map(({ body }) => body);
const statesOf = async (ticket: Ticket): Promise<string[]> =>
  (
    await rows.query<{ name: string }>(
      `SELECT name FROM tickets.ticket_event WHERE ticket_id = $1 AND name LIKE 'hand-over.%' ORDER BY seq`,
      [ticket.id],
    )
  ).rows.map(({ name }) => name.replace('hand-over.', ''));

async function unchanged(ticket: Ticket): Promise<void> {
  const { owner, handOverCount } = await now(ticket);
  expect([owner?.id, handOverCount]).toEqual([lea.agentId, 0]);
  expect(await linesTo(ticket)).toEqual([]);
}

test('both texts are needed, and nothing is proposed without them', async () => {
  const ticket = await leasTicket();
  for (const lack of [{ innerNote: ' ' }, { customerLine: '' }, { innerNote: undefined }])
    expect((await lea.post(`/api/tickets/${ticket.id}/hand-over`, request(lack))).status).toBe(400);
  expect((await now(ticket)).handOver).toBeNull();
});

test('proposed: the owner stays, the note is written, the customer has read nothing', async () => {
  const { ticket, handOver } = await proposed({ card: { wants: 'Proof', promised: 'Before 11' } });
  await unchanged(ticket);
  expect(handOver).toMatchObject({
    kind: 'transfer',
    from: { id: lea.agentId },
    to: { id: nadia.agentId },
    innerNote: NOTE,
    customerLine: LINE,
    card: { wants: 'Proof', promised: 'Before 11' },
  });
  const { rows: notes } = await rows.query(`SELECT text FROM tickets.note WHERE ticket_id = $1`, [ticket.id]);
  expect(notes).toEqual([{ text: NOTE }]);
  expect((await nadia.get(`/api/tickets/${ticket.id}`)).status).toBe(200);
});

test('accepted: hers in the same moment as the line leaves, once, signed by who hands over', async () => {
  const { ticket, handOver } = await proposed({ kind: 'introduce' });
  expect((await nadia.post(`/api/hand-overs/${handOver.id}/accept`)).status).toBe(200);
  const { owner, handOverCount, handOver: left } = await now(ticket);
  expect([owner?.id, handOverCount, left]).toEqual([nadia.agentId, 1, null]);
  const lines = await linesTo(ticket);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(LINE);
  expect(lines[0]).toContain('Léa');
  expect(await statesOf(ticket)).toEqual(['proposed', 'accepted']);
  // Both stay in sight of it.
  expect((await lea.get(`/api/tickets/${ticket.id}`)).status).toBe(200);
});

test('twenty acceptances at once: one 200, the others 409, one line, counted once', async () => {
  const { ticket, handOver } = await proposed();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => nadia.post<{ code?: string }>(`/api/hand-overs/${handOver.id}/accept`)),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const losers = answers.filter(({ status }) => status !== 200);
  expect(new Set(losers.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
    new Set(['409 hand-over-over']),
  );
  expect(await linesTo(ticket)).toHaveLength(1);
  expect((await now(ticket)).handOverCount).toBe(1);
});

test('accept against withdraw, again and again: one of them wins, and the owner is who the winner says', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { ticket, handOver } = await proposed();
    const [accepted, withdrawn] = await Promise.all([
      nadia.post(`/api/hand-overs/${handOver.id}/accept`),
      lea.post(`/api/hand-overs/${handOver.id}/withdraw`),
    ]);
    expect([accepted.status, withdrawn.status].sort()).toEqual([200, 409]);
    if (withdrawn.status === 200) await unchanged(ticket);
    else expect((await now(ticket)).owner?.id).toBe(nadia.agentId);
  }
});

test('two proposals at once: one waits, the other is told so', async () => {
  const ticket = await leasTicket();
  const answers = await Promise.all([
    lea.post(`/api/tickets/${ticket.id}/hand-over`, request()),
    max.post(`/api/tickets/${ticket.id}/hand-over`, request({ to: { agentId: colleague.agentId } })),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const toQueue = request({ to: { queueId } });
  expect((await lea.post(`/api/tickets/${ticket.id}/hand-over`, toQueue)).status).toBe(409);
});

test('declined with a reason, withdrawn or expired: the owner stays, and nobody accepts any more', async () => {
  const declined = await proposed();
  const refuse = `/api/hand-overs/${declined.handOver.id}/decline`;
  expect((await nadia.post(refuse, { reason: ' ' })).status).toBe(400);
  expect((await nadia.post(refuse, { reason: 'On a call' })).status).toBe(204);

  const withdrawn = await proposed();
  expect((await lea.post(`/api/hand-overs/${withdrawn.handOver.id}/withdraw`)).status).toBe(200);

  const expired = await proposed();
  await rows.query(`UPDATE bus.timer SET due_at = now() WHERE kind = 'hand-over' AND key = $1`, [
    expired.handOver.id,
  ]);
  await until(async () => (await now(expired.ticket)).handOver === null, 10_000);

  for (const [{ ticket, handOver }, state] of [
    [declined, 'declined'],
    [withdrawn, 'withdrawn'],
    [expired, 'expired'],
  ] as const) {
    expect(await statesOf(ticket)).toEqual(['proposed', state]);
    expect((await nadia.post(`/api/hand-overs/${handOver.id}/accept`)).status).toBe(409);
    await unchanged(ticket);
  }
  const { rows: timers } = await rows.query(
    `SELECT key FROM bus.timer WHERE kind = 'hand-over' AND key = ANY($1)`,
    [[declined, withdrawn, expired].map(({ handOver }) => handOver.id)],
  );
  expect(timers).toEqual([]);
});

test('past its time it is not accepted, even before the timer has fired', async () => {
  const { ticket, handOver } = await proposed();
  await rows.query(`UPDATE tickets.hand_over SET expires_at = now() WHERE id = $1`, [handOver.id]);
  expect((await nadia.post(`/api/hand-overs/${handOver.id}/accept`)).status).toBe(409);
  await unchanged(ticket);
});

test('a consult never moves the ticket: the colleague helps, the customer is told, nothing is counted', async () => {
  const { ticket, handOver } = await proposed({ kind: 'consult' });
  expect((await nadia.post(`/api/hand-overs/${handOver.id}/accept`)).status).toBe(200);
  const { owner, handOverCount } = await now(ticket);
  expect([owner?.id, handOverCount]).toEqual([lea.agentId, 0]);
  expect(await linesTo(ticket)).toHaveLength(1);
  expect((await nadia.get(`/api/tickets/${ticket.id}`)).status).toBe(200);
});

test('nobody else answers: a colleague and a supervisor are refused, to a stranger it does not exist', async () => {
  const { ticket, handOver } = await proposed();
  const paths = ['accept', 'decline', 'withdraw'].map((act) => `/api/hand-overs/${handOver.id}/${act}`);
  const answersOf = (who: ApiClient) =>
    Promise.all(paths.map(async (path) => (await who.post(path, { reason: 'r' })).status));
  expect(await answersOf(colleague)).toEqual([403, 403, 403]);
  expect(await answersOf(stranger)).toEqual([404, 404, 404]);
  // The one who is asked declines and does not withdraw; who hands over does not answer.
  expect((await nadia.post(paths[2] as string)).status).toBe(403);
  expect((await lea.post(paths[0] as string)).status).toBe(403);
  expect((await max.post(paths[0] as string)).status).toBe(403);
  expect((await now(ticket)).handOver?.id).toBe(handOver.id);
  expect((await max.post(paths[2] as string)).status).toBe(200);
});

test('both consoles show it live, and agree with fresh ones to the end', async () => {
  const consoles = [lea, nadia].map((who) => openConsole(app.url, who.token));
  const shown = (index: number, id: string) => consoles[index]?.store.getSnapshot().tickets.get(id);
  await until(() => consoles.every((console) => console.status.kind === 'live'), 20_000);
  const { ticket, handOver } = await proposed();
  await until(() => [0, 1].every((index) => shown(index, ticket.id)?.handOver?.id === handOver.id), 10_000);
  expect(shown(1, ticket.id)?.handOver?.innerNote).toBe(NOTE);
  await nadia.post(`/api/hand-overs/${handOver.id}/accept`);
  await until(() => shown(1, ticket.id)?.owner?.id === nadia.agentId, 10_000);
  for (const [index, { token }] of [lea, nadia].entries()) {
    const console = consoles[index] as ReturnType<typeof openConsole>;
    const { folded, fresh } = await compareWithFresh(
      'console',
      console,
      { url: app.url, token, ticketIds: [] },
      10_000,
    );
    expect(folded).toEqual(fresh);
    console.close();
  }
});

test('to a queue as before: said at once, the owner stays until somebody there accepts', async () => {
  const ticket = await leasTicket();
  const toQueue = request({ to: { queueId } });
  expect(
    (await lea.post(`/api/tickets/${ticket.id}/hand-over`, { ...toQueue, kind: 'consult' })).status,
  ).toBe(400);
  expect((await lea.post(`/api/tickets/${ticket.id}/hand-over`, toQueue)).status).toBe(200);
  expect((await now(ticket)).owner?.id).toBe(lea.agentId);
  expect(await linesTo(ticket)).toHaveLength(1);
});

test('no inner text has ever been part of what a channel was told to say', async () => {
  const { rows: leaks } = await rows.query(
    `SELECT key FROM bus.dispatch WHERE body::text LIKE '%she shouted%'`,
  );
  expect(leaks).toEqual([]);
  expect((await rows.query(`SELECT 1 FROM bus.dispatch`)).rows.length).toBeGreaterThan(0);
  const { rows: told } = await rows.query(`SELECT id FROM bus.event WHERE data::text LIKE '%she shouted%'`);
  expect(told).toEqual([]);
});
