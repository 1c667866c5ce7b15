/** The server process itself: how it is started, found again after its starter died, asked to stop, and awaited. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { SUPERUSER } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { PostgresHome } from './postgres-home.js';
import { isRunning } from './process-mark.js';
import { explainServerFailure, isPassing, isPortTaken, wrongSecret } from './server-failure.js';
import { serverArguments, serverEnvironment } from './server-settings.js';

const CRASH_PATIENCE_MS = 5_000; // a killed server's memory segment stays "in use" for up to a second
const ANSWER_PATIENCE_MS = 60_000;
const LOG_LIMIT_BYTES = 5_000_000;

export interface Postmaster {
  pid: number;
  port: number;
  /** Undefined when the server was found running: then only its number is known. */
  child?: ChildProcess;
}

/** A server that outlived its starter is used as it is, once it proves that it serves this very cluster. */
export async function findRunning(home: PostgresHome, secret: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + ANSWER_PATIENCE_MS;
  for (;;) {
    const found = readPidFile(home);
    if (!found || !isRunning(found.pid)) return undefined;
    if (await serves(home, found.port, secret)) return found;
    if (!holdsCluster(found.pid, home) || Date.now() > deadline) return undefined;
    await pause(100); // it is starting up, recovering, or on its way out
  }
}

export async function startPostmaster(
  home: PostgresHome,
  binaries: PostgresBinaries,
  secret: string,
  preferredPort: number | undefined,
): Promise<Postmaster> {
  const deadline = Date.now() + CRASH_PATIENCE_MS;
  let port = await choosePort(preferredPort);
  for (;;) {
    const logStart = rotateLog(home);
    const server = await launch(home, binaries, port);
    if (await answers(server, secret)) return server;
    await stopPostmaster(home, binaries, server);
    const said = readFileSync(home.logFile, 'utf8').slice(logStart);
    if (isPortTaken(said)) port = await choosePort(undefined);
    else if (!isPassing(said) || Date.now() > deadline) throw explainServerFailure(home, said);
    else forgetDeadServer(home);
    await pause(150);
  }
}

/** Fast shutdown first: sessions are ended, everything acknowledged is on disk; the hard way after half a minute. */
export async function stopPostmaster(
  home: PostgresHome,
  binaries: PostgresBinaries,
  server: Postmaster,
): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync(binaries.pgCtl, ['stop', '-D', home.cluster, '-m', 'fast', '-w'], { windowsHide: true });
    return;
  }
  for (const [signal, patienceMs] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isRunning(server.pid)) return;
    try {
      process.kill(server.pid, signal);
    } catch {
      return; // gone between the look and the signal
    }
    const deadline = Date.now() + patienceMs;
    while (isRunning(server.pid) && Date.now() < deadline) await pause(10);
  }
}

export async function connectTo(port: number, secret: string, database: string): Promise<Client> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password: secret,
    database,
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined); // a server going down ends its sessions; the caller's query reports it
  await client.connect();
  return client;
}

async function launch(home: PostgresHome, binaries: PostgresBinaries, port: number): Promise<Postmaster> {
  const log = openSync(home.logFile, 'a', 0o600);
  try {
    const child = spawn(binaries.postgres, serverArguments(home.cluster, port), {
      ...home.runAs,
      cwd: '/',
      detached: true, // its own group: Ctrl-C in the terminal must not stop it before the services are done
      stdio: ['ignore', log, log],
      windowsHide: true,
      env: serverEnvironment,
    });
    const pid = await new Promise<number>((done, failed) => {
      child.once('error', failed);
      child.once('spawn', () => done(child.pid as number));
    });
    child.unref();
    return { pid, port, child };
  } catch (error) {
    throw explainServerFailure(home, (error as Error).message);
  } finally {
    closeSync(log);
  }
}

/** True when the server takes a query; false when it died or never answered. "Starting up" may last as long as recovery does. */
async function answers(server: Postmaster, secret: string): Promise<boolean> {
  let deadline = Date.now() + ANSWER_PATIENCE_MS;
  while (isRunning(server.pid) && Date.now() < deadline) {
    try {
      const client = await connectTo(server.port, secret, 'postgres');
      await client.end();
      return true;
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (code === '57P03') deadline = Date.now() + ANSWER_PATIENCE_MS;
      if (code === '28P01') throw wrongSecret();
      await pause(15);
    }
  }
  return false;
}

async function serves(home: PostgresHome, port: number, secret: string): Promise<boolean> {
  try {
    const client = await connectTo(port, secret, 'postgres');
    const { rows } = await client.query<{ setting: string }>(
      "select setting from pg_settings where name = 'data_directory'",
    );
    await client.end();
    return rows[0]?.setting === home.cluster;
  } catch {
    return false;
  }
}

function readPidFile(home: PostgresHome): Postmaster | undefined {
  try {
    const lines = readFileSync(join(home.cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    return pid > 0 && port > 0 ? { pid, port } : undefined;
  } catch {
    return undefined;
  }
}

/** After a reboot the number in the lock file may belong to somebody else; the server would refuse to start for ever. */
function forgetDeadServer(home: PostgresHome): void {
  if (process.platform !== 'linux') return;
  const someoneThere = readdirSync('/proc').some(
    (entry) => /^\d+$/.test(entry) && holdsCluster(Number(entry), home),
  );
  if (!someoneThere) rmSync(join(home.cluster, 'postmaster.pid'), { force: true });
}

/** Every PostgreSQL process lives in its cluster's folder. Elsewhere than on Linux a live number must do. */
function holdsCluster(pid: number, home: PostgresHome): boolean {
  if (process.platform !== 'linux') return isRunning(pid);
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === home.cluster;
  } catch {
    return false;
  }
}

async function choosePort(preferred: number | undefined): Promise<number> {
  if (preferred && (await tryPort(preferred))) return preferred;
  const free = await tryPort(0);
  if (free) return free;
  throw new EmbeddedPostgresError(
    'cannot-start',
    'No free port was found on 127.0.0.1.',
    'Close some programs and try again.',
  );
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

function rotateLog(home: PostgresHome): number {
  const size = statSync(home.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_LIMIT_BYTES) return size;
  renameSync(home.logFile, `${home.logFile}.old`);
  return 0;
}
