/** The consoles' socket over the real core: who is let in, what is pushed to whom, and what no client can do. */
import { AgentStateService, Sessions } from '@lib/agents';
import { Wakeups } from '@lib/bus';
import type { OfferView, TicketWatched } from '@lib/contracts';
import { Database } from '@lib/database';
import { newId } from '@lib/platform';
import {
  House,
  rawConsole,
  startGatewayEdge,
  until,
  type GatewayEdge,
  type RawConsole,
} from '../support/gateway-edge.js';
import { useDatabase } from '../support/postgres.js';
import { WebSocket } from 'ws';

const database = useDatabase();
let edge: GatewayEdge;
let house: House;
const open: RawConsole[] = [];

beforeAll(async () => {
  edge = await startGatewayEdge(database.url, { CONSOLE_ORIGINS: 'http://console.test' });
  house = new House(edge.app);
});
afterAll(() => edge.close());
afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect();
});

function come(options: Parameters<typeof rawConsole>[1]): RawConsole {
  const socket = rawConsole(edge.url, options);
  open.push(socket);
  return socket;
}

const bodies = (socket: RawConsole, name: string) =>
  socket.heard.filter((heard) => heard.name === name).map((heard) => heard.body);

async function watched(socket: RawConsole, ticketId: string): Promise<TicketWatched> {
  const answer = await socket.emitWithAck('ticket.watch', { ticketId });
  if (!answer.ok) throw new Error(answer.problem.code);
  return answer;
}

describe('connecting', () => {
  test('R1: hello carries the snapshot of what one may see, with a cursor for each stream', async () => {
    const queueId = await house.queue('Connecting');
    await house.queue('Not mine');
    const lea = await house.person('Lea', 'agent', [queueId]);
    const mine = await house.receive(newId(), 'Mine', { channel: 'email' });
    await house.take(lea, mine.ticketId).catch(() => undefined);
    const hello = await come({ token: lea.token }).hello;
    expect(hello.snapshot.me).toMatchObject({ id: lea.agentId, abilities: ['tickets:work'] });
    expect(hello.snapshot.queues.map((queue) => queue.id)).toEqual([queueId]);
    expect(Object.keys(hello.streams).sort()).toEqual(
      ['agents', `agent:${lea.agentId}`, `queue:${queueId}`].sort(),
    );
    const max = await house.person('Max', 'supervisor');
    const all = await come({ token: max.token }).hello;
    expect(all.snapshot.queues.length).toBeGreaterThan(1);
  });

  test('R6: forged, expired and revoked tokens are refused with a problem', async () => {
    const lea = await house.person('Lea', 'agent');
    await expect(come({ token: null }).hello).rejects.toThrow('not-authenticated');
    await expect(come({ token: `${lea.token.slice(0, -2)}xx` }).hello).rejects.toThrow('not-authenticated');
    await expect(come({ auth: { token: { $ne: '' } } }).hello).rejects.toThrow('not-authenticated');
    const expired = await house.session(lea);
    await database.query(`UPDATE agents.session SET expires_at = now() - interval '1 s' WHERE id = $1`, [
      expired.sessionId,
    ]);
    await expect(come({ token: expired.token }).hello).rejects.toThrow('not-authenticated');
    await edge.app.get(Sessions).end(lea.sessionId);
    await expect(come({ token: lea.token }).hello).rejects.toThrow('not-authenticated');
  });

  test('R7: a foreign, null or missing Origin cannot ride on the cookie; a program with a token needs none', async () => {
    const lea = await house.person('Lea', 'agent');
    const cookie = `theme=dark; guichet_session=${lea.token}`;
    await expect(come({ headers: { cookie } }).hello).rejects.toThrow('foreign-origin');
    for (const origin of ['https://evil.test', 'null', 'http://desk.test.evil.test']) {
      await expect(come({ headers: { cookie, origin } }).hello).rejects.toThrow('foreign-origin');
      await expect(come({ token: lea.token, headers: { origin } }).hello).rejects.toThrow('foreign-origin');
    }
    await come({ headers: { cookie, origin: 'http://desk.test' } }).hello;
    await come({ headers: { cookie, origin: 'http://console.test' } }).hello;
    await come({ token: lea.token }).hello;
  });

  test('R6: a logged-out, disabled or demoted console hears nothing more within five seconds', async () => {
    const [out, disabled] = [await house.person('Out', 'agent'), await house.person('Disabled', 'agent')];
    const sockets = [come({ token: out.token }), come({ token: disabled.token })];
    await Promise.all(sockets.map((socket) => socket.hello));
    await edge.app.get(Sessions).end(out.sessionId);
    await edge.app.get(Database).transaction(async (tx) => {
      await tx.query(`UPDATE agents.agent SET disabled_at = now() WHERE id = $1`, [disabled.agentId]);
      await edge.app.get(AgentStateService).touch(tx, disabled.agentId);
    });
    await until(() => sockets.every((socket) => socket.disconnected), 5_000);
    for (const socket of sockets)
      expect(bodies(socket, 'session.ended')).toEqual([{ code: 'not-authenticated' }]);

    const max = await house.person('Max', 'supervisor');
    const socket = come({ token: max.token });
    await socket.hello;
    await edge.app.get(Database).transaction(async (tx) => {
      await tx.query(`UPDATE agents.agent SET role = 'agent' WHERE id = $1`, [max.agentId]);
      await edge.app.get(AgentStateService).touch(tx, max.agentId);
    });
    await until(() => bodies(socket, 'hello').length === 2);
    expect(bodies(socket, 'hello')[1]).toMatchObject({ snapshot: { queues: [] } });
  });

  test('R9: the twenty-first console of one agent is refused', async () => {
    const lea = await house.person('Lea', 'agent');
    for (let count = 0; count < 20; count++) await come({ token: lea.token }).hello;
    await expect(come({ token: lea.token }).hello).rejects.toThrow('rate-limited');
  });
});

