/** V06: the database is away, the telephone still answers, and no call or callback is lost. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { newId } from '@lib/platform';
import { useDatabase } from '../support/postgres.js';
import { startVoiceEdge, until, type VoiceEdge } from '../support/voice-edge.js';

const database = useDatabase();
let edge: VoiceEdge;
let road: Road;

beforeAll(async () => {
  road = await openRoad(database.url);
  edge = await startVoiceEdge(road.url, {
    env: { VOICE_API_BASE: 'http://127.0.0.1:9', PUBLIC_URL: 'https://support.test' },
  });
});
afterAll(async () => {
  await road.open();
  await edge.close();
  await road.close();
});

const newSid = () => `CA${newId().replaceAll('-', '')}`;
const about = (callSid: string, more: Record<string, string> = {}) => ({
  CallSid: callSid,
  CallStatus: 'ringing',
  Direction: 'inbound',
  From: '+33612345678',
  To: '+15005550100',
  ...more,
});
const kinds = async (callSid: string) =>
  (
    await database.query<{ kind: string }>(
      `SELECT body->>'kind' AS kind FROM bus.inbox WHERE lane = $1 ORDER BY ordinal`,
      [`call:${callSid}`],
    )
  ).map(({ kind }) => kind);

test.each(['refuses', 'swallows'] as const)(
  'while the database %s every call is answered within two seconds, waits, and is known afterwards',
  async (how) => {
    const known = newSid();
    await edge.hook('/voice/inbound', about(known));
    const stays = newSid();
    const leaves = newSid();
    await road.cut(how);
    const timed = async (path: string, body: Record<string, string>) => {
      const from = Date.now();
      const answer = await edge.hook(path, body);
      return { ...answer, ms: Date.now() - from };
    };
    const answers = await Promise.all([
      timed('/voice/inbound', about(stays)),
      timed('/voice/inbound', about(leaves)),
      timed(`/voice/wait/${known}?lang=fr&told=1`, about(known, { QueueTime: '20' })),
      timed('/voice/leg', about(leaves, { CallStatus: 'completed', SequenceNumber: '1', CallDuration: '3' })),
      timed(`/voice/join/${known}`, about(known)),
    ]);
    for (const { status, ms } of answers) {
      expect(status).toBe(200);
      expect(ms).toBeLessThan(2_500);
    }
    expect(answers[0]?.text).toContain('<Say language="fr-FR">Bonjour. Votre appel est bien arrivé.');
    expect(answers[0]?.text).toContain('https://support.test/voice/inbound?again=1</Redirect>');
    expect(answers[2]?.text).toContain('told=1</Redirect>');
    expect(answers[4]?.text).toContain(`/voice/join/${known}?again=1</Redirect>`);
    const again = await edge.hook('/voice/inbound?again=1', about(stays));
    expect(again.text).not.toContain('<Say');
    expect(again.text).toContain('?again=2</Redirect>');

    await road.open();
    await until(async () => (await kinds(leaves)).length === 2);
    expect(await kinds(leaves)).toEqual(['started', 'ended']);
    await until(async () => (await kinds(stays)).length === 1);
    const back = await until(async () => {
      const answer = await edge.hook('/voice/inbound?again=2', about(stays));
      return answer.text.includes('<Enqueue') && answer;
    });
    expect(back.status).toBe(200);
    expect(await kinds(stays)).toEqual(['started']);
  },
);

interface Road {
  url: string;
  cut(how: 'refuses' | 'swallows'): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** A road to the database that can be broken: closed like a stopped server, or silent like a lost one. */
async function openRoad(databaseUrl: string): Promise<Road> {
  const target = new URL(databaseUrl);
  const travellers = new Set<Socket>();
  let swallowing = false;
  const serve = (socket: Socket): void => {
    travellers.add(socket);
    socket.on('close', () => travellers.delete(socket)).on('error', () => undefined);
    if (swallowing) return;
    const upstream = connect(Number(target.port), target.hostname);
    upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    socket.on('data', (data) => !swallowing && upstream.write(data));
    upstream.on('data', (data) => !swallowing && socket.write(data));
  };
  const listen = (port: number): Promise<Server> =>
    new Promise((resolve) => {
      const made = createServer(serve).listen(port, '127.0.0.1', () => resolve(made));
    });
  let server: Server | null = await listen(0);
  const { port } = server.address() as { port: number };
  const leave = () => travellers.forEach((socket) => socket.destroy());
  const shut = () => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.toString(),
    cut: async (how) => {
      swallowing = how === 'swallows';
      if (swallowing) return;
      const closed = shut();
      leave();
      await closed;
      server = null;
    },
    open: async () => {
      if (swallowing) leave();
      swallowing = false;
      server ??= await listen(port);
    },
    close: async () => {
      const closed = shut();
      leave();
      await closed;
    },
  };
}
