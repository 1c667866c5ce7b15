/** The built product as its users run it: real processes on free ports, which a test may stop, kill and start again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from './ports.js';

/** Tests and benches are run from the top; a bench's own file lies deeper once it is built. */
const root = process.cwd();
const READY_PATIENCE_MS = 60_000;

export const DEMO_PASSWORD = 'demo-password-of-the-tests';

export interface AppOptions {
  /** Which service; everything in one unless said. */
  app?: string;
  /** Use this database (and `GUICHET_SECRET`) instead of an embedded one; see `createDatabase`. */
  databaseUrl?: string;
  /** A folder to keep over restarts; made and removed otherwise. */
  dataDir?: string;
  env?: Record<string, string>;
  /** How Node runs it: for benches, as `npm start` does. */
  nodeFlags?: string[];
}

export interface RunningApp {
  url: string;
  port: number;
  smtpPort: number;
  dataDir: string;
  pid: number;
  /** Every JSON line it logged so far. */
  log: Record<string, unknown>[];
  /** Waits for a log line, past or to come. */
  logged(
    match: (line: Record<string, unknown>) => boolean,
    patienceMs?: number,
  ): Promise<Record<string, unknown>>;
  /** Ends it without a word, as a crash would; the embedded database lives on, as it would. */
  kill(): Promise<void>;
  /** Starts it again with the same settings after `kill()` or `stop()`. */
  start(): Promise<void>;
  /** Ends it in order. The data is kept. */
  stop(): Promise<void>;
  /** Ends everything and removes the folder, whatever state it is in. */
  dispose(): Promise<void>;
}

export async function startApp({
  app = 'all-in-one',
  databaseUrl,
  dataDir,
  env = {},
  nodeFlags = ['--enable-source-maps'],
}: AppOptions = {}): Promise<RunningApp> {
  const main = join(root, 'dist/apps', app, 'main.js');
  if (!existsSync(main)) throw new Error(`${app} is not built: npm run build`);
  const [port, smtpPort, voicePort] = (await freePorts(3)) as [number, number, number];
  const folder = dataDir ?? makeFolder();
  const settings: Record<string, string> = {
    PORT: String(port),
    SMTP_IN_PORT: String(smtpPort),
    VOICE_NODE_PORT: String(voicePort),
    // Nothing that a test says leaves the machine.
    MAIL_DNS: 'off',
    GUICHET_DATA_DIR: folder,
    GUICHET_DEMO_PASSWORD: DEMO_PASSWORD,
    ...(databaseUrl
      ? { DATABASE_URL: databaseUrl, GUICHET_SECRET: randomBytes(32).toString('base64url') }
      : {}),
    ...env,
  };
  const url = `http://127.0.0.1:${port}`;
  const log: Record<string, unknown>[] = [];
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    child = launch([...nodeFlags, main], settings, log);
    await readiness(child, url, log);
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child?.once('exit', done));
    child.kill(signal);
    const late = setTimeout(() => child?.kill('SIGKILL'), 25_000);
    await gone;
    clearTimeout(late);
  };
  const running: RunningApp = {
    url,
    port,
    smtpPort,
    dataDir: folder,
    get pid() {
      return child?.pid ?? 0;
    },
    log,
    logged: (match, patienceMs) => waitForLine(log, match, patienceMs),
    kill: () => end('SIGKILL'),
    start,
    stop: () => end('SIGTERM'),
    dispose: async () => {
      await end('SIGTERM');
      endDatabase(folder);
      if (!dataDir) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
  try {
    await start();
  } catch (error) {
    await running.dispose();
    throw error;
  }
  return running;
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-app-'));
  chmodSync(folder, 0o711);
  return folder;
}

function launch(
  command: string[],
  settings: Record<string, string>,
  log: Record<string, unknown>[],
): ChildProcess {
  const inherited = { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: process.env.LOG_LEVEL };
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: { ...inherited, NODE_ENV: 'production', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.on('data', (piece: Buffer) => {
      const lines = (rest + piece.toString()).split('\n');
      rest = lines.pop() ?? '';
      log.push(...lines.filter(Boolean).map(parseLine));
    });
  }
  return child;
}

function parseLine(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { msg: line };
  }
}

async function readiness(child: ChildProcess, url: string, log: Record<string, unknown>[]): Promise<void> {
  const deadline = Date.now() + READY_PATIENCE_MS;
  let last = 'no answer';
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    try {
      const answer = await fetch(`${url}/readyz`);
      if (answer.ok) return;
      last = await answer.text();
    } catch {
      last = 'no answer';
    }
    await pause(50);
  }
  const tail = log.slice(-15).map((line) => JSON.stringify(line));
  throw new Error(`not ready (${last}, exit ${child.exitCode ?? child.signalCode}):\n${tail.join('\n')}`);
}

async function waitForLine(
  log: Record<string, unknown>[],
  match: (line: Record<string, unknown>) => boolean,
  patienceMs = 30_000,
): Promise<Record<string, unknown>> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = log.find(match);
    if (found) return found;
    if (Date.now() > deadline) throw new Error('the awaited log line did not come');
    await pause(20);
  }
}

/** After a kill the embedded database runs on, waiting to be adopted; a test that is over must not leave it. */
function endDatabase(folder: string): void {
  try {
    const lock = readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8');
    process.kill(Number(lock.split('\n')[0]), 'SIGQUIT');
  } catch {
    return; // it was stopped in order, or the database is another's
  }
}
