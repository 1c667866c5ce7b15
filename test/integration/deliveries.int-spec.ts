/** Deliveries to bookkeeping listeners: many in one transaction, and the one at fault harms no other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Dispatches, EventTail, Listeners, Outbox, Timers } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { configureLogging, loadConfig, newId } from '@lib/platform';
import { ground } from '../../apps/rooms.js';
import { until } from '../faults/until.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'guichet-deliveries-'));
let house: INestApplicationContext;

afterAll(async () => {
  await house.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a batch with one bad event: the others are done once, the bad one is put off with its reason', async () => {
  const config = loadConfig({
    DATABASE_URL: database.url,
    GUICHET_SECRET: 'a-secret-for-tests-only-0123456789abcdef',
    GUICHET_DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
  });
  configureLogging('silent');
  @Module({ imports: [...ground(config)] })
  class House {}
  house = await NestFactory.createApplicationContext(House, { logger: false, abortOnError: false });
  const tickets = Array.from({ length: 20 }, () => newId());
  const bad = tickets[7] ?? '';
  const done: string[] = [];
  const sizes: number[] = [];
  house.get(Listeners).registerBatch('clocks.ticket', (events, tx) => {
    sizes.push(events.length);
    if (events.some((event) => event.subject.id === bad)) throw new Error('this one cannot be done');
    tx.afterCommit(() => done.push(...events.map((event) => event.subject.id)));
    return Promise.resolve();
  });
  await house.get(Database).transaction(async (tx) => {
    for (const id of tickets)
      await house.get(Outbox).publish(tx, 'ticket.status-changed', {
        subject: { type: 'ticket', id },
        data: { ticketId: id, from: 'new', to: 'open' },
      });
  });
  house.get(Listeners).onApplicationBootstrap();

  await until(() => done.length === 19);
  expect(done).toEqual(tickets.filter((id) => id !== bad));
  expect(Math.max(...sizes)).toBe(20);
  const [left, ...others] = await house
    .get(Database)
    .query<{ error: string; attempts: number }>(
      `SELECT error, attempts FROM bus.delivery WHERE listener = 'clocks.ticket'`,
    );
  expect(others).toEqual([]);
  expect(left).toMatchObject({ error: 'this one cannot be done' });
  expect(left?.attempts).toBeGreaterThanOrEqual(1);
});

test('what cannot be said was not done either, though the commit travels with it, and the next to come is served', async () => {
  const kept = (): Promise<{ key: string }[]> =>
    house.get(Database).query(`SELECT key FROM bus.timer WHERE kind = 'kept' ORDER BY key`);
  let committed = 0;
  const doAndSay = (key: string, subject: string): Promise<void> =>
    house.get(Database).transaction(async (tx) => {
      tx.afterCommit(() => (committed += 1));
      await house.get(Timers).set(tx, { kind: 'kept', key, dueAt: new Date(), payload: {} });
      await house.get(Outbox).publish(tx, 'queue.changed', {
        subject: { type: 'queue', id: subject },
        data: { queueId: newId() },
      });
    });
  const tries = Array.from({ length: 40 }, (_, at) => doAndSay(String(at), at % 2 ? 'no id' : newId()));
  const answers = await Promise.allSettled(tries);
  expect(answers.map(({ status }) => status)).toEqual(
    Array.from({ length: 40 }, (_, at) => (at % 2 ? 'rejected' : 'fulfilled')),
  );
  expect((await kept()).map(({ key }) => Number(key) % 2)).toEqual(Array.from({ length: 20 }, () => 0));
  expect(committed).toBe(20);
});

test('what takes longer than a lease to send is still sent once, also with a second sender looking for work', async () => {
  const sent: string[] = [];
  const slow = async ({ id }: { id: string }) => {
    sent.push(id);
    await pause(6_500);
    return { state: 'sent' as const };
  };
  house.get(Dispatches).consume('chat', slow, 2);
  house.get(Dispatches).onApplicationBootstrap();
  const { id } = await house.get(Database).transaction((tx) =>
    house.get(Dispatches).put(
      tx,
      {
        channel: 'chat',
        kind: 'ended',
        conversationId: newId(),
        author: { name: 'Léa', photo: null, kind: 'agent' },
        attachments: [],
      },
      { key: newId() },
    ),
  );
  const state = async () =>
    (
      await database.query<{ state: string; attempts: number }>(`SELECT state, attempts FROM bus.dispatch`)
    )[0];
  await until(async () => (await state())?.state === 'sent');
  expect(sent).toEqual([id]);
  expect(await state()).toEqual({ state: 'sent', attempts: 1 });
});

test('a long transaction elsewhere delays nobody’s news; its own is told when it ends, and each event once', async () => {
  const heard: string[] = [];
  const deaf = await house.get(EventTail).subscribe((events) => {
    heard.push(...events.filter(({ subject }) => subject.type === 'news').map(({ subject }) => subject.id));
    return Promise.resolve();
  });
  const tell = (id: string, before: (tx: Tx) => Promise<unknown> = () => Promise.resolve()) =>
    house.get(Database).transaction(async (tx) => {
      await tx.query(`SELECT pg_current_xact_id()`);
      await before(tx);
      await house.get(Outbox).publish(tx, 'queue.changed', {
        subject: { type: 'news', id },
        data: { queueId: id },
      });
    });
  const [slow, quick] = [newId(), Array.from({ length: 30 }, () => newId())];
  let end = (): void => undefined;
  const long = tell(slow, () => new Promise<void>((done) => (end = done)));
  await pause(50);
  await Promise.all(quick.map((id) => tell(id)));
  await until(() => heard.length === quick.length);
  expect([...heard].sort()).toEqual([...quick].sort());
  end();
  await long;
  await until(() => heard.includes(slow));
  await pause(300);
  expect(heard.length).toBe(quick.length + 1);
  deaf();
});

test('who was overtaken while sending cannot say that it failed; who sends now can', async () => {
  let tries = 0;
  house.get(Dispatches).consume('voice', async ({ id }) => {
    tries += 1;
    if (tries > 1) return { state: 'sent' };
    // Another process took it up, as it would when this one stood still for longer than its lease, and died.
    await database.query(
      `UPDATE bus.dispatch SET attempts = attempts + 1, lease_until = now() + interval '1 second' WHERE id = $1`,
      [id],
    );
    return { state: 'failed', detail: 'this one stood still' };
  });
  house.get(Dispatches).onApplicationBootstrap();
  const { id } = await house
    .get(Database)
    .transaction((tx) =>
      house
        .get(Dispatches)
        .put(tx, { channel: 'voice', kind: 'end', callSid: 'CA0', interactionId: newId() }, { key: newId() }),
    );
  const state = async () =>
    (
      await database.query<{ state: string; attempts: number }>(
        `SELECT state, attempts FROM bus.dispatch WHERE id = $1`,
        [id],
      )
    )[0];
  await until(() => tries === 1);
  await pause(300);
  expect(await state()).toEqual({ state: 'leased', attempts: 2 });
  await until(async () => (await state())?.state === 'sent');
  expect(await state()).toEqual({ state: 'sent', attempts: 3 });
});
