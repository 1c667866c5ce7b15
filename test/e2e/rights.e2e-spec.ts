/** Who may do what on every route and every socket command, with real things of one's own and of others, in the built product. */
import { jest } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import type { Ack, Ticket } from '@lib/contracts';
import fc from 'fast-check';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { guardedRoutes, idFields } from '../support/rights/api-description.js';
import { changed, fingerprint } from '../support/rights/fingerprint.js';
import { idFieldTable } from '../support/rights/foreign-bodies.js';

import { seenBy, strew, type Strewn } from '../support/rights/many-tickets.js';
import {
  codeOf,
  foreignCommands,
  openConsole,
  openVisitor,
  streams,
  visitorCommands,
} from '../support/rights/sockets.js';
import {
  customersFound,
  historyOf,
  listed,
  searched,
  viewed,
  waitedFor,
} from '../support/rights/readings.js';
import { expectedOf, type Person } from '../support/rights/row.js';
import { table } from '../support/rights/table.js';
import { furnish, pathOf, thingsNamedIn, type Things } from '../support/rights/things.js';

jest.setTimeout(120_000);

type Six = [ApiClient, ApiClient, ApiClient, ApiClient, ApiClient, ApiClient];

let database: TestDatabase;
let app: RunningApp;
let clients: Record<Person, ApiClient>;
let ticket: Ticket;
let queues: Record<'support' | 'billing', string>;
/** Noor's of Billing, and Léa's of Support. */
let noors: Things;
let leas: Things;
let lea: ApiClient;

beforeAll(async () => {
  database = await createDatabase();
  app = await startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1' } });
  await database.query(
    `WITH eva AS (INSERT INTO agents.agent (id, email, name, role, password_hash)
       SELECT gen_random_uuid(), 'eva@guichet.test', 'Eva Roth', 'agent', password_hash FROM agents.agent WHERE email = 'noor@guichet.test' RETURNING id)
     INSERT INTO agents.membership (agent_id, queue_id) SELECT eva.id, queue.id FROM eva, routing.queue WHERE name = 'Facturation'`,
  );
  const people = ['sam', 'eva', 'noor', 'max', 'ada', 'lea'].map((name) => ApiClient.logIn(app.url, name));
  const [stranger, colleague, owner, supervisor, admin, other] = (await Promise.all(people)) as Six;
  lea = other;
  clients = {
    anonymous: new ApiClient(app.url, '', ''),
    visitor: new ApiClient(app.url, await visitorToken(), ''),
    stranger,
    colleague,
    owner,
    supervisor,
    admin,
  };
  const { body } = await owner.get<{ items: { id: string; name: string }[] }>('/api/queues');
  const queueNamed = (name: string) => body.items.find((queue) => queue.name === name)?.id ?? '';
  queues = { support: queueNamed('Support'), billing: queueNamed('Facturation') };
  const opened = await owner.post<Ticket>('/api/tickets', {
    subject: 'Billing matter',
    customer: { name: 'Only Billing', email: 'only.billing@example.org' },
    queueId: queues.billing,
  });
  expect(opened.status).toBe(201);
  ticket = opened.body;
  noors = await furnish(owner, database, {
    queue: queues.billing,
    colleague: colleague.agentId,
    name: 'Nora',
  });
  leas = await furnish(lea, database, { queue: queues.support, colleague: stranger.agentId, name: 'Leonie' });
}, 90_000);

afterAll(async () => {
  await app?.dispose();
  await database?.drop();
});

const rows = Object.entries(table).map(([route, row]) => {
  const [method = '', path = ''] = route.split(' ');
  const body = method === 'get' ? undefined : (row.body ?? {});
  return { route, method: method.toUpperCase(), path, row, body };
});
/** Of them, those that name something below something else, such as a step of a ticket's plan. */
const nested = rows.filter(({ path }) => {
  const [, below] = thingsNamedIn(path);
  return below?.thing && below.thing !== 'agent';
});

test('every route that is not public is in the table, and nothing else is', () => {
  expect(guardedRoutes()).toEqual(Object.keys(table).sort());
});

