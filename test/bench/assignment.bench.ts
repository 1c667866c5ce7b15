/** How many offers a second are durably made to a thousand agents from ten thousand waiting, beside the bare writing of the same rows; with routers racing and killed. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Database, migrate, startEmbeddedPostgres } from '@lib/database';
import { configureLogging, loadConfig, NestLog } from '@lib/platform';
import { OfferMaker, OfferService, RouterWorker, RoutingWorkerModule } from '@lib/routing';
import { app } from '../../apps/rooms.js';
import { RouterCrew } from '../support/router-crew.js';
import { databaseCpuUs } from './parts/processor-time.js';
import { decisionCurve } from './parts/decision-curve.js';
import * as house from './parts/routing-house.js';

const AGENTS = 1_000;
const WAITING = 10_000;
const ROUTERS = 4;
const OFFERS_LIMIT = 4_000;
const DURABLE_LIMIT_MS = 20;
const TAKEOVER_LIMIT_MS = 1_000;
const REBUILD_LIMIT_MS = 1_000;
const HALL = 100_000;
const ROUND_MS = 25;

class BenchApp {}

const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
chmodSync(folder, 0o711);
const silent = () => undefined;
const postgres = await startEmbeddedPostgres({
  dataDir: join(folder, 'postgres'),
  log: { info: silent, warn: silent, error: silent },
});
const contexts: INestApplicationContext[] = [];
try {
  decisionCurve(say);
  await migrate(postgres.url);
  configureLogging('warn');
  const first = await routerProcess();
  const database = first.get(Database);
  const queues = await house.hireAgents(database, AGENTS);
  await house.fillLine(database, queues, WAITING / 2);
  const cpuOfBare = cpuMeter();
  const bare = await house.bareFlushes(database, 80, WAITING / 2);
  const bareUs = cpuOfBare(WAITING / 2);
  say('the same rows, bare, 80 a commit', '/s', bare, null, 1);
  say('CPU of the same rows, bare, with the database', 'µs', bareUs, null, 1);
  await offersAlone(database, queues, first, bare, bareUs);
  const accepted = await acceptAll(database, first.get(OfferService));
  say('offers accepted one by one, 8 at once', '/s', accepted, null, accepted / bare);
  const second = await routerProcess();
  await rebuild(database, first.get(RouterWorker), second.get(RouterWorker));
  for (const context of [first, second]) await context.get(RouterWorker).onApplicationShutdown();
  await race(database, queues, bare);
} finally {
  await Promise.all(contexts.map((context) => context.close()));
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The routers' own loops are not started: the bench calls their passes, so that nothing else is measured. */
async function routerProcess(): Promise<INestApplicationContext> {
  const config = loadConfig({
    DATABASE_URL: postgres.url,
    GUICHET_SECRET: 'a-secret-for-benches-only-0123456789',
    GUICHET_DATA_DIR: folder,
    OFFER_TIMEOUT_MS: '600000',
  });
  const module = app(BenchApp, config, [RoutingWorkerModule]);
  const context = await NestFactory.createApplicationContext(module, { logger: new NestLog() });
  contexts.push(context);
  await context.get(RouterWorker).onApplicationShutdown();
  return context;
}

/** One router. Between rounds the agents answer, which is not measured. */
async function offersAlone(
  database: Database,
  queues: string[],
  context: INestApplicationContext,
  bare: number,
  bareUs: number,
): Promise<void> {
  await house.clearHouse(database);
  await house.fillLine(database, queues, WAITING);
  const router = context.get(RouterWorker);
  const durableMs = timesToDurable(context.get(OfferMaker));
  let passesMs = 0;
  const cpu = cpuMeter();
  while ((await house.waitingNow(database)) > 0) {
    for (let more = true; more;) {
      const began = performance.now();
      more = await router.pass();
      if (more) passesMs += performance.now() - began;
    }
    await house.answerAll(database);
  }
  const offerUs = cpu(WAITING);
  await house.exactlyOnce(database, WAITING);
  const rate = WAITING / (passesMs / 1_000);
  say('durable offers, one router', '/s', rate, OFFERS_LIMIT, rate / bare);
  durableMs.sort((a, b) => a - b);
  const at = (share: number) => durableMs[Math.floor(share * (durableMs.length - 1))] ?? 0;
  say('decided to durable, p50', 'ms', at(0.5), DURABLE_LIMIT_MS, at(0.5) / DURABLE_LIMIT_MS);
  say('decided to durable, p99', 'ms', at(0.99), null, at(0.99) / DURABLE_LIMIT_MS);
  say('CPU per offer, router and database', 'µs', offerUs, 2_000_000 / OFFERS_LIMIT, offerUs / bareUs);
}

