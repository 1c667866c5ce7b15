/** What keeps calls true without anybody's word: asking about silent calls, and the way of the softphone through our origin. */
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { BusApiModule, ParkedWorks } from '@lib/bus';
import { attachEdgeProxy, ParkedWebhooksModule, Reconciler } from '@lib/channels/voice';
import { newId } from '@lib/platform';
import { startFakeCarrier, type FakeCarrier } from '../support/fake-carrier.js';
import { useDatabase } from '../support/postgres.js';
import { startVoiceEdge, until, type VoiceEdge } from '../support/voice-edge.js';

const database = useDatabase();
let carrier: FakeCarrier;
let edge: VoiceEdge;

beforeAll(async () => {
  carrier = await startFakeCarrier();
  edge = await startVoiceEdge(database.url, {
    env: { VOICE_API_BASE: carrier.url, PUBLIC_URL: 'https://support.test' },
    extra: { imports: [BusApiModule, ParkedWebhooksModule] },
  });
});
afterAll(async () => {
  await edge.close();
  await carrier.close();
});

const reconcile = (olderThanSeconds = 0) =>
  edge.app.get(Reconciler, { strict: false }).reconcile(olderThanSeconds);
/** What the carrier says of these calls; of all others that they go on. */
const says = (told: Record<string, { status: number; body: object }>) => {
  carrier.answer = ({ path }) => told[/^\/Calls\/(\w+)\.json$/.exec(path)?.[1] ?? ''] ?? null;
};
const isOver = { status: 200, body: { sid: 'CA', status: 'completed', duration: '31' } };
const phase = async (callSid: string) =>
  (await database.query<{ phase: string }>(`SELECT phase FROM voice.call WHERE call_sid = $1`, [callSid]))[0]
    ?.phase;

async function arrived(): Promise<string> {
  const callSid = `CA${newId().replaceAll('-', '')}`;
  const body = {
    CallSid: callSid,
    CallStatus: 'ringing',
    Direction: 'inbound',
    From: '+33612345678',
    To: '+15005550100',
  };
  await edge.hook('/voice/inbound', body);
  return callSid;
}

test('a call that ended without a word ends here too, once; one that goes on, goes on', async () => {
  const gone = await arrived();
  const forgotten = await arrived();
  const goesOn = await arrived();
  says({
    [gone]: isOver,
    [forgotten]: { status: 404, body: { code: 20404, message: 'no', status: 404 } },
  });
  expect(await reconcile()).toBe(3);
  expect(await Promise.all([gone, forgotten, goesOn].map(phase))).toEqual(['ended', 'ended', 'waiting']);
  expect(await reconcile()).toBe(1);
  const ended = await until(() =>
    database.query<{ data: unknown }>(
      `SELECT body->'data' AS data FROM bus.inbox WHERE lane = $1 AND body->>'kind' = 'ended'`,
      [`call:${gone}`],
    ),
  );
  expect(ended).toEqual([
    { data: expect.objectContaining({ durationSeconds: 31, abandoned: true }) as unknown },
  ]);
});

test('a call whose end was told while nobody was there ends as soon as somebody is, though it was heard of a moment ago', async () => {
  const gone = await arrived();
  const goesOn = await arrived();
  says({ [gone]: isOver });
  const started = await startVoiceEdge(database.url, {
    env: { VOICE_API_BASE: carrier.url, PUBLIC_URL: 'https://support.test' },
  });
  try {
    await until(async () => (await phase(gone)) === 'ended');
    expect(await phase(goesOn)).toBe('waiting');
  } finally {
    await started.close();
  }
});

test('a call the carrier does not answer for keeps no other waiting, and is the first to be asked about again', async () => {
  const unanswered = await arrived();
  const gone = await arrived();
  says({ [unanswered]: { status: 503, body: { message: 'later', status: 503 } }, [gone]: isOver });
  await expect(reconcile()).rejects.toThrow();
  expect(await Promise.all([unanswered, gone].map(phase))).toEqual(['waiting', 'ended']);
  says({ [unanswered]: isOver });
  expect(await reconcile(90)).toBe(1);
  expect(await phase(unanswered)).toBe('ended');
});

