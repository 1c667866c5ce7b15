/** Writing to a customer on the real product: drafts, collisions, formatted mail, what is taken back. */
import type { Draft, Drafts, ScheduledAnswers, Ticket, TicketClocks, TimelineItem } from '@lib/contracts';
import { Client } from 'pg';
import { furnish, type Worker } from '../faults/rows.js';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let rows: Client;
let app: RunningApp;
let queueId: string;
let lea: ApiClient, nadia: ApiClient;
let opened = 0;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  const house = await furnish(rows, ['Léa', 'Nadia']);
  queueId = house.queueId;
  app = await startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '0', VOICE_CARRIER: 'off' } });
  const client = ({ token, id }: Worker) => new ApiClient(app.url, token, id);
  [lea, nadia] = house.agents.map(client) as [ApiClient, ApiClient];
}, 90_000);
afterAll(async () => {
  await app?.dispose();
  await rows.end().catch(() => undefined);
});

async function ticket(): Promise<Ticket> {
  opened += 1;
  const { body } = await lea.post<Ticket>('/api/tickets', {
    subject: `Charged twice ${opened}`,
    customer: { name: 'Sophie Marchand', email: `sophie${opened}@example.org` },
    queueId,
  });
  return body;
}
const draftsOf = async (on: Ticket, by = lea): Promise<Drafts> =>
  (await by.get<Drafts>(`/api/tickets/${on.id}/drafts`)).body;
const keep = (on: Ticket, version: number, text: string, by = lea) =>
  by.call<Draft & { code?: string }>('PUT', `/api/tickets/${on.id}/drafts`, {
    channel: 'email',
    version,
    text,
  });
const send = (on: Ticket, more: object = {}, by = lea) =>
  by.post<TimelineItem & { code?: string }>(`/api/tickets/${on.id}/messages`, {
    channel: 'email',
    text: 'We are on it.',
    delayMs: 60_000,
    ...more,
  });
const seqOf = async (on: Ticket): Promise<number> =>
  (await lea.get<Ticket>(`/api/tickets/${on.id}`)).body.seq;

test('a draft is found again from another device, by its writer alone; colleagues see who, not what', async () => {
  const one = await ticket();
  expect((await keep(one, 0, 'Dear Sophie')).body).toMatchObject({ version: 1, text: 'Dear Sophie' });
  expect((await keep(one, 1, 'Dear Sophie, sorry')).body.version).toBe(2);
  expect((await draftsOf(one)).items).toMatchObject([
    { channel: 'email', text: 'Dear Sophie, sorry', version: 2 },
  ]);
  const theirs = await draftsOf(one, nadia);
  expect(theirs.items).toEqual([]);
  expect(theirs.others).toMatchObject([{ agent: { name: 'Léa' }, channel: 'email' }]);
  expect(JSON.stringify(theirs)).not.toContain('Sophie');
});