/** Filled from now on: of each flush, the milliseconds from its being decided to the answer of its commit. */
function timesToDurable(maker: OfferMaker): number[] {
  const times: number[] = [];
  const { prepare, make } = maker;
  const decidedAt = new WeakMap<object, number>();
  maker.prepare = (decided) => {
    const began = performance.now();
    const flush = prepare.call(maker, decided);
    decidedAt.set(flush, began);
    return flush;
  };
  maker.make = (tx, flush, fence) => {
    tx.afterCommit(() => times.push(performance.now() - (decidedAt.get(flush) ?? 0)));
    return make.call(maker, tx, flush, fence);
  };
  return times;
}

/** A second router takes the lead over a long line: from asking for it to the end of its first pass. */
async function rebuild(database: Database, former: RouterWorker, next: RouterWorker): Promise<void> {
  await house.clearHouse(database);
  await house.fillHall(database, HALL);
  await former.onApplicationShutdown();
  const began = performance.now();
  await next.pass();
  const tookMs = performance.now() - began;
  say('lead taken and 100,000 waiting read', 'ms', tookMs, REBUILD_LIMIT_MS, tookMs / REBUILD_LIMIT_MS);
  await next.onApplicationShutdown();
}

/** Four routers as services of their own; twice the leader is killed in the middle of its work. */
async function race(database: Database, queues: string[], bare: number): Promise<void> {
  await house.clearHouse(database);
  const crew = new RouterCrew(postgres.url, { OFFER_TIMEOUT_MS: '600000' });
  try {
    await crew.start(ROUTERS);
    await house.fillLine(database, queues, WAITING);
    const began = performance.now();
    const killAt = [WAITING * 0.7, WAITING * 0.35];
    for (let left = WAITING; left > 0; left = await house.waitingNow(database)) {
      await house.answerAll(database);
      if (left <= (killAt[0] ?? -1)) {
        killAt.shift();
        await takeover(database, crew);
      }
      await pause(ROUND_MS);
    }
    const rate = WAITING / ((performance.now() - began) / 1_000);
    say('durable offers, four routers racing, two killed', '/s', rate, null, rate / bare);
    await house.exactlyOnce(database, WAITING);
    say('offered twice or never', 'items', 0, 0, 0);
  } finally {
    await crew.stop();
  }
}

/** From the kill to the first offer of who leads after it. */
async function takeover(database: Database, crew: RouterCrew): Promise<void> {
  const [before] = await database.query<{ at: Date; epoch: string }>(
    `SELECT clock_timestamp() AS at, epoch FROM routing.leader`,
  );
  crew.killLeader();
  for (;;) {
    const [row] = await database.query<{ ms: number | null }>(
      `SELECT extract(epoch FROM min(offer.made_at) - $2::timestamptz)::float8 * 1000 AS ms
       FROM routing.leader JOIN routing.offer ON offer.made_at > leader.since WHERE leader.epoch > $1`,
      [before?.epoch, before?.at],
    );
    if (typeof row?.ms === 'number')
      return say('takeover after kill -9', 'ms', row.ms, TAKEOVER_LIMIT_MS, row.ms / TAKEOVER_LIMIT_MS);
    await pause(ROUND_MS);
  }
}

async function acceptAll(database: Database, offers: OfferService): Promise<number> {
  const rows = await database.query<{ id: string; agent_id: string }>(
    `SELECT id, agent_id FROM routing.offer WHERE state = 'made' LIMIT 1000`,
  );
  const began = performance.now();
  const worker = async (): Promise<void> => {
    for (let row = rows.pop(); row; row = rows.pop())
      await offers.accept({ agentId: row.agent_id, role: 'agent', name: 'bench', sessionId: '' }, row.id);
  };
  const count = rows.length;
  await Promise.all(Array.from({ length: 8 }, worker));
  return count / ((performance.now() - began) / 1_000);
}

/** Microseconds per piece, of this process and the database's, from now to the call. */
function cpuMeter(): (pieces: number) => number {
  const cluster = join(folder, 'postgres', 'cluster');
  const [own, theirs] = [process.cpuUsage(), databaseCpuUs(cluster)];
  return (pieces) => {
    const { user, system } = process.cpuUsage(own);
    return (user + system + ((databaseCpuUs(cluster) ?? 0) - (theirs ?? 0))) / pieces;
  };
}

function say(figure: string, unit: string, value: number, limit: number | null, ratio: number): void {
  const round = (number: number) => Number(number.toPrecision(4));
  const line = { bench: 'assignment', figure, unit, value: round(value), limit, ratio: round(ratio) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
