/** G4: whatever happens to the wire, what a console has folded is what a fresh console sees. */
import { connectConsole, type ConsoleConnection, type ConsoleState } from '@lib/realtime-client';
import { newId } from '@lib/platform';
import {
  House,
  rawConsole,
  startGatewayEdge,
  until,
  type GatewayEdge,
  type Person,
} from '../support/gateway-edge.js';
import { useDatabase } from '../support/postgres.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

const database = useDatabase();
let edge: GatewayEdge;
let house: House;
let proxy: TcpProxy;
const closing: (() => void)[] = [];

beforeAll(async () => {
  edge = await startGatewayEdge(database.url);
  house = new House(edge.app);
  proxy = await startTcpProxy({ port: edge.port });
});
afterAll(async () => {
  await proxy.stop();
  await edge.close();
});
afterEach(() => {
  proxy.pass();
  for (const close of closing.splice(0)) close();
});

function connect(person: Person, port = edge.port): ConsoleConnection {
  const console = connectConsole({
    url: `http://127.0.0.1:${port}`,
    token: person.token,
    schedule: (flush) => flush(),
  });
  closing.push(() => console.close());
  return console;
}

const isLive = (console: ConsoleConnection) => console.status.kind === 'live';
const isReady = (console: ConsoleConnection, ticketId: string) =>
  console.store.getSnapshot().timelines.get(ticketId)?.state === 'ready';