test('what the carrier told and nobody could apply is kept with its reason, shown, and counts when it is run again', async () => {
  const callSid = await arrived();
  await database.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room for this'; END $$;
     CREATE TRIGGER refuse BEFORE UPDATE ON voice.call FOR EACH ROW EXECUTE FUNCTION refuse()`,
  );
  const told = { CallSid: callSid, CallStatus: 'completed', CallDuration: '7', SequenceNumber: '4' };
  expect((await edge.hook('/voice/leg', told)).status).toBe(200);
  const failed = `FROM voice.webhook_inbox WHERE call_sid = '${callSid}' AND route = 'leg' AND error IS NOT NULL`;
  await until(async () => (await database.query(`SELECT 1 ${failed}`)).length > 0);
  // As after minutes of growing pauses: one try is left.
  await database.query(
    `UPDATE voice.webhook_inbox SET attempts = 9, next_at = now() WHERE id IN (SELECT id ${failed})`,
  );
  const works = edge.app.get(ParkedWorks, { strict: false });
  const work = await until(async () => (await works.list()).items[0]);
  expect(work).toMatchObject({ kind: 'webhook', what: 'leg', reason: 'no room for this', attempts: 10 });
  expect((await works.one(work.id)).raw).toMatchObject({ route: 'leg', body: told });
  const admin = newId();
  expect(await works.retry(work.id, admin)).toEqual({ outcome: 'failed', reason: 'no room for this' });
  await database.query(`DROP TRIGGER refuse ON voice.call; DROP FUNCTION refuse`);
  expect(await works.retry(work.id, admin)).toEqual({ outcome: 'done', reason: null });
  expect(await phase(callSid)).toBe('ended');
  expect(await works.list()).toEqual({ items: [], total: 0 });
});

describe('the softphone’s way through our origin', () => {
  const own = 'https://support.test';
  const seen: { url?: string; cookie?: string; host?: string }[] = [];
  const open: Server[] = [];
  let port: number;

  beforeAll(async () => {
    const target = createServer();
    target.on('upgrade', (message: IncomingMessage, socket) => {
      seen.push({ url: message.url, cookie: message.headers.cookie, host: message.headers.host });
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
      socket
        .on('error', () => undefined)
        .on('end', () => socket.end())
        .on('data', (data: Buffer) => socket.write(data));
    });
    const front = createServer();
    attachEdgeProxy(front, `http://127.0.0.1:${await listen(target)}`, [own]);
    front.on('upgrade', (message, socket) => {
      if (message.url?.startsWith('/socket.io'))
        socket.end('HTTP/1.1 418 Other\r\ncontent-length: 0\r\n\r\n');
    });
    port = await listen(front);
    open.push(target, front);
  });
  afterAll(() => open.forEach((server) => server.closeAllConnections() ?? server.close()));

  test('frames go both ways, the prefix and the cookie stay here', async () => {
    const socket = await upgrade('/voice/edge/signal?a=1', own);
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    socket.write('bonjour');
    const echo = await new Promise<string>((resolve) =>
      socket.once('data', (data: Buffer) => resolve(data.toString())),
    );
    expect(echo).toBe('bonjour');
    expect(seen.at(-1)).toMatchObject({ url: '/signal?a=1', cookie: undefined });
    expect(seen.at(-1)?.host).toMatch(/^127\.0\.0\.1:/);
    socket.destroy();
  });

  test.each(['https://evil.example', 'null', undefined])('a page of %s is refused', async (origin) => {
    expect(await upgrade('/voice/edge/signal', origin)).toBe(403);
  });

  test('other upgrades are left to others', async () => {
    expect(await upgrade('/socket.io/?EIO=4', own)).toBe(418);
    expect(seen.some(({ url }) => url?.includes('socket.io'))).toBe(false);
  });

  function upgrade(path: string, origin: string | undefined) {
    return new Promise<number | (NodeJS.ReadWriteStream & { destroy(): void })>((resolve, reject) => {
      const headers = {
        connection: 'Upgrade',
        upgrade: 'websocket',
        cookie: 'guichet_session=secret',
        ...(origin && { origin }),
      };
      request({ port, path, headers })
        .on('upgrade', (_, socket) => resolve(socket))
        .on('response', ({ statusCode }) => resolve(statusCode ?? 0))
        .on('error', reject)
        .end();
    });
  }

  async function listen(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as { port: number }).port;
  }
});