describe('pushes', () => {
  test('R2: every stream is gapless and stamped, and a timeline comes in order of its own seq', async () => {
    const max = await house.person('Max', 'supervisor');
    const socket = come({ token: max.token });
    const { epoch } = await socket.hello;
    const interaction = await house.receive(newId(), 'one', { channel: 'email' });
    const answer = await watched(socket, interaction.ticketId);
    expect(answer.timeline.map((item) => item.seq)).toEqual([1]);
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => house.note(max, interaction.ticketId, `note ${n}`)),
    );
    await until(() => bodies(socket, 'timeline.appended').length === 30);
    const seqs = bodies(socket, 'timeline.appended').map((push) => (push.item as { seq: number }).seq);
    expect(seqs).toEqual(Array.from({ length: 30 }, (_, n) => n + 2));
    const stamped = socket.heard.filter((heard) => heard.body.stream === answer.stream);
    expect(stamped.map((heard) => heard.body.seq)).toEqual(stamped.map((_, n) => answer.seq + 1 + n));
    expect(
      stamped.every((heard) => heard.body.epoch === epoch && typeof heard.body.version === 'number'),
    ).toBe(true);
  });

  test('R2: a delivery state that changes is pushed as a change of its item', async () => {
    const max = await house.person('Max', 'supervisor');
    const interaction = await house.receive(newId(), 'question', { channel: 'email' });
    const socket = come({ token: max.token });
    await socket.hello;
    await watched(socket, interaction.ticketId);
    const messageId = await house.reply(max, interaction, 'answer');
    await until(() => bodies(socket, 'timeline.appended').length === 1);
    await house.delivered(messageId, 'sent');
    await until(() => bodies(socket, 'timeline.changed').length > 0);
    const push = bodies(socket, 'timeline.changed').at(-1);
    expect(push).toMatchObject({ item: { id: messageId, delivery: { state: 'sent' } } });
  });

  test('R8: an offer goes to its agent alone, on every console they have, and ends on all of them', async () => {
    const queueId = await house.queue('Offers');
    const lea = await house.person('Lea', 'agent', [queueId]);
    const sam = await house.person('Sam', 'agent', [queueId]);
    const consoles = [come({ token: lea.token }), come({ token: (await house.session(lea)).token })];
    const other = come({ token: sam.token });
    await Promise.all([...consoles, other].map((socket) => socket.hello));
    const set = await consoles[0]?.emitWithAck('agent.set-state', { state: 'available' });
    expect(set).toMatchObject({ ok: true, agent: { state: 'available', present: true } });
    const interaction = await house.receive(newId(), 'Hello?', { queueId });
    await until(() => consoles.every((socket) => bodies(socket, 'offer.made').length === 1));
    const offer = bodies(consoles[0] as RawConsole, 'offer.made')[0]?.offer as OfferView;
    expect(offer).toMatchObject({ agentId: lea.agentId, ticketId: interaction.ticketId, state: 'made' });
    expect(await other.emitWithAck('offer.accept', { offerId: offer.id })).toMatchObject({
      ok: false,
      problem: { code: 'offer-taken' },
    });
    const accepted = await consoles[0]?.emitWithAck('offer.accept', { offerId: offer.id });
    expect(accepted).toEqual({ ok: true, ticketId: interaction.ticketId });
    await until(() => consoles.every((socket) => bodies(socket, 'offer.ended').length === 1));
    await until(() => consoles.every((socket) => bodies(socket, 'ticket.changed').length > 0));
    expect(bodies(consoles[1] as RawConsole, 'offer.ended')[0]).toMatchObject({
      offerId: offer.id,
      state: 'accepted',
    });
    expect(bodies(other, 'offer.made')).toEqual([]);
    expect(bodies(other, 'ticket.changed')).toEqual([]);
  });

  test('R8: a ticket that is no longer mine leaves my work', async () => {
    const [lea, max] = [await house.person('Lea', 'agent'), await house.person('Max', 'supervisor')];
    const { ticketId } = await house.receive(newId(), 'mine', { channel: 'email' });
    const socket = come({ token: lea.token });
    await socket.hello;
    await house.take(max, ticketId);
    await database.query(`UPDATE tickets.ticket SET owner_id = $2 WHERE id = $1`, [ticketId, lea.agentId]);
    await house.change(lea, ticketId, { subject: 'moved' });
    await until(() => bodies(socket, 'ticket.changed').length > 0);
    await house.change(lea, ticketId, { status: 'resolved' });
    await until(() => bodies(socket, 'ticket.left').some((push) => push.ticketId === ticketId));
  });

  test('R8: joining a queue brings a new hello with it', async () => {
    const queueId = await house.queue('Joined later');
    const lea = await house.person('Lea', 'agent');
    const socket = come({ token: lea.token });
    await socket.hello;
    await house.join(lea.agentId, queueId);
    await edge.app.get(Database).transaction((tx) => edge.app.get(AgentStateService).touch(tx, lea.agentId));
    await until(() => bodies(socket, 'hello').length === 2);
    expect(bodies(socket, 'hello')[1]).toMatchObject({ snapshot: { queues: [{ id: queueId }] } });
  });
});

