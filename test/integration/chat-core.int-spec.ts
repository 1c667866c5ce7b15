/** The visitor's words on their whole way: through inbox and intake to a ticket with a number, and an answer back. */
import { setTimeout as pause } from 'node:timers/promises';
import { CustomerText, type VisitorHello } from '@lib/contracts';
import { Dispatches } from '@lib/bus';
import { Database } from '@lib/database';
import { ensureDefaultQueue } from '@lib/demo';
import { DeliveryWorkerModule } from '@lib/delivery';
import { IntakeWorkerModule } from '@lib/intake';
import { newId } from '@lib/platform';
import { RoutingWorkerModule } from '@lib/routing';
import { TicketsWorkerModule } from '@lib/tickets';
import { ground } from '../../apps/rooms.js';
import { startChatEdge, until, visit, type ChatEdge } from '../support/chat-edge.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let edge: ChatEdge;

beforeAll(async () => {
  edge = await startChatEdge(database.url, {
    rooms: (config) => [
      ...ground(config),
      IntakeWorkerModule,
      RoutingWorkerModule,
      TicketsWorkerModule,
      DeliveryWorkerModule,
    ],
  });
  await ensureDefaultQueue(edge.app.get(Database));
});
afterAll(() => edge.close());

test('first words open one ticket, the visitor learns number and place, later words join it', async () => {
  const visitor = visit(edge.url);
  const { visitorToken } = await visitor.hello;
  const answer = await visitor.emitWithAck('chat.start', {
    text: 'Mon vélo grince',
    name: 'Sophie',
    clientId: newId(),
    locale: 'fr',
  });
  if (!answer.ok) throw new Error(answer.problem.title);
  const told = await until(() => visitor.heard['chat.queue'].find((queue) => queue.ticketNumber));
  expect(told.ticketNumber).toMatch(/^G-\d{6}$/);
  expect(told.position).toBe(1);
  await visitor.emitWithAck('chat.send', { clientId: newId(), text: 'surtout en montée' });
  const items = await until(async () => {
    const rows = await database.query<{ text: string }>(
      `SELECT text FROM tickets.message WHERE author_kind = 'customer' ORDER BY seq`,
    );
    return rows.length === 2 ? rows : null;
  });
  expect(items.map(({ text }) => text)).toEqual(['Mon vélo grince', 'surtout en montée']);
  await edge.app.get(Database).transaction((tx) =>
    edge.app.get(Dispatches).put(
      tx,
      {
        channel: 'chat',
        kind: 'message',
        conversationId: answer.conversation.id,
        text: CustomerText.parse('J’arrive'),
        author: { kind: 'agent', name: 'Léa', photo: null },
        attachments: [],
      },
      { key: newId() },
    ),
  );
  await until(() => visitor.heard['chat.message'].some(({ text }) => text === 'J’arrive'));
  visitor.disconnect();
  // What somebody who comes is told of the queue may be a second old.
  await until(async () => (await queueAsTold()).waiting === 1);
  const back = visit(edge.url, visitorToken);
  const hello = await back.hello;
  expect(hello.conversation?.ticketNumber).toBe(told.ticketNumber);
  expect(hello.queue.waiting).toBe(1);
  await back.emitWithAck('chat.end', {});
  await until(async () => {
    const [row] = await database.query<{ state: string }>(`SELECT state FROM tickets.interaction`);
    return row && ['ended', 'abandoned'].includes(row.state);
  });
  back.disconnect();
});

test('a visitor is told when the house is closed by the calendar of its queue, and until when', async () => {
  const open = visit(edge.url);
  expect((await open.hello).hours).toEqual({ open: true, opensAt: null });
  open.disconnect();
  const dayAfterTomorrow = new Date(Date.now() + 2 * 86_400_000);
  const week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  const day = (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[
    dayAfterTomorrow.getUTCDay()
  ] as string;
  await database.query(
    `INSERT INTO clocks.calendar (id, name, time_zone, week) VALUES ('office', 'Office', 'UTC', $1)`,
    [JSON.stringify({ ...week, [day]: [{ from: '09:00', to: '17:00' }] })],
  );
  const rule = { when: { kind: 'closed', calendarId: 'office' }, to: { voicemail: true } };
  await database.query(`UPDATE routing.queue SET overflow = $1 WHERE is_default`, [JSON.stringify([rule])]);
  const opensAt = `${dayAfterTomorrow.toISOString().slice(0, 10)}T09:00:00.000Z`;
  const hours = await until(async () => {
    const looker = visit(edge.url);
    const told = (await looker.hello).hours;
    looker.disconnect();
    return told.open ? null : told;
  }, 10_000);
  expect(hours).toEqual({ open: false, opensAt });
});

async function queueAsTold(): Promise<VisitorHello['queue']> {
  await pause(250);
  const other = visit(edge.url);
  const { queue } = await other.hello;
  other.disconnect();
  return queue;
}
