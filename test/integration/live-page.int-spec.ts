/** A supervisor's hand on a working floor: what is pushed to whom, what steering does, and who is refused. */
import { AgentStateService } from '@lib/agents';
import type { AgentView, OfferView, Overview, QueueLive, WaitingItem } from '@lib/contracts';
import { newId } from '@lib/platform';
import { OfferService, RoutingExplainer, SteeringService } from '@lib/routing';
import {
  House,
  rawConsole,
  startGatewayEdge,
  until,
  type GatewayEdge,
  type Person,
  type RawConsole,
} from '../support/gateway-edge.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let edge: GatewayEdge;
let house: House;
let steering: SteeringService;
let max: Person;
const open: RawConsole[] = [];

beforeAll(async () => {
  edge = await startGatewayEdge(database.url, { OFFER_TIMEOUT_MS: '60000' });
  house = new House(edge.app);
  steering = edge.app.get(SteeringService);
  max = await house.person('Max', 'supervisor');
});
afterAll(() => edge.close());
afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect();
});

test('a supervisor is pushed what waits in every queue and what happens next; an agent only their own queues', async () => {
  const [mine, other] = [await house.queue('Mine'), await house.queue('Other')];
  const lea = await house.person('Lea', 'agent', [mine]);
  const [supervisor, agent] = [await come(max), await come(lea)];
  const { id } = await house.receive(newId(), 'Anybody there?', { queueId: other });
  const item = await until(() => lastItem(supervisor, other, id));
  expect(item).toMatchObject({ channel: 'chat', state: 'waiting', next: { kind: 'nobody', at: null } });
  await staff(await house.person('Noor', 'agent', [other]));
  await until(() => lastItem(supervisor, other, id)?.next.kind === 'answer');
  expect(agent.heard.filter(({ body }) => body.stream === `queue:${other}`)).toEqual([]);
});

test('asking by name goes past the line, rings at that colleague, and says who asked and why', async () => {
  const queueId = await house.queue('Asked');
  const [first, named] = await Promise.all(
    ['First', 'Named'].map(async (name) => staff(await house.person(name, 'agent', [queueId]))),
  );
  if (!first || !named) throw new Error('two people');
  await database.query(`UPDATE agents.agent SET idle_since = now() - interval '1 hour' WHERE id = $1`, [
    first.agentId,
  ]);
  const desk = await come(named);
  const { id, ticketId } = await house.receive(newId(), 'Hello', { queueId });
  await until(() => ringing(id, first.agentId));
  await steering.ask(max, id, { agentId: named.agentId, reason: 'Knows this customer' });
  const offer = await until(() => pushed<{ offer: OfferView }>(desk, 'offer.made').at(-1)?.offer);
  expect(offer).toMatchObject({ interactionId: id, reason: 'supervisor' });
  expect(await ringing(id, first.agentId)).toBe(false);
  const { decisions } = await edge.app.get(RoutingExplainer).ofTicket(ticketId);
  expect(decisions[0]).toMatchObject({
    agent: { name: 'Named' },
    step: 'supervisor',
    asked: { by: 'Max', reason: 'Knows this customer' },
  });
  expect(decisions[1]).toMatchObject({ agent: { name: 'First' }, state: 'withdrawn' });
  expect(await history(ticketId, 'work-item.asked')).toEqual([
    expect.objectContaining({ toName: 'Named', reason: 'Knows this customer' }),
  ]);
  await edge.app.get(OfferService).accept(named, offer.id);
  expect(await ownerOf(ticketId)).toBe(named.agentId);
});

test('who is away, ringing or full is not asked, and what somebody has taken no longer waits', async () => {
  const queueId = await house.queue('Refusals');
  const away = await house.person('Away', 'agent', [queueId]);
  const { id } = await house.receive(newId(), 'Hello', { queueId });
  const ask = (agentId: string) => steering.ask(max, id, { agentId, reason: 'r' });
  await expect(ask(away.agentId)).rejects.toMatchObject({ code: 'agent-not-available' });
  const here = await staff(await house.person('Here', 'agent', []));
  await ask(here.agentId);
  const second = await house.receive(newId(), 'Hello too', { queueId });
  await expect(steering.ask(max, second.id, { agentId: here.agentId, reason: 'r' })).rejects.toMatchObject({
    code: 'agent-not-available',
  });
  const [offer] = await database.query<{ id: string }>(
    `SELECT id FROM routing.offer WHERE interaction_id = $1 AND state = 'made'`,
    [id],
  );
  await edge.app.get(OfferService).accept(here, offer?.id ?? '');
  await expect(ask(away.agentId)).rejects.toMatchObject({ code: 'not-waiting' });
  await expect(ask(newId())).rejects.toMatchObject({ code: 'not-waiting' });
});

