/** The line between a console and the product cut or silent in mid-conversation: what it shows in the end is what a fresh console shows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConsoleConnection } from '@lib/realtime-client';
import { Client } from 'pg';
import { check } from '../faults/checker.js';
import { compareWithFresh, isReady, openConsole } from '../faults/console-view.js';
import { Desks } from '../faults/desk.js';
import { Ledger } from '../faults/ledger.js';
import { readOutgoing, sendMail } from '../faults/mail-sender.js';
import { furnish, readStored, unfinished } from '../faults/rows.js';
import { Subscriber } from '../faults/subscriber.js';
import { until } from '../faults/until.js';
import { Visitor } from '../faults/visitor.js';
import { startApp, type RunningApp } from '../support/app.js';
import { rawConsole } from '../support/gateway-edge.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

/** Two minutes away is here three seconds: the life of the backlog is a setting, and it is what those minutes are about. */
const BACKLOG_MS = 3_000;
const PATIENCE_MS = 30_000;

const folder = mkdtempSync(join(tmpdir(), 'guichet-wire-'));
let database: TestDatabase;
let rows: Client;
let sink: SmtpSink;
let app: RunningApp;
let wire: TcpProxy;
let people: Awaited<ReturnType<typeof furnish>>;
let ledger: Ledger;
let desks: Desks;
let max: ConsoleConnection;
let witness: Subscriber;
const visitors: Visitor[] = [];
const watched: (() => void)[] = [];
let rounds = 0;

beforeAll(async () => {
  database = await createDatabase();
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  people = await furnish(rows, ['Lea', 'Sam']);
  sink = await startSmtpSink();
  app = await startApp({
    databaseUrl: database.url,
    env: {
      GUICHET_DEMO: '0',
      VOICE_CARRIER: 'off',
      WRAP_UP_MS: '0',
      SMTP_URL: sink.url,
      REALTIME_BACKLOG_MS: String(BACKLOG_MS),
    },
  });
  wire = await startTcpProxy({ port: app.port });
  ledger = new Ledger(join(folder, 'ledger.ndjson'));
  const url = `http://127.0.0.1:${wire.port}`;
  max = openConsole(url, people.supervisor.token);
  witness = new Subscriber(url, people.supervisor.token, 'witness');
  // The agents sit in the house; only the supervisor's line is bad.
  desks = new Desks(app.url, ledger, people.agents, (ticketId) => {
    watched.push(max.watch(ticketId));
    witness.watch(ticketId);
  });
}, 120_000);
afterEach(() => {
  wire.pass();
  for (const release of watched.splice(0)) release();
  witness.forget();
  desks.offered.clear();
});
afterAll(async () => {
  desks.close();
  max.close();
  witness.close();
  for (const visitor of visitors) visitor.close();
  await wire.stop();
  await app.dispose();
  await sink.stop();
  await rows.end();
  ledger.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Customers come one after the other for so long; resolves when everything is answered. */
async function traffic(forMs: number): Promise<void> {
  const name = `w${(rounds += 1)}`;
  const up = (): Promise<void> => Promise.resolve();
  const talks: Promise<void>[] = [];
  const end = Date.now() + forMs;
  for (let n = 1; n === 1 || Date.now() < end; n += 1) {
    const visitor = new Visitor(app.url, `visitor:${name}-${n}`, ledger);
    visitors.push(visitor);
    talks.push(visitor.talk([1, 2].map((line) => `${name}-${n}-c${line}`)));
    await sendMail(ledger, { key: `${name}-${n}-m`, from: `ann.${name}-${n}`, port: app.smtpPort, up });
    await pause(300);
  }
  await Promise.all(talks);
  await until(async () => (await unfinished(rows)).length === 0, PATIENCE_MS);
}

async function expectTruth(): Promise<void> {
  const ticketIds = [...desks.offered];
  expect(ticketIds.length).toBeGreaterThan(1);
  await until(() => witness.settled, PATIENCE_MS);
  const seen = { url: app.url, token: people.supervisor.token, ticketIds };
  const faults = check({
    entries: ledger.entries(),
    consoles: [await compareWithFresh('Max', max, seen, 5_000)],
    stored: await readStored(rows),
    outgoing: sink.mails.map(({ raw }) => readOutgoing(raw)),
    visitors: visitors.flatMap(({ connections }) => connections),
    sessions: witness.sessions,
    seen: [],
    deaths: 0,
  });
  expect(faults).toEqual([]);
}

const isDown = () => until(() => max.status.kind === 'down', PATIENCE_MS);
const isLive = () => until(() => isReady(max, []), PATIENCE_MS);

test('cut for five seconds', async () => {
  await isLive();
  const working = traffic(5_000);
  await pause(500);
  wire.cut();
  await isDown();
  await pause(5_000);
  wire.pass();
  await working;
  await expectTruth();
}, 90_000);

test('silent for five seconds, then everything at once', async () => {
  await isLive();
  const working = traffic(5_000);
  await pause(500);
  wire.blackhole();
  await pause(5_000);
  wire.pass();
  await working;
  await expectTruth();
}, 90_000);

test('cut until the backlog is gone: a program that resumes is told so and given a snapshot, and the console is true', async () => {
  await isLive();
  const program = rawConsole(`http://127.0.0.1:${wire.port}`, { token: people.supervisor.token });
  const { epoch, streams } = await program.hello;
  const working = traffic(BACKLOG_MS + 2_000);
  await pause(500);
  wire.cut();
  await isDown();
  await working; // longer than the backlog lives
  wire.pass();
  const back = rawConsole(app.url, { token: people.supervisor.token });
  await back.hello;
  const answer = await back.emitWithAck('resume', { epoch, streams });
  expect(answer).toMatchObject({ ok: true, resumed: false, snapshot: { me: { id: people.supervisor.id } } });
  back.disconnect();
  await expectTruth();
}, 90_000);
