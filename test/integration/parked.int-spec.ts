/** Events, timers and arrivals that fail again and again: kept with reason and raw data, shown, and run again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BusApiModule, Inbox, Listeners, Outbox, ParkedWorks, Timers } from '@lib/bus';
import type { ParkedKind, ParkedWork } from '@lib/contracts';
import { Database } from '@lib/database';
import { ensureDefaultQueue } from '@lib/demo';
import { IntakeWorkerModule } from '@lib/intake';
import { configureLogging, loadConfig, newId } from '@lib/platform';
import { ground } from '../../apps/rooms.js';
import { until } from '../faults/until.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'guichet-parked-'));
const admin = newId();
let house: INestApplicationContext;
let isBroken = true;
const acted: string[] = [];

beforeAll(async () => {
  const config = loadConfig({
    DATABASE_URL: database.url,
    GUICHET_SECRET: 'a-secret-for-tests-only-0123456789abcdef',
    GUICHET_DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
  });
  configureLogging('silent');
  @Module({ imports: [...ground(config), IntakeWorkerModule, BusApiModule] })
  class House {}
  house = await NestFactory.createApplicationContext(House, { logger: false, abortOnError: false });
  const act = (what: string): Promise<void> => {
    if (isBroken) throw new Error(`${what} cannot be done`);
    acted.push(what);
    return Promise.resolve();
  };
  house.get(Listeners).register('rules.ticket', (event) => act(event.subject.id));
  house.get(Timers).on('try-me', ({ key }) => act(key));
  for (const loops of [Listeners, Timers]) house.get<Listeners | Timers>(loops).onApplicationBootstrap();
});
afterAll(async () => {
  await house.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('an event that fails again and again is kept with its reason and raw data, fails again while the cause is there, and is then done once', async () => {
  const id = newId();
  await publish([id]);
  await lastTry(`bus.delivery WHERE listener = 'rules.ticket'`);
  const work = await parked('event');
  expect(work).toMatchObject({
    what: 'ticket.status-changed',
    listener: 'rules.ticket',
    reason: `${id} cannot be done`,
    attempts: 10,
  });
  expect((await works().one(work.id)).raw).toMatchObject({ subject_id: id, data: { to: 'open' } });
  expect(await works().retry(work.id, admin)).toEqual({ outcome: 'failed', reason: `${id} cannot be done` });
  isBroken = false;
  expect(await works().retry(work.id, admin)).toEqual({ outcome: 'done', reason: null });
  expect(acted).toEqual([id]);
  await expect(works().retry(work.id, admin)).rejects.toMatchObject({ code: 'not-found' });
  for (const gone of [work.id, 'timer:nothing', 'event', '1; DROP'])
    await expect(works().one(gone)).rejects.toMatchObject({ code: 'not-found' });
});

test('a mail nobody could take in comes in when it is run again, with everything it said', async () => {
  await house.get(Inbox).put({
    channel: 'email',
    kind: 'message',
    externalId: `mail:${newId()}`,
    lane: 'mid:parked',
    threadKeys: [],
    from: { kind: 'email', value: 'zoe@example.net' },
    to: { kind: 'email', value: 'support@guichet.test' },
    receivedAt: new Date().toISOString(),
    subject: 'Kept',
    text: 'Nobody can take me in: there is no queue',
    data: {},
  });
  await lastTry('bus.inbox');
  const work = await parked('arrival');
  expect(work).toMatchObject({ what: 'email', attempts: 8 });
  expect(work.reason).toMatch(/queue/i);
  expect((await works().one(work.id)).raw).toMatchObject({
    subject: 'Kept',
    from: { value: 'zoe@example.net' },
  });
  expect(await works().retry(work.id, admin)).toMatchObject({ outcome: 'failed' });
  await ensureDefaultQueue(house.get(Database));
  expect(await works().retry(work.id, admin)).toEqual({ outcome: 'done', reason: null });
  const taken = await database.query<{ text: string }>(`SELECT text FROM tickets.message`);
  expect(taken).toEqual([{ text: 'Nobody can take me in: there is no queue' }]);
});

test('all of it can be run again at once; nothing is parked afterwards, and each is done once', async () => {
  await until(
    async () =>
      (await database.query(`SELECT 1 FROM bus.delivery WHERE listener = 'rules.ticket'`)).length === 0,
  );
  isBroken = true;
  acted.length = 0;
  const events = [newId(), newId()];
  await publish(events);
  await house
    .get(Database)
    .transaction((tx) =>
      house.get(Timers).set(tx, { kind: 'try-me', key: 'late', dueAt: new Date(), payload: { why: 'due' } }),
    );
  await lastTry(`bus.delivery WHERE listener = 'rules.ticket'`);
  await lastTry(`bus.timer WHERE kind = 'try-me'`);
  expect((await works().one((await parked('timer')).id)).raw).toEqual({
    kind: 'try-me',
    key: 'late',
    payload: { why: 'due' },
  });
  await until(async () => (await works().list()).total === 3);
  isBroken = false;
  expect(await works().retryAll(admin)).toEqual({ count: 3 });
  await until(() => acted.length === 3);
  expect([...acted].sort()).toEqual([...events, 'late'].sort());
  await until(async () => (await works().list()).total === 0);
  expect(await works().retryAll(admin)).toEqual({ count: 0 });
});

const works = (): ParkedWorks => house.get(ParkedWorks, { strict: false });

async function parked(kind: ParkedKind): Promise<ParkedWork> {
  let found: ParkedWork | undefined;
  await until(async () => {
    found = (await works().list()).items.find((work) => work.kind === kind);
    return found !== undefined;
  });
  return found as ParkedWork;
}

/** As after half an hour of growing pauses: what has failed once has one try left, and takes it now. */
async function lastTry(rows: string): Promise<void> {
  const [table = '', where = 'true'] = rows.split(' WHERE ');
  const [due, last] =
    table === 'bus.inbox' ? ['next_at', 7] : [table === 'bus.timer' ? 'due_at' : 'next_at', 9];
  await until(async () => {
    const [left] = await database.query<{ untried: number }>(
      `SELECT count(*) FILTER (WHERE error IS NULL)::integer AS untried FROM ${table} WHERE ${where}`,
    );
    return left?.untried === 0;
  });
  await database.query(`UPDATE ${table} SET attempts = ${last}, ${due} = now() WHERE ${where}`);
}

async function publish(tickets: string[]): Promise<void> {
  await house.get(Database).transaction(async (tx) => {
    for (const id of tickets)
      await house.get(Outbox).publish(tx, 'ticket.status-changed', {
        subject: { type: 'ticket', id },
        data: { ticketId: id, from: 'new', to: 'open' },
      });
  });
}