/** Everything shown, in one order; a queue's version is the reading's age, not part of what is shown. */
function shown({ me, agents, queues, offers, tickets, work, timelines }: ConsoleState): string {
  const sorted = <E>(all: ReadonlyMap<string, E>, of: (entity: E) => unknown = (entity) => entity) =>
    [...all].map(([id, entity]) => [id, of(entity)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(
    {
      me,
      agents: sorted(agents),
      queues: sorted(queues, (queue) => ({ ...queue, version: 0 })),
      offers: sorted(offers),
      tickets: sorted(tickets),
      work: [...work].sort(),
      timelines: sorted(timelines),
    },
    null,
    1,
  );
}

/** A console that has just come, watching the same tickets. */
async function fresh(person: Person, ticketIds: string[]): Promise<string> {
  const console = connect(person);
  for (const ticketId of ticketIds) console.watch(ticketId);
  await until(() => isLive(console) && ticketIds.every((ticketId) => isReady(console, ticketId)));
  const seen = shown(console.store.getSnapshot());
  console.close();
  return seen;
}

/** Equal within the patience, and byte for byte in the end. */
async function expectFolded(console: ConsoleConnection, person: Person, ticketIds: string[]): Promise<void> {
  await until(() => isLive(console) && ticketIds.every((ticketId) => isReady(console, ticketId)));
  const folded = () => shown(console.store.getSnapshot());
  await until(async () => folded() === (await fresh(person, ticketIds))).catch(() => undefined);
  expect(folded()).toBe(await fresh(person, ticketIds));
}

async function scene() {
  const queueId = await house.queue(newId());
  const max = await house.person('Max', 'supervisor', [queueId]);
  const customer = newId();
  const first = await house.receive(customer, 'one', { channel: 'email', queueId });
  await house.take(max, first.ticketId);
  return { max, customer, queueId, first, ticketId: first.ticketId };
}

test('hello, watch, pushes: the fold is a fresh snapshot, and a new console of mine changes nothing', async () => {
  const { max, customer, queueId, ticketId, first } = await scene();
  const console = connect(max);
  console.watch(ticketId);
  await until(() => isReady(console, ticketId));
  await house.receive(customer, 'two', { channel: 'email' });
  const reply = await house.reply(max, first, 'three');
  await house.delivered(reply, 'sent');
  await house.note(max, ticketId, 'four');
  await house.change(max, ticketId, { urgency: 'high', impact: 'high' });
  await console.setState('away', 'lunch');
  await house.receive(newId(), 'somebody waits', { queueId });
  await expectFolded(console, max, [ticketId]);
  const items = console.store.getSnapshot().timelines.get(ticketId)?.items ?? [];
  expect(items.map((item) => item.seq)).toEqual(items.map((_, index) => index + 1));
  expect(console.store.getSnapshot().queues.get(queueId)?.waiting).toBeGreaterThan(0);
});

test.each([
  ['5 s', 5_000],
  ['120 s', 120_000],
  ['600 s, longer than the backlog', 600_000],
])('a line cut for %s: after reconnect everything is there, gapless', async (_name, cutMs) => {
  const { max, customer, ticketId } = await scene();
  const console = connect(max, proxy.port);
  console.watch(ticketId);
  await until(() => isReady(console, ticketId));
  proxy.cut();
  await until(() => console.status.kind === 'down');
  for (let line = 0; line < 20; line++)
    await house.receive(customer, `while away ${line}`, { channel: 'email' });
  await house.change(max, ticketId, { subject: 'Renamed while away' });
  const taken = await house.receive(newId(), 'new work', { channel: 'email' });
  await house.take(max, taken.ticketId);
  edge.skipMs(cutMs);
  await expect(console.send('heartbeat', {})).rejects.toMatchObject({ code: 'not-connected' });
  proxy.pass();
  await expectFolded(console, max, [ticketId]);
  expect(console.store.getSnapshot().tickets.get(ticketId)?.subject).toBe('Renamed while away');
  expect(console.store.getSnapshot().work.has(taken.ticketId)).toBe(true);
});

test('R3: resume gives a stranger the missing pushes from the backlog, and a snapshot once they are gone', async () => {
  const { max, customer, ticketId } = await scene();
  const before = rawConsole(edge.url, { token: max.token });
  const hello = await before.hello;
  const watched = await before.emitWithAck('ticket.watch', { ticketId });
  if (!watched.ok) throw new Error(watched.problem.code);
  before.disconnect();
  for (const text of ['a', 'b', 'c']) await house.receive(customer, text, { channel: 'email' });
  edge.skipMs(120_000);

  const after = rawConsole(edge.url, { token: max.token });
  closing.push(() => after.disconnect());
  await after.hello;
  const streams = {
    [`agent:${max.agentId}`]: hello.streams[`agent:${max.agentId}`] ?? 0,
    [watched.stream]: watched.seq,
  };
  const texts = () =>
    after.heard
      .filter((heard) => heard.name === 'timeline.appended')
      .map((heard) => (heard.body.item as { text: string }).text);
  await until(async () => {
    const answer = await after.emitWithAck('resume', { epoch: hello.epoch, streams });
    expect(answer).toMatchObject({ ok: true, resumed: true });
    return texts().includes('c');
  });
  expect([...new Set(texts())]).toEqual(['a', 'b', 'c']);

  edge.skipMs(600_000);
  const late = await after.emitWithAck('resume', { epoch: hello.epoch, streams });
  expect(late).toMatchObject({
    ok: true,
    resumed: false,
    epoch: hello.epoch,
    snapshot: { me: { id: max.agentId } },
  });
  const foreign = await after.emitWithAck('resume', { epoch: 'another', streams: {} });
  expect(foreign).toMatchObject({ ok: true, resumed: false });
});

test('G4: a bad line while everything happens ends in the same picture', async () => {
  const { max, queueId } = await scene();
  const lea = await house.person('Lea', 'agent', [queueId]);
  const customers = Array.from({ length: 4 }, () => newId());
  const tickets = await Promise.all(
    customers.map((customer) => house.receive(customer, 'x', { channel: 'email', queueId })),
  );
  const ticketIds = tickets.map((ticket) => ticket.ticketId);
  const console = connect(max, proxy.port);
  for (const ticketId of ticketIds) console.watch(ticketId);
  await until(() => ticketIds.every((ticketId) => isReady(console, ticketId)));

  const wire = (async () => {
    for (const trouble of [
      proxy.reset,
      () => proxy.delay(80),
      proxy.cut,
      proxy.pass,
      proxy.reset,
      proxy.pass,
    ]) {
      await new Promise((done) => setTimeout(done, 400));
      trouble();
    }
  })();
  const busy = ticketIds.map(async (ticketId, index) => {
    const customer = customers[index] as string;
    for (let round = 0; round < 12; round++) {
      await house.receive(customer, `line ${round}`, { channel: 'email' });
      await house.note(max, ticketId, `note ${round}`);
      if (round === 3) await house.take(index % 2 ? max : lea, ticketId);
      if (round === 8) await house.change(max, ticketId, { subject: `Round ${round}` });
      await new Promise((done) => setTimeout(done, 120));
    }
  });
  await Promise.all([wire, ...busy]);
  proxy.pass();
  await expectFolded(console, max, ticketIds);
});

test('R6: a console whose session ended stays out and says why', async () => {
  const lea = await house.person('Lea', 'agent');
  const console = connect(lea);
  await until(() => isLive(console));
  await database.query(`UPDATE agents.session SET revoked_at = now() WHERE id = $1`, [lea.sessionId]);
  await console.setState('away', 'leaving');
  await until(() => console.status.ended === 'not-authenticated');
  expect(console.status.kind).toBe('down');
});