describe('watching', () => {
  test('R5: a ticket one may not see is not found, whether it exists or not', async () => {
    const stranger = await house.person('Stranger', 'agent');
    const { ticketId } = await house.receive(newId(), 'secret', { channel: 'email' });
    const socket = come({ token: stranger.token });
    await socket.hello;
    const answers = [
      await socket.emitWithAck('ticket.watch', { ticketId }),
      await socket.emitWithAck('ticket.watch', { ticketId: newId() }),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ ok: false, problem: { code: 'not-found', status: 404 } });
    const resumed = await socket.emitWithAck('resume', {
      epoch: (await socket.hello).epoch,
      streams: { [`ticket:${ticketId}`]: 0, 'agents*': 0, supervisors: 0 },
    });
    expect(resumed).toMatchObject({ ok: true, resumed: true, streams: {} });
    await house.receive('someone', 'more', { channel: 'email' });
    expect(socket.heard.filter((heard) => String(heard.body.stream).startsWith('ticket:'))).toEqual([]);
  });

  test('R5: access lost is told once and nothing follows', async () => {
    const queueId = await house.queue('Access');
    const lea = await house.person('Lea', 'agent', [queueId]);
    const customer = newId();
    const { ticketId } = await house.receive(customer, 'one', { channel: 'email', queueId });
    const socket = come({ token: lea.token });
    await socket.hello;
    await watched(socket, ticketId);
    await database.query(`DELETE FROM agents.membership WHERE agent_id = $1`, [lea.agentId]);
    await house.receive(customer, 'two', { channel: 'email' });
    await until(() => bodies(socket, 'ticket.left').length === 1);
    const count = socket.heard.length;
    await house.receive(customer, 'three', { channel: 'email' });
    await new Promise((done) => setTimeout(done, 500));
    expect(
      socket.heard.slice(count).filter((heard) => String(heard.body.stream) === `ticket:${ticketId}`),
    ).toEqual([]);
    expect(JSON.stringify(socket.heard)).not.toContain('"two"');
  });

  test('typing goes between watchers of a ticket and both ways to its chat, and is never numbered', async () => {
    const [lea, max] = [await house.person('Lea', 'supervisor'), await house.person('Max', 'supervisor')];
    const conversation = newId();
    const { ticketId } = await house.receive(newId(), 'hi', { conversation });
    const [a, b] = [come({ token: lea.token }), come({ token: max.token })];
    await Promise.all([a.hello, b.hello]);
    await Promise.all([watched(a, ticketId), watched(b, ticketId)]);
    const toVisitor: string[] = [];
    const deaf = edge.app.get(Wakeups).on('typing:', (topic) => toVisitor.push(topic));
    expect(await a.emitWithAck('typing', { ticketId })).toEqual({ ok: true });
    edge.app.get(Wakeups).poke(`visitor-typing:${conversation}`);
    await until(() => bodies(b, 'typing').length === 2);
    deaf();
    expect(
      bodies(b, 'typing')
        .map((signal) => (signal.who as { kind: string }).kind)
        .sort(),
    ).toEqual(['agent', 'customer']);
    expect(bodies(a, 'typing').map((signal) => (signal.who as { kind: string }).kind)).toEqual(['customer']);
    expect(toVisitor).toEqual([`typing:${conversation}`]);
  });
});

