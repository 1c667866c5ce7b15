/** Deliveries to bookkeeping listeners: many in one transaction, and the one at fault harms no other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Listeners, Outbox } from '@lib/bus';
import { Database } from '@lib/database';
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

  await until(() => done.length === 19, 10_000);
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
