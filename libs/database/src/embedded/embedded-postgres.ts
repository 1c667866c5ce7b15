/** The database for machines that have none: started, adopted after a crash, restarted when killed, stopped with us. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openCluster, SUPERUSER } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { findBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { holdHome, openHome, readOrMakeSecret, type PostgresHome } from './postgres-home.js';
import { connectTo, findRunning, startPostmaster, stopPostmaster, type Postmaster } from './postmaster.js';
import { isRunning } from './process-mark.js';

export { EmbeddedPostgresError };

export const DATABASE = 'guichet';
const WATCH_MS = 500;
const RESTART_PAUSES_MS = [0, 500, 1_000, 2_000, 5_000, 10_000];

/** The part of a pino logger that is used. */
export interface EmbeddedPostgresLog {
  info(detail: object, message: string): void;
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
}

export interface EmbeddedPostgresOptions {
  /** A folder of its own, made when missing. */
  dataDir: string;
  log: EmbeddedPostgresLog;
  /** Wanted port; without it the last one is used again, or a free one is chosen. */
  port?: number;
  /** How long a start waits for the one before to let go of the folder: 10 s unless said. */
  waitForOwnerMs?: number;
  /** Told when the server died and could not be brought back. */
  onLost?: (error: unknown) => void;
}

export interface EmbeddedPostgres {
  /** For `DATABASE_URL`: the database `guichet`, with its secret. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** True when a server that outlived its starter was found and kept. */
  readonly adopted: boolean;
  /** True when the cluster was made by this start. */
  readonly created: boolean;
  stop(): Promise<void>;
}

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = openHome(options.dataDir);
  const letGo = await holdHome(home, options.waitForOwnerMs);
  try {
    return await open(home, letGo, options);
  } catch (error) {
    letGo();
    throw error;
  }
}

async function open(
  home: PostgresHome,
  letGo: () => void,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { log } = options;
  const began = performance.now();
  const binaries = findBinaries(home);
  const secret = readOrMakeSecret(home);
  const created = openCluster(home, binaries, secret);
  const found = created ? undefined : await findRunning(home, secret);
  let server = found ?? (await startPostmaster(home, binaries, secret, options.port ?? rememberedPort(home)));
  try {
    await prepareDatabase(server.port, secret);
  } catch (error) {
    await stopPostmaster(home, binaries, server);
    throw error;
  }
  rememberPort(home, server.port);
  const ms = Math.round(performance.now() - began);
  log.info(
    { port: server.port, pid: server.pid, folder: home.folder, created, adopted: !!found, ms },
    'database ready',
  );

  const unwatch = watch(home, binaries, secret, server, options, (next) => (server = next));
  return {
    url: `postgres://${SUPERUSER}:${secret}@127.0.0.1:${server.port}/${DATABASE}`,
    port: server.port,
    get pid() {
      return server.pid;
    },
    adopted: !!found,
    created,
    stop: async () => {
      await unwatch();
      await stopPostmaster(home, binaries, server);
      letGo();
    },
  };
}

/** The promise "nothing lost" rests on three settings; a file edited by hand must not switch one off unseen. */
async function prepareDatabase(port: number, secret: string): Promise<void> {
  const client = await connectTo(port, secret, 'postgres');
  try {
    const { rows } = await client.query<{ name: string }>(
      "select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting <> 'on'",
    );
    if (rows.length > 0) {
      const names = rows.map((row) => row.name).join(', ');
      throw new EmbeddedPostgresError(
        'unsafe-settings',
        `The embedded database runs with ${names} switched off; a power cut would lose tickets.`,
        'Remove these settings from postgresql.auto.conf in the database folder.',
      );
    }
    const existing = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (existing.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** Services reconnect by themselves, so a server that dies is brought back on the same port and nobody has to act. */
function watch(
  home: PostgresHome,
  binaries: PostgresBinaries,
  secret: string,
  first: Postmaster,
  { log, onLost }: EmbeddedPostgresOptions,
  replace: (server: Postmaster) => void,
): () => Promise<void> {
  let current = first;
  let reviving: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (reviving || isRunning(current.pid)) return;
    log.warn({ pid: current.pid }, 'the database server died and is started again');
    reviving = revive(home, binaries, secret, current.port)
      .then((server) => {
        current = server;
        replace(server);
        reviving = undefined;
        log.info({ pid: server.pid, port: server.port }, 'database ready again');
      })
      .catch((error: unknown) => {
        clearInterval(timer);
        log.error({ err: error }, 'the database server could not be started again');
        onLost?.(error);
      });
  }, WATCH_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await reviving;
  };
}

async function revive(
  home: PostgresHome,
  binaries: PostgresBinaries,
  secret: string,
  port: number,
): Promise<Postmaster> {
  let reason: unknown;
  for (const waitMs of RESTART_PAUSES_MS) {
    await pause(waitMs);
    try {
      const server = await startPostmaster(home, binaries, secret, port);
      if (server.port === port) return server;
      await stopPostmaster(home, binaries, server);
      reason = new Error(`port ${port} was taken by another program`);
    } catch (error) {
      reason = error;
    }
  }
  throw reason;
}

function rememberedPort(home: PostgresHome): number | undefined {
  try {
    return Number(readFileSync(join(home.folder, 'port'), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function rememberPort(home: PostgresHome, port: number): void {
  writeFileSync(join(home.folder, 'port'), String(port));
}
