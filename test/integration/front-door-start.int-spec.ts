/** `npm start` as a stranger meets it: it opens, it says where, it stops clean, and nothing it started outlives it. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../support/ports.js';

const root = resolve(import.meta.dirname, '../..');
const PASSWORD = 'a password for this test only';
let folder: string;
let door: Door | undefined;

interface Door {
  process: ChildProcess;
  url: string;
  smtpPort: number;
  lines: Record<string, unknown>[];
  complaint(): string;
  ended: Promise<number | null>;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-start-'));
  chmodSync(folder, 0o711);
});

afterEach(async () => {
  door?.process.kill('SIGTERM');
  await door?.ended;
  door = undefined;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function open(env: Record<string, string> = {}): Promise<Door> {
  const [port, smtpPort, voicePort] = (await freePorts(3)) as [number, number, number];
  const settings = {
    PORT: `${port}`,
    SMTP_IN_PORT: `${smtpPort}`,
    VOICE_NODE_PORT: `${voicePort}`,
    GUICHET_DATA_DIR: folder,
  };
  const started = spawn(process.execPath, [join(root, 'infra/bin/start.mjs')], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      GUICHET_DEMO_PASSWORD: PASSWORD,
      ...settings,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complaint = '';
  const lines: Record<string, unknown>[] = [];
  started.stdout.on('data', (piece: Buffer) => {
    const parts = (said + piece.toString()).split('\n');
    said = parts.pop() ?? '';
    lines.push(...parts.filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  started.stderr.on('data', (piece: Buffer) => (complaint += piece.toString()));
  const ended = new Promise<number | null>((done) => started.once('close', done));
  door = {
    process: started,
    url: `http://127.0.0.1:${port}`,
    smtpPort,
    lines,
    complaint: () => complaint,
    ended,
  };
  return door;
}

async function ready(opened: Door): Promise<Record<string, unknown>> {
  return eventually(() => {
    if (opened.process.exitCode !== null) throw new Error(`it ended: ${opened.complaint()}`);
    return opened.lines.find((line) => line.msg === 'ready');
  }, 90_000);
}

async function eventually<T>(look: () => T | undefined | false, patienceMs = 30_000): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`not within ${patienceMs} ms: ${look.toString()}`);
    await pause(50);
  }
}

/** Everything that was started with this test's data folder: services, carrier and database server. */
function family(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && mentions(pid, folder));
}

function mentions(pid: number, text: string): boolean {
  try {
    const files = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'latin1'));
    return files.some((file) => file.includes(text));
  } catch {
    return false;
  }
}

const login = (url: string): Promise<Response> =>
  fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'lea@guichet.test', password: PASSWORD }),
  });

test('it opens, names its address in one JSON line, lets a demo person in, and stops without a trace', async () => {
  const first = await open();
  expect(await ready(first)).toMatchObject({
    msg: 'ready',
    url: expect.stringContaining(first.url.split(':')[2] as string),
  });
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  expect((await fetch(`${first.url}/`)).headers.get('content-type')).toContain('text/html');
  expect((await login(first.url)).status).toBe(200);
  expect(family().length).toBeGreaterThan(2);

  first.process.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(family()).toEqual([]);
  expect(existsSync(join(folder, 'postgres/cluster/PG_VERSION'))).toBe(true);

  const second = await open();
  await ready(second);
  expect((await login(second.url)).status).toBe(200);
}, 200_000);

test('the door itself is killed: services, carrier and database follow', async () => {
  const opened = await open();
  await ready(opened);
  opened.process.kill('SIGKILL');
  await opened.ended;
  await eventually(() => family().length === 0);
}, 150_000);

test('the services are killed: the door says so, ends with 1 and leaves no database behind', async () => {
  const opened = await open();
  await ready(opened);
  const services = family().find((pid) => mentions(pid, 'all-in-one/main.js'));
  process.kill(services as number, 'SIGKILL');
  expect(await opened.ended).toBe(1);
  expect(opened.complaint()).toContain('ended unexpectedly (SIGKILL)');
  await eventually(() => family().length === 0);
}, 150_000);

test('a taken port is named with the variable that changes it', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => squatter.once('listening', done));
  const taken = (squatter.address() as { port: number }).port;
  try {
    const opened = await open({ PORT: String(taken) });
    expect(await opened.ended).toBe(1);
    expect(opened.complaint()).toMatch(
      new RegExp(`Port ${taken} is taken by another program\\.\\n.*PORT=\\d+ npm start`),
    );
  } finally {
    squatter.close();
  }
});

test('a data folder that is a file, and settings that make no sense, are explained without a stack', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const blocked = await open({ GUICHET_DATA_DIR: join(file, 'below') });
  expect(await blocked.ended).toBe(1);
  expect(blocked.complaint()).toContain('GUICHET_DATA_DIR');

  const nonsense = await open({ GUICHET_DEMO: 'perhaps', LOG_LEVEL: 'loud' });
  expect(await nonsense.ended).toBe(1);
  expect(nonsense.complaint()).toMatch(/GUICHET_DEMO.*\n.*LOG_LEVEL/);
  for (const opened of [blocked, nonsense]) expect(opened.complaint()).not.toMatch(/^\s+at /m);
});