test('W01 W05: another team’s things do not exist for a stranger, a visitor or nobody, and nothing comes of asking', async () => {
  const before = await fingerprint(database);
  const wrong: string[] = [];
  for (const { route, method, path, row, body } of rows) {
    if (thingsNamedIn(path).length === 0) continue;
    const query = row.path?.(ticket).split('?')[1];
    for (const who of ['anonymous', 'visitor', 'stranger'] as const) {
      const expected = expectedOf(row)[who];
      if (expected < 400) continue;
      const asked = pathOf(path, noors) + (query ? `?${query}` : '');
      const ask = (where: string) => clients[who].call<Refusal>(method, where, body, row.headers?.(ticket));
      const { status, body: said } = await ask(asked);
      if (status !== expected) wrong.push(`${who}: ${route} answers ${status}, not ${expected}`);
      // Refused in the words in which anything is that nobody ever made.
      const { body: nothing } =
        status === 404 ? await ask(asked.replace(UUIDS, () => randomUUID())) : { body: said };
      if (wordsOf(said) !== wordsOf(nothing)) wrong.push(`${who}: ${route} says ${wordsOf(said)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(changed(before, await fingerprint(database))).toEqual([]);
});

test('W02: what belongs to another ticket is not found below one’s own, and nothing comes of asking', async () => {
  expect(nested.length).toBeGreaterThan(10);
  const before = await fingerprint(database);
  const wrong: string[] = [];
  const ask = async (as: ApiClient, { route, method, path, body }: (typeof rows)[number], at: Things[]) => {
    const { status } = await as.call(method, pathOf(path, ...(at as [Things])), body);
    if (status !== 404) wrong.push(`${route} answers ${status}`);
  };
  for (const row of nested) {
    const ofAgent = row.path.startsWith('/api/agents');
    await ask(ofAgent ? clients.supervisor : clients.owner, row, [noors, leas]);
    await ask(ofAgent ? clients.supervisor : lea, row, [leas, noors]);
    // Seen both, but not of each other. A macro belongs to no ticket.
    const elsewhere = { ...noors, ticket: ticket.id, customer: ticket.customer.id };
    if (!ofAgent && !row.path.includes(':macroId')) await ask(clients.owner, row, [elsewhere, noors]);
  }
  expect(wrong).toEqual([]);
  expect(changed(before, await fingerprint(database))).toEqual([]);
});

test('W03: every id that a body may carry has its row, and somebody else’s thing is as good as none', async () => {
  expect(idFields()).toEqual(Object.keys(idFieldTable).sort());
  const before = await fingerprint(database);
  const answers: Record<string, number> = {};
  for (const [field, named] of Object.entries(idFieldTable)) {
    if (typeof named === 'string') continue;
    const [method = '', path = ''] = field.split(' ');
    const { status } = await clients.owner.call(method.toUpperCase(), pathOf(path, noors), named(leas));
    answers[field] = status;
  }
  expect(Object.keys(answers).length).toBeGreaterThan(4);
  expect(Object.entries(answers).filter(([, status]) => ![400, 404, 422].includes(status))).toEqual([]);
  expect(changed(before, await fingerprint(database))).toEqual([]);
});

test('W06: a supervisor reads and sets nothing of an administrator, and neither grants a right', async () => {
  const above = { ...noors, agent: clients.admin.agentId };
  const before = await fingerprint(database);
  const ofAgents = rows.filter(({ path }) => /^\/api\/(admin\/)?agents\/:id/.test(path));
  expect(ofAgents.length).toBeGreaterThan(5);
  const asked = { from: '2100-01-01T09:00:00Z', to: '2100-01-02T09:00:00Z', kind: 'other' };
  const answers = await Promise.all(
    ofAgents
      // Every supervisor reads how much somebody is given at once: it says nothing of the person.
      .filter(({ route }) => route !== 'get /api/admin/agents/:id/capacity')
      .map(async ({ route, method, path, body }) => {
        const said = route.endsWith('/absences') && body ? asked : body;
        const at = path.replace('/admin/agents/:id', `/admin/agents/${above.agent}`);
        return [route, (await clients.supervisor.call(method, pathOf(at, above), said)).status];
      }),
  );
  expect(answers).toEqual(answers.map(([route]) => [route, 403]));
  for (const who of ['owner', 'supervisor', 'admin'] as const) {
    const mine = { role: 'admin', queueIds: [queues.support], disabled: true };
    expect((await clients[who].call('PATCH', '/api/agents/me', mine)).status).toBe(400);
  }
  expect(changed(before, await fingerprint(database))).toEqual([]);
  const { status } = await clients.admin.get(`/api/agents/${clients.supervisor.agentId}/state-changes`);
  expect(status).toBe(200);
});

test('every command of a console with another team’s thing is refused or comes to nothing, and its watchers hear nothing', async () => {
  await expect(openConsole(app.url, {})).rejects.toThrow('not-authenticated');
  await expect(openConsole(app.url, { token: clients.visitor.token })).rejects.toThrow('not-authenticated');
  const stranger = await openConsole(app.url, { token: clients.stranger.token });
  const colleague = await openConsole(app.url, { token: clients.colleague.token });
  const say = (socket: typeof stranger, name: string, input: unknown): Promise<Ack<object>> =>
    (socket as unknown as { emitWithAck(name: string, input: unknown): Promise<Ack<object>> }).emitWithAck(
      name,
      input,
    );
  const before = await fingerprint(database);
  const answers: [string, string][] = [];
  for (const [name, { input }] of Object.entries(foreignCommands))
    answers.push([name, codeOf(await say(stranger, name, input(noors)))]);
  expect(answers).toEqual(Object.entries(foreignCommands).map(([name, { answer }]) => [name, answer]));
  const { epoch } = JSON.parse((stranger.heard[0] ?? '').slice('hello '.length)) as { epoch: string };
  const resumed = await stranger.emitWithAck('resume', {
    epoch,
    streams: streams(noors.ticket, noors.agent, noors.queue),
  });
  expect(resumed).toEqual({ ok: true, resumed: true, streams: {} });
  expect(changed(before, await fingerprint(database))).toEqual([]);

  expect(codeOf(await say(colleague, 'ticket.watch', { ticketId: noors.ticket }))).toBe('ok');
  const note = await clients.owner.post(`/api/tickets/${noors.ticket}/notes`, { text: 'for the team alone' });
  expect(note.status).toBe(201);
  await eventually(() => colleague.heard.some((said) => said.includes('for the team alone')));
  expect(
    stranger.heard.filter((said) => said.includes(noors.ticket) || said.includes('for the team')),
  ).toEqual([]);
  for (const socket of [stranger, colleague]) socket.close();
});

test('a visitor’s commands name nothing of the house, and the token of a console or of another opens no conversation', async () => {
  const visitor = await openVisitor(app.url, {});
  const ask = visitor as unknown as { emitWithAck(name: string, input: unknown): Promise<Ack<object>> };
  const codes = [];
  for (const [name, input] of Object.entries(visitorCommands))
    codes.push(codeOf(await ask.emitWithAck(name, input)));
  expect(codes).toEqual(codes.map(() => 'invalid-input'));
  const byAgent = await openVisitor(app.url, { visitorToken: clients.admin.token });
  expect(byAgent.heard[0]).toContain('"conversation":null');
  for (const socket of [visitor, byAgent]) socket.close();
});

test('W02: what is below one’s own ticket is there for its owner, so that the refusals above mean something', async () => {
  const order = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE'];
  const unreal: string[] = [];
  for (const { route, method, path, body } of nested.toSorted(
    (a, b) => order.indexOf(a.method) - order.indexOf(b.method),
  )) {
    const { status } = await clients.owner.call(method, pathOf(path, noors), body);
    if ([401, 403, 404].includes(status) && !path.startsWith('/api/customers'))
      unreal.push(`${route} answers ${status}`);
  }
  expect(unreal).toEqual([]);
});

test('W04: every list, search and count holds what its reader may see and nothing more, whatever is asked', async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  process.stdout.write(`rights property seed ${seed}\n`);
  const agents = [clients.stranger, clients.colleague, clients.owner, lea];
  const memberOf = [queues.support, queues.billing, queues.billing, queues.support];
  const [chance] = fc.sample(fc.array(fc.nat(), { minLength: 1_500, maxLength: 1_500 }), {
    seed,
    numRuns: 1,
  });
  let at = 0;
  const tickets = await strew(database, {
    agents: agents.map(({ agentId }) => agentId),
    queues: Object.values(queues),
    roll: (sides) => (chance?.[at++] ?? 0) % sides,
  });
  const strewn = new Map(tickets.map((one) => [one.id, one]));
  const ofOurs = (ids: string[]): string[] => ids.filter((id) => strewn.has(id));
  const asked = fc.record({
    who: fc.nat(3),
    status: fc.option(fc.constantFrom('new', 'open', 'resolved'), { nil: undefined }),
    owner: fc.option(fc.constantFrom(...agents.map(({ agentId }) => agentId)), { nil: undefined }),
    queue: fc.option(fc.constantFrom(...Object.values(queues)), { nil: undefined }),
    one: fc.constantFrom(...tickets),
  });
  await fc.assert(
    fc.asyncProperty(asked, async ({ who, one, ...filter }) => {
      const me = agents[who] as ApiClient;
      const seen = seenBy(me.agentId, [memberOf[who] ?? ''], tickets);
      const { status, owner, queue } = filter;
      const among = (fits: (it: Strewn) => boolean) =>
        tickets.flatMap((it) => (seen.has(it.id) && fits(it) ? [it.id] : [])).sort();
      const fitting = among(
        (it) =>
          (!status || it.status === status) &&
          (!owner || it.ownerId === owner) &&
          (!queue || it.queueId === queue),
      );
      expect(ofOurs(await listed(me, filter))).toEqual(fitting);
      expect(ofOurs(await viewed(me, filter))).toEqual(fitting);
      const theirs = among(({ customerId }) => customerId === one.customerId);
      expect(await historyOf(me, one.customerId)).toEqual(theirs.length > 0 ? theirs : null);
      expect((await me.get(`/api/tickets/${one.id}`)).status).toBe(seen.has(one.id) ? 200 : 404);
    }),
    { seed, numRuns: 30 },
  );
  for (const [who, me] of agents.entries()) {
    const seen = seenBy(me.agentId, [memberOf[who] ?? ''], tickets);
    expect(seen.size).toBeGreaterThan(5);
    expect(seen.size).toBeLessThan(tickets.length - 5);
    const late = tickets.flatMap(({ id, supplier }) => (supplier && seen.has(id) ? [id] : []));
    expect(ofOurs(await waitedFor(me))).toEqual(late.sort());
    await eventually(async () => {
      const hits = ofOurs(await searched(me, 'zebra'));
      expect(hits.filter((id) => !seen.has(id))).toEqual([]);
      return hits.length > 5;
    });
    const known = new Set(tickets.flatMap(({ id, customerId }) => (seen.has(id) ? [customerId] : [])));
    expect(await customersFound(me, 'Zebra')).toEqual([...known].sort());
  }
});

test('what the public may ask is refused in the same words, whether it is there or not', async () => {
  const anonymous = (method: string, path: string, body?: unknown) =>
    clients.anonymous.call<Refusal>(method, path, body);
  const form = new FormData();
  form.append('file', new Blob(['content']), 'paper.txt');
  const kept = await fetch(`${app.url}/api/visitor/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${clients.visitor.token}` },
    body: form,
  });
  expect(kept.status).toBe(201);
  const { id } = (await kept.json()) as { id: string };
  const wrong = `expires=${Math.floor(Date.now() / 1_000) + 300}&mac=${randomBytes(32).toString('base64url')}`;
  const login = (email: string) => anonymous('POST', '/api/auth/login', { email, password: 'not this one' });
  const pairs = [
    [await login('noor@guichet.test'), await login('nobody@guichet.test')],
    [
      await anonymous('GET', `/api/visitor/attachments/${id}?${wrong}`),
      await anonymous('GET', `/api/visitor/attachments/${randomUUID()}?${wrong}`),
    ],
    [
      await anonymous('GET', `/confirm/${noors.ticket}`),
      await anonymous('POST', `/confirm/${randomBytes(32).toString('base64url')}/yes`),
    ],
    [
      await anonymous('POST', '/voice/after/CA00000000000000000000000000000001'),
      await anonymous('POST', `/voice/join/${noors.ticket}`),
    ],
  ] as const;
  expect(pairs.map(([there]) => there.status)).toEqual([401, 404, 404, 403]);
  for (const [there, absent] of pairs) {
    expect(absent.status).toBe(there.status);
    expect(wordsOf(absent.body)).toBe(wordsOf(there.body));
  }
});

test('a guarded path is not opened by another spelling of it', async () => {
  for (const path of [
    '/api//tickets',
    '/API/tickets',
    '/api/tickets/',
    '/api/tickets%2f',
    '/api/./tickets',
    '//api/tickets',
  ]) {
    const answer = await fetch(app.url + path);
    expect([400, 401, 404]).toContain(answer.status);
  }
  expect((await fetch(`${app.url}/api/tickets`, { method: 'HEAD' })).status).toBe(401);
});

// Last: logging out is a route too.
describe('the answer of each route to each kind of person', () => {
  test.each(rows.map((row) => [row.route, row] as const))('%s', async (_, { method, path, row, body }) => {
    const expected = expectedOf(row);
    const asked = row.path?.(ticket) ?? path.replace(':id', ticket.id);
    const statuses: Partial<Record<Person, number>> = {};
    for (const who of Object.keys(clients) as Person[])
      statuses[who] = (await clients[who].call(method, asked, body, row.headers?.(ticket))).status;
    expect(statuses).toEqual(expected);
  });
});

async function visitorToken(): Promise<string> {
  const socket = await openVisitor(app.url, {});
  socket.close();
  return (JSON.parse((socket.heard[0] ?? '').slice('hello '.length)) as { visitorToken: string })
    .visitorToken;
}

/** A problem but for the id under which the log knows it. */
type Refusal = { title: string; detail?: string; code: string; errors?: object[] };
const wordsOf = ({ title, detail, code, errors }: Refusal): string =>
  JSON.stringify([title, detail, code, errors]);
const UUIDS = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

async function eventually(look: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await look()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`never came true: ${String(look)}`);
}
