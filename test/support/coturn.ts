/** A real coturn on free loopback ports for one test, with the configuration that installations use. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './ports.js';

export interface Coturn {
  port: number;
  secret: string;
  /** What it wrote so far: allocations, refusals, ends. */
  log(): string;
  stop(): Promise<void>;
}

const secret = 'a-secret-shared-with-the-relay-of-the-tests';

export async function startCoturn(): Promise<Coturn> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'guichet-coturn-'));
  const here = ['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`];
  const ours = ['--allow-loopback-peers', `--static-auth-secret=${secret}`, '--verbose'];
  const files = [`--pidfile=${join(folder, 'pid')}`, `--userdb=${join(folder, 'users')}`];
  const server = spawn(
    '/usr/bin/turnserver',
    ['-c', 'infra/voice/turnserver.conf', ...here, ...ours, ...files],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lines: string[] = [];
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (piece: Buffer) => lines.push(piece.toString()));
  await listening(server, port, lines);
  return {
    port,
    secret,
    log: () => lines.join(''),
    stop: async () => {
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listening(server: ChildProcess, port: number, lines: string[]): Promise<void> {
  for (let tries = 0; tries < 200 && server.exitCode === null; tries++) {
    if (await answers(port)) return;
    await pause(50);
  }
  await end(server);
  throw new Error(`coturn does not listen:\n${lines.join('').slice(-2_000)}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createConnection({ port, host: '127.0.0.1' });
    probe.once('connect', () => done(true)).once('error', () => done(false));
    probe.once('connect', () => probe.destroy());
  });
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGKILL');
  await gone;
}