test('moved to another queue it keeps the time it has waited; what somebody owns is not moved without both texts', async () => {
  const [from, to] = [await house.queue('From'), await house.queue('To')];
  const { id, ticketId } = await house.receive(newId(), 'Wrong door', { queueId: from });
  await database.query(
    `UPDATE routing.work_item SET enqueued_at = enqueued_at - interval '9 minutes' WHERE interaction_id = $1`,
    [id],
  );
  const supervisor = await come(max);
  await steering.move(max, id, { queueId: to, reason: 'It is about an invoice' });
  const item = await until(() => lastItem(supervisor, to, id));
  expect(Date.now() - Date.parse(item.waitingSince)).toBeGreaterThan(9 * 60_000);
  await until(() => lastQueue(supervisor, from)?.items.length === 0);
  expect(await history(ticketId, 'work-item.moved')).toEqual([
    expect.objectContaining({ toName: 'To', reason: 'It is about an invoice' }),
  ]);
  const owner = await house.person('Owner', 'agent', [to]);
  await house.take(owner, ticketId);
  await expect(steering.move(max, id, { queueId: from, reason: 'r' })).rejects.toMatchObject({
    code: 'ticket-already-owned',
  });
});

test('taken over by a supervisor who is not available: answered at once, and nobody rings for it any more', async () => {
  const queueId = await house.queue('Taken over');
  const asked = await staff(await house.person('Asked', 'agent', [queueId]));
  const { id, ticketId } = await house.receive(newId(), 'Urgent', { queueId });
  await until(() => ringing(id, asked.agentId));
  await steering.takeOver(max, id, { reason: 'An old complaint' });
  expect(await ringing(id, asked.agentId)).toBe(false);
  const [row] = await database.query(`SELECT state, agent_id FROM tickets.interaction WHERE id = $1`, [id]);
  expect(row).toEqual({ state: 'connected', agent_id: max.agentId });
  expect(await ownerOf(ticketId)).toBe(max.agentId);
});

test('two supervisors at once leave one person ringing', async () => {
  const queueId = await house.queue('At once');
  const people = await Promise.all(
    ['A', 'B', 'C'].map(async (name) => staff(await house.person(name, 'agent', []))),
  );
  const { id } = await house.receive(newId(), 'Hello', { queueId });
  await Promise.all(people.map(({ agentId }) => steering.ask(max, id, { agentId, reason: 'r' })));
  const rings = await database.query(
    `SELECT agent_id FROM agents.engagement WHERE agent_id = ANY($1) AND state = 'offered'`,
    [people.map(({ agentId }) => agentId)],
  );
  expect(rings).toHaveLength(1);
  const made = await database.query(
    `SELECT 1 FROM routing.offer WHERE interaction_id = $1 AND state = 'made'`,
    [id],
  );
  expect(made).toHaveLength(1);
});

test('a raised priority moves what waits forward in the line, pushed as it happens', async () => {
  const queueId = await house.queue('Line');
  const first = await house.receive(newId(), 'First', { queueId });
  const second = await house.receive(newId(), 'Second', { queueId });
  const supervisor = await come(max);
  await house.change(max, second.ticketId, { priority: 'urgent', reason: 'The shop is closed' });
  await until(() => lastQueue(supervisor, queueId)?.items[0]?.interactionId === second.id);
  await house.change(max, second.ticketId, { priority: 'low', reason: 'It is open again' });
  await until(() => lastQueue(supervisor, queueId)?.items[0]?.interactionId === first.id);
});

test('agents steer nothing: neither what waits nor a colleague', async () => {
  const queueId = await house.queue('Denied');
  const lea = await house.person('Lea', 'agent', [queueId]);
  const { id } = await house.receive(newId(), 'Hello', { queueId });
  const refused = { code: 'forbidden' };
  await expect(steering.ask(lea, id, { agentId: lea.agentId, reason: 'r' })).rejects.toMatchObject(refused);
  await expect(steering.move(lea, id, { queueId, reason: 'r' })).rejects.toMatchObject(refused);
  await expect(steering.takeOver(lea, id, { reason: 'r' })).rejects.toMatchObject(refused);
  const states = edge.app.get(AgentStateService);
  await expect(states.setFor(lea, max.agentId, 'away', 'r')).rejects.toMatchObject(refused);
});

test('a colleague’s state set by a supervisor reaches every console with its reason', async () => {
  const lea = await house.person('Lea', 'agent');
  const desk = await come(lea);
  await edge.app.get(AgentStateService).setFor(max, lea.agentId, 'away', 'Fire drill');
  const seen = await until(() =>
    pushed<{ agent: AgentView }>(desk, 'agent.changed').find(
      ({ agent }) => agent.id === lea.agentId && agent.state === 'away', // her arrival is pushed before
    ),
  );
  expect(seen.agent).toMatchObject({ stateReason: 'Fire drill' });
  const [change] = await database.query(
    `SELECT to_state, reason, by->>'name' AS by FROM agents.state_change WHERE agent_id = $1 ORDER BY at DESC LIMIT 1`,
    [lea.agentId],
  );
  expect(change).toEqual({ to_state: 'away', reason: 'Fire drill', by: 'Max' });
});

