/** How long the built product needs until it is ready, cold and warm, and what it weighs at rest. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../support/ports.js';

const COLD_LIMIT_S = 8;
const WARM_LIMIT_S = 3;
const RSS_LIMIT_MB = 500;
const REST_MS = Number(process.env.BENCH_REST_MS ?? 45_000);

const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
chmodSync(folder, 0o711);
try {
  await startOnce('cold start', COLD_LIMIT_S);
  await startOnce('warm start', WARM_LIMIT_S, weigh);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function startOnce(
  figure: string,
  limit: number,
  then?: (pid: number) => Promise<void>,
): Promise<void> {
  const [port, smtp, voice] = (await freePorts(3)) as [number, number, number];
  const began = performance.now();
  const child = spawn(process.execPath, [resolve('infra/bin/start.mjs'), '--json'], {
    env: {
      ...process.env,
      PORT: String(port),
      SMTP_IN_PORT: String(smtp),
      VOICE_NODE_PORT: String(voice),
      GUICHET_DATA_DIR: folder,
      GUICHET_DEMO_PASSWORD: 'bench-password',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await ready(port, child);
  say(figure, 's', (performance.now() - began) / 1_000, limit);
  await then?.(child.pid ?? 0);
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function ready(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(25);
  }
  throw new Error('it ended before it was ready');
}

/** RSS counts the database's shared pages once per process; PSS counts every page once. */
async function weigh(root: number): Promise<void> {
  await pause(REST_MS);
  const pids = tree(root);
  const sum = (read: (pid: number) => number) => pids.reduce((total, pid) => total + read(pid), 0) / 1024;
  say(
    'idle RSS of the whole tree',
    'MB',
    sum((pid) => field(`/proc/${pid}/status`, /VmRSS:\s+(\d+)/)),
    RSS_LIMIT_MB,
  );
  say(
    'idle PSS of the whole tree',
    'MB',
    sum((pid) => field(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+)/m)),
    RSS_LIMIT_MB,
  );
}

function tree(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), parent: field(`/proc/${pid}/stat`, /\) \S (\d+)/) }));
  const below = (pid: number): number[] => [
    pid,
    ...parents.filter(({ parent }) => parent === pid).flatMap((child) => below(child.pid)),
  ];
  return below(root);
}

function field(file: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it ended between the listing and the reading
  }
}

function say(figure: string, unit: string, value: number, limit: number): void {
  const line = {
    bench: 'start',
    figure,
    unit,
    value: Number(value.toFixed(1)),
    limit,
    ratio: Number((value / limit).toFixed(2)),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