describe('what no client can do', () => {
  test('R10: names outside the list reach nothing, and the process lives', async () => {
    const lea = await house.person('Lea', 'agent');
    const socket = come({ token: lea.token });
    await socket.hello;
    const raw = socket as unknown as { emit(name: string, ...args: unknown[]): void };
    const acks: unknown[] = [];
    const names = [
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'error',
      'data',
      'message',
      'ping',
    ];
    for (const name of [...names, ...Array.from({ length: 12 }, () => newId())])
      raw.emit(name, { a: 1 }, (answer: unknown) => acks.push(answer));
    await new Promise((done) => setTimeout(done, 300));
    expect(acks).toEqual([]);
    expect((await socket.emitWithAck('heartbeat', {})).ok).toBe(true);
  });

  test('R10: wrong shapes are answered with what is wrong, missing acks and foreign fields change nothing', async () => {
    const lea = await house.person('Lea', 'agent');
    const socket = come({ token: lea.token });
    await socket.hello;
    const raw = socket as unknown as {
      emit(name: string, ...args: unknown[]): void;
      emitWithAck(name: string, ...args: unknown[]): Promise<unknown>;
    };
    for (const input of [
      null,
      7,
      'x',
      [],
      {},
      { ticketId: { $gt: '' } },
      { ticketId: newId(), agentId: newId() },
    ])
      expect(await raw.emitWithAck('ticket.watch', input)).toMatchObject({
        ok: false,
        problem: { code: 'invalid-input' },
      });
    raw.emit('ticket.watch');
    raw.emit('agent.set-state', { state: 'boss' });
    raw.emit('resume', 'not an object', 'and more');
    raw.emit('heartbeat', Buffer.from('binary'));
    expect((await socket.emitWithAck('heartbeat', {})).ok).toBe(true);
  });

  test('R9: more than thirty commands a second are refused, a flood is cut, and others do not notice', async () => {
    const [lea, sam] = [await house.person('Lea', 'agent'), await house.person('Sam', 'agent')];
    const [socket, other] = [come({ token: lea.token }), come({ token: sam.token })];
    await Promise.all([socket.hello, other.hello]);
    const codes: string[] = [];
    for (let count = 0; count < 60; count++)
      socket.emit('ticket.unwatch', { ticketId: newId() }, (answer) =>
        codes.push(answer.ok ? 'ok' : answer.problem.code),
      );
    await until(() => codes.length === 60);
    expect(codes.filter((code) => code === 'rate-limited').length).toBeGreaterThanOrEqual(25);
    for (let count = 0; count < 2_000; count++)
      socket.emit('ticket.unwatch', { ticketId: newId() }, () => undefined);
    const before = Date.now();
    expect((await other.emitWithAck('heartbeat', {})).ok).toBe(true);
    expect(Date.now() - before).toBeLessThan(1_000);
    await until(() => socket.disconnected);
  });

  test('R9: a frame of more than 64 KB ends the connection, and nothing else', async () => {
    const lea = await house.person('Lea', 'agent');
    const socket = come({ token: lea.token });
    await socket.hello;
    (socket as unknown as { emit(name: string, body: string): void }).emit('typing', 'x'.repeat(70_000));
    await until(() => socket.disconnected);
    await come({ token: lea.token }).hello;
  });

  test('R7: there is no other transport than websocket', async () => {
    const polling = await fetch(`${edge.url}/socket.io/?EIO=4&transport=polling`);
    expect(polling.status).toBe(400);
  });

  test('R10: frames that are no packets end at most their own connection', async () => {
    const lea = await house.person('Lea', 'agent');
    const socket = come({ token: lea.token });
    await socket.hello;
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    const frames = [
      '',
      '9',
      '4',
      '42',
      '42/agents,',
      '42/agents,[',
      '42/agents,["__proto__"]',
      '42/agents,[{"toString":1}]',
      '421-["x",{"_placeholder":true,"num":99999}]',
      '451-/agents,["typing",{"_placeholder":true,"num":0}]',
      '4599999999999-/agents,["x"]',
      '43/agents,1[]',
      '40/agents,{"token":',
      '40/__proto__,',
      '40/agents?a=1,{"token":{"toString":"x"}}',
      `42/agents,["ticket.watch",${deep}]`,
      '\u0000\u0000\u0000',
    ];
    for (const query of ['EIO=4', 'EIO=3', 'EIO=4&sid=__proto__', 'EIO=99']) {
      for (const frame of [...frames, Buffer.from([4, 255, 0, 1])]) {
        const wire = new WebSocket(
          `${edge.url.replace('http', 'ws')}/socket.io/?${query}&transport=websocket`,
        );
        await new Promise((done) => {
          wire.once('close', done);
          wire.once('error', () => wire.terminate());
          wire.once('open', () => {
            wire.send(`40/agents,${JSON.stringify({ token: lea.token })}`);
            wire.send(frame);
            setTimeout(() => wire.terminate(), 30);
          });
        });
      }
    }
    expect(socket.connected).toBe(true);
    expect((await socket.emitWithAck('heartbeat', {})).ok).toBe(true);
  });

  test('R11: presence follows the consoles: a goodbye ends it at once, a cut line does not', async () => {
    const lea = await house.person('Lea', 'agent');
    const consoles = () => database.query(`SELECT id FROM agents.console WHERE agent_id = $1`, [lea.agentId]);
    const socket = come({ token: lea.token });
    await socket.hello;
    await until(async () => (await consoles()).length === 1);
    socket.io.engine.close();
    await new Promise((done) => setTimeout(done, 300));
    expect(await consoles()).toHaveLength(1);
    const again = come({ token: lea.token });
    await again.hello;
    await until(async () => (await consoles()).length === 2);
    again.disconnect();
    await until(async () => (await consoles()).length === 1);
  });
});