test('of two windows that saved on the same version one is refused, in whatever order they come', async () => {
  const one = await ticket();
  const answers = await Promise.all(['a', 'b', 'c'].map((text) => keep(one, 0, text)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  const [kept] = (await draftsOf(one)).items;
  const again = await Promise.all(['d', 'e'].map((text) => keep(one, kept?.version ?? 0, text)));
  expect(again.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test('what was sent is no draft any more, and a late save of another window does not bring it back', async () => {
  const one = await ticket();
  await keep(one, 0, 'We are on it.');
  expect((await send(one)).status).toBe(201);
  expect((await draftsOf(one)).items).toEqual([]);
  const late = await keep(one, 1, 'We are on it.');
  expect(late.body.code).toBe('version-stale');
  expect((await draftsOf(one)).items).toEqual([]);
});

test('an emptied draft is gone', async () => {
  const one = await ticket();
  await keep(one, 0, 'No');
  expect((await keep(one, 1, '')).body.version).toBe(0);
  expect((await draftsOf(one)).items).toEqual([]);
});

test('two answers at the same moment: one is sent, the other writer is told who was quicker', async () => {
  const one = await ticket();
  const seenSeq = await seqOf(one);
  const both = await Promise.all([send(one, { seenSeq }, lea), send(one, { seenSeq }, nadia)]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(both.find(({ status }) => status === 409)?.body.code).toBe('answered-meanwhile');
  const slower = both[0].status === 409 ? lea : nadia;
  expect((await send(one, { seenSeq: await seqOf(one) }, slower)).status).toBe(201);
});

test('formatted words leave as HTML and text, cleaned of what no field of ours can write', async () => {
  const one = await ticket();
  const { body } = await send(one, {
    text: 'Try this',
    html: '<p>Try <b>this</b><img src="https://evil.test/x.gif"><script>x()</script></p>',
  });
  expect(body).toMatchObject({ text: 'Try this', html: '<p>Try <b>this</b></p>' });
  const { rows: sent } = await rows.query<{ html: string }>(
    `SELECT body->>'html' AS html FROM bus.dispatch WHERE message_id = $1`,
    [body.id],
  );
  expect(sent[0]?.html).toBe('<p>Try <b>this</b></p>');
});

test.each([
  ['<p onclick="x()" style="position:fixed">a</p>', '<p>a</p>'],
  ['<p><a href="javascript:x()">a</a> <a href="//evil.test">b</a></p>', '<p><a>a</a> <a>b</a></p>'],
  [
    '<p><a href="https://example.org/a?b=1&amp;c=2">page</a></p>',
    '<p><a href="https://example.org/a?b=1&amp;c=2">page</a></p>',
  ],
  [
    '<ol start="2"><li><p>a<br>b</p></li></ol><blockquote>c</blockquote>',
    '<ol start="2"><li><p>a<br />b</p></li></ol><blockquote>c</blockquote>',
  ],
  ['<table><tr><td>a</td></tr></table><iframe src="https://evil.test">x</iframe>', 'a'],
  ['<p> <br></p><script>x()</script>', null],
])('%s leaves as %s', async (html, leaves) => {
  const { body } = await send(await ticket(), { html });
  expect(body.html).toBe(leaves);
});

test('files of a mail that was taken back go with the next one, and with nobody else’s', async () => {
  const one = await ticket();
  const form = new FormData();
  form.append('file', new Blob(['invoice']), 'invoice.txt');
  const uploaded = (await (
    await fetch(`${app.url}/api/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${lea.token}` },
      body: form,
    })
  ).json()) as { id: string };
  const { body: first } = await send(one, { attachmentIds: [uploaded.id] });
  const attachmentIds = first.attachments.map(({ id }) => id);
  expect((await send(one, { attachmentIds })).status).toBe(400);
  expect((await lea.call('DELETE', `/api/tickets/${one.id}/messages/${first.id}`)).status).toBe(204);
  expect((await send(one, { attachmentIds }, nadia)).status).toBe(400);
  const { body: second } = await send(one, { attachmentIds });
  expect(second.attachments).toMatchObject([{ name: 'invoice.txt' }]);
});

test('sent and resolved is one act: refused together, done together, taken back together', async () => {
  const one = await ticket();
  await lea.post(`/api/tickets/${one.id}/take`);
  const { body: tasks } = await lea.post<{ id: string }[]>(`/api/tickets/${one.id}/tasks`, {
    text: 'Ask the bank',
    to: { queueId },
  });
  expect((await send(one, { resolve: true })).body.code).toBe('tasks-open');
  const { body: open } = await lea.get<{ items: TimelineItem[] }>(`/api/tickets/${one.id}/timeline`);
  expect(open.items.filter(({ kind }) => kind === 'message')).toEqual([]);
  await lea.post(`/api/tasks/${tasks[0]?.id}/drop`, { reason: 'not needed' });
  const { body: sent, status } = await send(one, { resolve: true });
  expect(status).toBe(201);
  expect((await lea.get<Ticket>(`/api/tickets/${one.id}`)).body.status).toBe('resolved');
  await lea.call('DELETE', `/api/tickets/${one.id}/messages/${sent.id}`);
  expect((await lea.get<Ticket>(`/api/tickets/${one.id}`)).body.status).toBe('open');
});

test('a mail taken back leaves the ticket where it was, not waiting for the customer', async () => {
  const one = await ticket();
  const { body: sent } = await send(one);
  expect((await lea.get<Ticket>(`/api/tickets/${one.id}`)).body.status).toBe('pending');
  await lea.call('DELETE', `/api/tickets/${one.id}/messages/${sent.id}`);
  expect((await lea.get<Ticket>(`/api/tickets/${one.id}`)).body.status).toBe('open');
});

const later = (on: Ticket, by = lea) =>
  by.post<ScheduledAnswers>(`/api/tickets/${on.id}/scheduled-answers`, {
    at: new Date(Date.now() + 3_600_000).toISOString(),
    message: { channel: 'email', text: 'Later.' },
  });
const scheduled = async (on: Ticket): Promise<ScheduledAnswers['items']> =>
  (await lea.get<ScheduledAnswers>(`/api/tickets/${on.id}/scheduled-answers`)).body.items;
const said = async (on: Ticket): Promise<TimelineItem[]> =>
  (await lea.get<{ items: TimelineItem[] }>(`/api/tickets/${on.id}/timeline`)).body.items.filter(
    ({ kind, direction }) => kind === 'message' && direction === 'out',
  );
/** As if its hour had passed. */
async function comes(id: string | undefined): Promise<void> {
  await rows.query(`UPDATE bus.timer SET due_at = now() WHERE kind = 'scheduled-answer' AND key = $1`, [id]);
  for (let tries = 0; tries < 150; tries += 1) {
    const { rows: left } = await rows.query(
      `SELECT 1 FROM bus.timer WHERE kind = 'scheduled-answer' AND key = $1`,
      [id],
    );
    if (left.length === 0) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('its timer never came');
}

test('an answer for later leaves when its time comes, under its writer’s name; until then the ticket waits for us', async () => {
  const one = await ticket();
  const { status, body } = await later(one);
  expect(status).toBe(201);
  expect(body.items).toMatchObject([
    { state: 'waiting', agent: { name: 'Léa' }, message: { text: 'Later.' } },
  ]);
  expect((await lea.get<Ticket>(`/api/tickets/${one.id}`)).body.status).not.toBe('pending');
  await comes(body.items[0]?.id);
  expect(await scheduled(one)).toEqual([]);
  expect(await said(one)).toMatchObject([{ text: 'Later.', author: { name: 'Léa' } }]);
});

test('when the customer has written meanwhile it is held back, and its writer asked', async () => {
  const one = await ticket();
  const { body } = await later(one);
  await send(one);
  await rows.query(
    `UPDATE tickets.message SET direction = 'in', delivery_state = NULL, data = '{"from":"sophie@example.org"}' WHERE ticket_id = $1`,
    [one.id],
  );
  await comes(body.items[0]?.id);
  expect(await scheduled(one)).toMatchObject([{ state: 'asking' }]);
  expect(await said(one)).toEqual([]);
  const send2 = await lea.post<TimelineItem>(
    `/api/tickets/${one.id}/scheduled-answers/${body.items[0]?.id}/send`,
  );
  expect(send2.status).toBe(201);
  expect(await scheduled(one)).toEqual([]);
});

test('a promise goes with an answer for later: made when it leaves, in the place of the one it renews', async () => {
  const one = await ticket();
  const hours = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString();
  const first = await lea.post<{ id: string }>(`/api/tickets/${one.id}/promises`, {
    text: 'Soon',
    dueAt: hours(5),
  });
  const with_ = (promise: object) =>
    lea.post<ScheduledAnswers & { code?: string }>(`/api/tickets/${one.id}/scheduled-answers`, {
      at: hours(1),
      message: { channel: 'email', text: 'Later, and more tomorrow.', promise },
    });
  const wanted = { text: 'More tomorrow', dueAt: hours(24), renews: first.body.id };
  expect((await with_({ ...wanted, dueAt: hours(1) })).body.code).toBe('promise-before-answer');
  const other = await ticket();
  const theirs = await lea.post<{ id: string }>(`/api/tickets/${other.id}/promises`, {
    text: 'x',
    dueAt: hours(5),
  });
  expect((await with_({ ...wanted, renews: theirs.body.id })).status).toBe(400);
  const { body } = await with_(wanted);
  expect(body.items).toMatchObject([{ message: { promise: wanted } }]);
  const promises = async () =>
    (await lea.get<TicketClocks>(`/api/tickets/${one.id}/clocks`)).body.promises.map(({ text, state }) => [
      text,
      state,
    ]);
  expect(await promises()).toEqual([['Soon', 'open']]);
  await comes(body.items[0]?.id);
  expect(await said(one)).toMatchObject([{ text: 'Later, and more tomorrow.' }]);
  expect(await promises()).toEqual([
    ['Soon', 'renewed'],
    ['More tomorrow', 'open'],
  ]);
});

test('it is taken back by its writer alone, and then never leaves', async () => {
  const one = await ticket();
  const { body } = await later(one);
  const at = `/api/tickets/${one.id}/scheduled-answers/${body.items[0]?.id}`;
  expect((await nadia.call('DELETE', at)).status).toBe(403);
  expect((await nadia.post(`${at}/send`)).status).toBe(403);
  expect((await lea.call('DELETE', at)).status).toBe(204);
  expect((await lea.post(`${at}/send`)).status).toBe(404);
  expect(await said(one)).toEqual([]);
});

test('a time that is past, and one too far, are refused', async () => {
  const one = await ticket();
  for (const at of [Date.now() - 1_000, Date.now() + 61 * 86_400_000]) {
    const answer = await lea.post(`/api/tickets/${one.id}/scheduled-answers`, {
      at: new Date(at).toISOString(),
      message: { channel: 'email', text: 'x' },
    });
    expect(answer.status).toBe(400);
  }
});

test('whose pictures are shown at once is each agent’s own choice, on every device, and can be taken back', async () => {
  const PATH = '/api/agents/me/welcome-senders';
  const say = (addresses: string[], welcome: boolean, by = lea) =>
    by.call<{ items: string[] }>('PUT', PATH, { addresses, welcome });
  expect((await say(['Shop@Example.org', 'news@example.org'], true)).body.items).toEqual([
    'news@example.org',
    'shop@example.org',
  ]);
  expect((await say(['shop@example.org'], true)).body.items).toEqual([
    'shop@example.org',
    'news@example.org',
  ]);
  expect((await nadia.get<{ items: string[] }>(PATH)).body.items).toEqual([]);
  expect((await say(['shop@example.org'], false)).body.items).toEqual(['news@example.org']);
  const many = Array.from({ length: 500 }, (_, n) => `a${n}@example.org`);
  const { body } = await say(many, true);
  expect(body.items).toHaveLength(500);
  expect(body.items).not.toContain('news@example.org');
  expect((await say([], true)).status).toBe(400);
});