test('a supervisor is pushed what is late, whom it alarmed and how well today was answered; an agent never is', async () => {
  const queueId = await house.queue('Overseen');
  const lea = await house.person('Lea', 'agent', [queueId]);
  const [supervisor, agent] = [await come(max), await come(lea)];
  expect((await agent.hello).snapshot.overview).toBeNull();
  expect((await supervisor.hello).snapshot.overview).not.toBeNull();
  const waits = [
    [`state = 'assigned', assigned_at = enqueued_at + interval '10 seconds'`],
    [`state = 'assigned', assigned_at = enqueued_at + interval '60 seconds'`],
    [`state = 'abandoned', ended_at = enqueued_at + interval '30 seconds'`],
    [`state = 'abandoned', ended_at = enqueued_at + interval '2 seconds'`],
  ];
  const [first] = await Promise.all(
    waits.map(async ([set]) => {
      const arrived = await house.receive(newId(), 'Hello', { queueId });
      await database.query(`UPDATE routing.work_item SET ${set} WHERE interaction_id = $1`, [arrived.id]);
      return arrived;
    }),
  );
  const [promiseId, alarmId] = [newId(), newId()];
  await database.query(
    `INSERT INTO clocks.promise (id, ticket_id, text, made_by, made_at, due_at, lapsed_at)
     VALUES ($1, $2, 'A call by ten', $3, now() - interval '2 hours', now() - interval '1 hour', now() - interval '1 hour')`,
    [promiseId, first?.ticketId, lea.agentId],
  );
  await database.query(
    `INSERT INTO clocks.alarm (id, promise_id, ticket_id, step, agent_id, raised_at) VALUES ($1, $2, $3, 'supervisors', $4, now())`,
    [alarmId, promiseId, first?.ticketId, max.agentId],
  );
  await house.receive(newId(), 'One more, so that it is looked at', { queueId });
  const overview = await until(() =>
    pushed<{ overview: Overview }>(supervisor, 'overview.changed')
      .map((push) => push.overview)
      .findLast(({ alarms }) => alarms.some((alarm) => alarm.promiseId === promiseId)),
  );
  expect(overview.alarms.find((alarm) => alarm.promiseId === promiseId)).toMatchObject({
    text: 'A call by ten',
    told: [{ id: alarmId, agent: { name: 'Max' }, step: 'supervisors', seenAt: null }],
  });
  expect(overview.deadlines).toContainEqual(
    expect.objectContaining({ kind: 'promise', late: true, queue: { id: queueId, name: 'Overseen' } }),
  );
  expect(overview.serviceLevels).toContainEqual({
    queueId,
    withinSeconds: 20,
    answered: 2,
    inTime: 1,
    abandoned: 1,
  });
  expect(pushed(agent, 'overview.changed')).toEqual([]);
});

async function come(person: Person): Promise<RawConsole> {
  const socket = rawConsole(edge.url, { token: person.token });
  open.push(socket);
  await socket.hello;
  return socket;
}

/** At work: available, with a console that stays. */
async function staff(person: Person): Promise<Person> {
  await database.query(
    `INSERT INTO agents.console (id, agent_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')`,
    [newId(), person.agentId],
  );
  await edge.app.get(AgentStateService).set(person, { state: 'available' });
  return person;
}

function pushed<T>(socket: RawConsole, name: string): T[] {
  return socket.heard.filter((heard) => heard.name === name).map(({ body }) => body as T);
}

function lastQueue(socket: RawConsole, queueId: string): QueueLive | undefined {
  return pushed<{ queue: QueueLive }>(socket, 'queue.changed')
    .map(({ queue }) => queue)
    .findLast((queue) => queue.id === queueId);
}

function lastItem(socket: RawConsole, queueId: string, interactionId: string): WaitingItem | undefined {
  return lastQueue(socket, queueId)?.items.find((item) => item.interactionId === interactionId);
}

async function ringing(interactionId: string, agentId: string): Promise<boolean> {
  const rows = await database.query(
    `SELECT 1 FROM routing.offer WHERE interaction_id = $1 AND agent_id = $2 AND state = 'made'`,
    [interactionId, agentId],
  );
  return rows.length > 0;
}

async function history(ticketId: string, name: string): Promise<Record<string, unknown>[]> {
  const rows = await database.query<{ data: Record<string, unknown> }>(
    `SELECT data FROM tickets.ticket_event WHERE ticket_id = $1 AND name = $2`,
    [ticketId, name],
  );
  return rows.map(({ data }) => data);
}

async function ownerOf(ticketId: string): Promise<string | null> {
  const [row] = await database.query<{ owner_id: string | null }>(
    `SELECT owner_id FROM tickets.ticket WHERE id = $1`,
    [ticketId],
  );
  return row?.owner_id ?? null;
}
