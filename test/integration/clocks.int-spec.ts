/** Clocks and promises in a real house on a real database, whose time is moved by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AgentsApiModule } from '@lib/agents';
import { ClockService, ClocksApiModule, ClocksWorkerModule } from '@lib/clocks';
import {
  InboundMessage,
  type ClockKind,
  type ClockView,
  type PromiseView,
  type SlaPolicies,
  type Ticket,
  type TicketClocks,
} from '@lib/contracts';
import { Database } from '@lib/database';
import { DeliveryApiModule } from '@lib/delivery';
import { IntakeService, IntakeWorkerModule } from '@lib/intake';
import { Clock, configureLogging, createHttpApp, loadConfig, newId } from '@lib/platform';
import { OutboundMessages, TicketsApiModule } from '@lib/tickets';
import { Client } from 'pg';
import { ground } from '../../apps/rooms.js';
import { hire, furnish } from '../faults/rows.js';
import { until } from '../faults/until.js';
import { ApiClient } from '../support/api-client.js';
import { useDatabase } from '../support/postgres.js';
import { beginStory, type StoryTime } from '../support/story-time.js';

const HOUR = 3_600_000;
const database = useDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'guichet-clocks-'));
let rows: Client;
let time: StoryTime;
let house: NestFastifyApplication;
let url: string;
let people: Record<'owner' | 'stranger' | 'admin', string>;

/** Paris time, an hour before UTC in these weeks; each test has a week of its own, the first from Monday 4 March 2030. */
const paris = (week: number, day: 'mon' | 'tue' | 'wed' | 'thu' | 'fri', at: string): Date => {
  const date = 4 + 7 * week + ['mon', 'tue', 'wed', 'thu', 'fri'].indexOf(day);
  return new Date(`2030-03-${String(date).padStart(2, '0')}T${at}:00+01:00`);
};

beforeAll(async () => {
  time = await beginStory(database, paris(0, 'mon', '08:00'));
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  const { agents, queueId } = await furnish(rows, ['Noor']);
  const elsewhere = newId();
  await rows.query(`INSERT INTO routing.queue (id, name) VALUES ($1, 'Elsewhere')`, [elsewhere]);
  const stranger = await hire(rows, 'Sam', 'agent', elsewhere);
  const admin = await hire(rows, 'Ada', 'supervisor', queueId);
  await rows.query(`UPDATE agents.agent SET role = 'admin' WHERE id = $1`, [admin.id]);
  await rows.query(`UPDATE agents.session SET expires_at = '2040-01-01'`);
  people = { owner: agents[0]?.token ?? '', stranger: stranger.token, admin: admin.token };
  await open();
}, 90_000);

afterAll(async () => {
  await house.close();
  await rows.end().catch(() => undefined);
  rmSync(dataDir, { recursive: true, force: true });
});

test('R2: a first answer is met; what is with the customer does not count for us, but for them it does', async () => {
  const ticketId = await mail('inge', paris(0, 'mon', '10:00'));
  expect(await clocks(ticketId)).toMatchObject({
    customer: { dueAt: null, metAt: null },
    'first-answer': { dueAt: iso(0, 'mon', '14:00'), metAt: null, targetMs: 4 * HOUR },
    resolution: { dueAt: iso(0, 'thu', '10:00') },
  });
  await moveTo(paris(0, 'mon', '12:00'));
  await as('owner').post(`/api/tickets/${ticketId}/messages`, { channel: 'email', text: 'We look into it.' });
  await moveTo(paris(0, 'wed', '12:00'));
  const waiting = await clocks(ticketId);
  expect(waiting).toMatchObject({
    'first-answer': { metAt: iso(0, 'mon', '12:00'), breachedAt: null },
    resolution: { pausedAt: iso(0, 'mon', '12:00'), dueAt: null, spentMs: 2 * HOUR },
    customer: { pausedAt: null, metAt: null, spentMs: 50 * HOUR },
  });
  await mail('inge', paris(0, 'wed', '13:00'), ticketId);
  expect(await clocks(ticketId)).toMatchObject({
    'next-answer': { startedAt: iso(0, 'wed', '13:00'), dueAt: iso(0, 'wed', '17:00') },
    // 25 of 27 hours are left: five on Wednesday, two days of nine, two on Monday.
    resolution: { pausedAt: null, dueAt: iso(1, 'mon', '11:00') },
  });
  expect(await told(ticketId, 'sla.%')).toEqual([]);
  await change(ticketId, { status: 'resolved' });
  expect((await clocks(ticketId)).customer).toMatchObject({ metAt: iso(0, 'wed', '13:00') });
  expect(await kept(ticketId)).toMatchObject({ 'next-answer': { met: true }, resolution: { met: true } });
});

test('R2: that an answer has left changes no clock and asks for no reckoning; one that comes back was none', async () => {
  const ticketId = await mail('yves', paris(0, 'fri', '10:00'));
  await moveTo(paris(0, 'fri', '11:00'));
  await as('owner').post(`/api/tickets/${ticketId}/messages`, { channel: 'email', text: 'Here it is.' });
  await quiet();
  expect((await clocks(ticketId))['first-answer']).toMatchObject({ metAt: iso(0, 'fri', '11:00') });
  const { rows: written } = await rows.query<{ id: string }>(
    `SELECT id FROM tickets.message WHERE ticket_id = $1 AND direction = 'out'`,
    [ticketId],
  );
  for (const state of ['sent', 'bounced'] as const)
    await house
      .get(Database)
      .transaction((tx) => house.get(OutboundMessages).setDelivery(tx, written[0]?.id ?? '', state, null));
  const { rows: events } = await rows.query<{ only: boolean | null }>(
    `SELECT (data->>'deliveryOnly')::boolean AS only FROM bus.event
     WHERE name = 'ticket.changed' AND subject_id = $1 AND data ? 'messageId' ORDER BY id DESC LIMIT 2`,
    [ticketId],
  );
  expect(events.map(({ only }) => only)).toEqual([null, true]);
  await quiet();
  expect((await clocks(ticketId))['first-answer']).toMatchObject({ metAt: null });
});

test('R8: risk and breach are told when their time comes, each once', async () => {
  const ticketId = await mail('ole', paris(1, 'mon', '10:00'));
  await moveTo(paris(1, 'mon', '13:11'));
  expect(await told(ticketId, 'sla.%')).toEqual([]);
  await moveTo(paris(1, 'mon', '13:12'));
  expect(await told(ticketId, 'sla.%')).toEqual(['sla.at-risk first-answer']);
  await moveTo(paris(1, 'mon', '14:00'));
  await moveTo(paris(1, 'mon', '18:00'));
  expect(await told(ticketId, 'sla.%')).toEqual(['sla.at-risk first-answer', 'sla.breached first-answer']);
  expect((await clocks(ticketId))['first-answer']).toMatchObject({ breachedAt: iso(1, 'mon', '14:00') });
});

test('R8: many who reckon one ticket at once tell its breach once', async () => {
  const ticketId = await mail('tove', paris(1, 'tue', '10:00'));
  await time.moveTo(paris(1, 'tue', '15:00'));
  await Promise.all(
    Array.from({ length: 12 }, () =>
      house.get(Database).transaction((tx) => house.get(ClockService).refresh(tx, [ticketId])),
    ),
  );
  await quiet();
  expect(await told(ticketId, 'sla.%')).toEqual(['sla.breached first-answer']);
});

test('R8: what was said before the time was up counts, though it is heard after', async () => {
  const ticketId = await mail('gry', paris(1, 'wed', '10:00'));
  await moveTo(paris(1, 'wed', '11:00'));
  await house.close();
  // The desk goes on without the router: its event waits, and the pause is heard when the target has long passed.
  await rows.query(
    `WITH moved AS (UPDATE tickets.ticket SET status = 'pending', updated_at = $2 WHERE id = $1 RETURNING id),
       said AS (INSERT INTO bus.event (xid, name, actor, subject_type, subject_id, data)
         SELECT pg_current_xact_id()::text::bigint, 'ticket.status-changed', '{"kind": "system", "id": null}', 'ticket', id,
           jsonb_build_object('ticketId', id, 'from', 'new', 'to', 'pending') FROM moved RETURNING id)
     INSERT INTO bus.delivery (event_id, listener, next_at) SELECT id, 'clocks.ticket', '2031-01-01' FROM said`,
    [ticketId, paris(1, 'fri', '18:00')],
  );
  await time.moveTo(paris(1, 'fri', '18:00'));
  await open();
  await until(async () => (await told(ticketId, 'sla.%')).length > 0);
  expect(await told(ticketId, 'sla.%')).toEqual(['sla.breached first-answer']);
  expect(await clocks(ticketId)).toMatchObject({ resolution: { pausedAt: iso(1, 'wed', '11:00') } });
  await rows.query(`UPDATE bus.delivery SET next_at = now()`);
  await quiet();
  expect(await told(ticketId, 'sla.%')).toEqual(['sla.breached first-answer']);
  expect(await clocks(ticketId)).toMatchObject({ resolution: { pausedAt: iso(1, 'wed', '11:00') } });
});

test('R7: another priority, another policy or another calendar: the clocks are reckoned again', async () => {
  const ticketId = await mail('maja', paris(2, 'mon', '10:00'));
  const before = (await as('admin').get<SlaPolicies>('/api/admin/sla-policies')).body.items;
  const [everything] = before;
  if (!everything) throw new Error('the policy of the first start is missing');
  const urgent = { ...everything, id: newId(), name: 'Urgent', priority: 'urgent', firstAnswerMs: HOUR };
  const put = await as('admin').call('PUT', '/api/admin/sla-policies', { items: [urgent, everything] });
  expect(put).toEqual({ status: 200, body: { items: [urgent, everything] } });
  expect((await clocks(ticketId))['first-answer']?.dueAt).toBe(iso(2, 'mon', '14:00'));
  await change(ticketId, { impact: 'high', urgency: 'high' });
  expect((await clocks(ticketId))['first-answer']?.dueAt).toBe(iso(2, 'mon', '11:00'));
  expect((await kept(ticketId))['first-answer']?.dueAt).toBe(iso(2, 'mon', '11:00'));

  await as('admin').call('PUT', '/api/admin/sla-policies', {
    items: [{ ...urgent, firstAnswerMs: 2 * HOUR }, everything],
  });
  await quiet();
  expect((await kept(ticketId))['first-answer']?.dueAt).toBe(iso(2, 'mon', '12:00'));
  const { id, ...calendar } = (await as('admin').get<{ id: string }>('/api/admin/calendars/default')).body;
  const closed = { ...calendar, holidays: [{ date: '2030-03-18', name: 'Our day', hours: [] }] };
  expect((await as('admin').call('PUT', `/api/admin/calendars/${id}`, closed)).status).toBe(200);
  await quiet();
  expect((await kept(ticketId))['first-answer']?.dueAt).toBe(iso(2, 'tue', '11:00'));
  await as('admin').call('PUT', `/api/admin/calendars/${id}`, calendar);
  await as('admin').call('PUT', '/api/admin/sla-policies', { items: before });
  await quiet();
});

test('R8: after three days of silence what is late is told once, and no more after another start', async () => {
  const ticketId = await mail('liv', paris(3, 'mon', '10:00'));
  const promise = await promised(ticketId, paris(3, 'tue', '10:00'));
  await house.close();
  await time.moveTo(paris(3, 'thu', '09:30'));
  await open();
  await quiet();
  const once = ['promise.lapsed', 'sla.at-risk resolution', 'sla.breached first-answer'];
  const toldSince = async () => (await told(ticketId, '%')).filter((name) => name !== 'promise.made').sort();
  expect(await toldSince()).toEqual(once);
  expect(await clocks(ticketId)).toMatchObject({
    'first-answer': { breachedAt: iso(3, 'mon', '14:00') },
    resolution: { dueAt: iso(3, 'thu', '10:00'), breachedAt: null },
  });
  await house.close();
  await open();
  await quiet();
  expect(await toldSince()).toEqual(once);
  expect((await as('owner').post(`/api/promises/${promise.id}/kept`)).status).toBe(409);
});

test('R9: a promise is reminded of, kept in time or lapses, and each is told once', async () => {
  const ticketId = await mail('nils', paris(3, 'fri', '10:00'));
  const [broken, held, dropped] = [
    await promised(ticketId, paris(3, 'fri', '12:00')),
    await promised(ticketId, paris(3, 'fri', '12:00')),
    await promised(ticketId, paris(3, 'fri', '12:00')),
  ];
  const cancel = (reason: string) =>
    as('owner').post<PromiseView>(`/api/promises/${dropped.id}/cancel`, { reason });
  expect((await cancel(' ')).status).toBe(400);
  expect((await cancel('They settled it themselves')).body).toMatchObject({ state: 'cancelled' });
  // A fifth of two hours before: 24 minutes.
  await moveTo(paris(3, 'fri', '11:36'));
  expect(await told(ticketId, 'promise.due-soon')).toHaveLength(2);
  for (const again of [1, 2]) {
    const answer = await as('owner').post<PromiseView>(`/api/promises/${held.id}/kept`);
    expect([again, answer.status, answer.body.state]).toEqual([again, 200, 'kept']);
  }
  await moveTo(paris(3, 'fri', '12:00'));
  await moveTo(paris(3, 'fri', '13:00'));
  expect((await told(ticketId, 'promise.%')).sort()).toEqual([
    'promise.cancelled',
    'promise.due-soon',
    'promise.due-soon',
    'promise.kept',
    'promise.lapsed',
    'promise.made',
    'promise.made',
    'promise.made',
  ]);
  const { body } = await as('owner').get<TicketClocks>(`/api/tickets/${ticketId}/clocks`);
  expect(body.promises.find(({ id }) => id === broken.id)).toMatchObject({
    state: 'lapsed',
    endedAt: iso(3, 'fri', '12:00'),
  });
  const late = { text: 'Yesterday', dueAt: iso(3, 'thu', '12:00') };
  expect((await as('owner').post(`/api/tickets/${ticketId}/promises`, late)).status).toBe(400);
});

test('strangers see nothing of it, and only administrators set it up', async () => {
  const ticketId = await mail('runa', paris(3, 'fri', '14:00'));
  const promise = await promised(ticketId, paris(3, 'fri', '16:00'));
  const sam = as('stranger');
  const statuses = [
    await sam.get(`/api/tickets/${ticketId}/clocks`),
    await sam.post(`/api/tickets/${ticketId}/promises`, { text: 'x', dueAt: iso(3, 'fri', '16:00') }),
    await sam.post(`/api/promises/${promise.id}/kept`),
    await sam.post(`/api/promises/${promise.id}/cancel`, { reason: 'x' }),
    await as('owner').get('/api/admin/sla-policies'),
    await as('owner').get('/api/admin/calendars/default'),
    await as('owner').call('PUT', '/api/admin/sla-policies', { items: [] }),
    await new ApiClient(url, '', '').get(`/api/tickets/${ticketId}/clocks`),
  ].map(({ status }) => status);
  expect(statuses).toEqual([404, 404, 404, 404, 403, 403, 403, 401]);
});

test('a calendar that never opens, a zone that is none and a policy without a calendar are refused with the fault named', async () => {
  const { body: found } = await as('admin').get<{ id: string; week: object }>('/api/admin/calendars/default');
  const { id: _, ...calendar } = found;
  const put = (path: string, body: object) =>
    as('admin').call<{ code: string; errors: { path: string }[] }>('PUT', `/api/admin/${path}`, body);
  const never = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  expect((await put('calendars/never', { ...calendar, week: never })).body).toMatchObject({
    code: 'invalid-input',
    errors: [{ path: 'week' }],
  });
  expect((await put('calendars/mars', { ...calendar, timeZone: 'Mars/Olympus' })).body.errors).toMatchObject([
    { path: 'timeZone' },
  ]);
  expect((await put('calendars/Not%20An%20Id', calendar)).status).toBe(400);
  const { items } = (await as('admin').get<SlaPolicies>('/api/admin/sla-policies')).body;
  expect(
    (await put('sla-policies', { items: items.map((one) => ({ ...one, calendarId: 'unheard-of' })) })).body,
  ).toMatchObject({ code: 'invalid-input', errors: [{ path: 'items.0.calendarId' }] });
  expect((await as('admin').get('/api/admin/calendars/unheard-of')).status).toBe(404);
});

async function open(): Promise<void> {
  configureLogging('silent');
  const config = loadConfig({
    DATABASE_URL: database.url,
    DATABASE_POOL: '6',
    GUICHET_SECRET: 'a-secret-for-tests-only-0123456789',
    GUICHET_DATA_DIR: dataDir,
  });
  @Module({
    imports: [
      ...ground(config),
      AgentsApiModule,
      TicketsApiModule,
      DeliveryApiModule,
      IntakeWorkerModule,
      ClocksApiModule,
      ClocksWorkerModule,
    ],
  })
  class HouseModule {}
  house = await createHttpApp(HouseModule, config);
  house.get(Clock).now = () => time.now();
  await house.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(house.getHttpServer().address() as { port: number }).port}`;
}

const as = (who: keyof typeof people): ApiClient => new ApiClient(url, people[who], '');
const iso = (...when: Parameters<typeof paris>): string => paris(...when).toISOString();

/** Time passes, and what is due by then happens. */
async function moveTo(when: Date): Promise<void> {
  await time.moveTo(when);
  await quiet();
}

async function quiet(): Promise<void> {
  await until(async () => {
    const { rows: left } = await rows.query(
      `SELECT listener FROM bus.delivery WHERE listener = 'clocks.ticket'
       UNION ALL SELECT kind FROM bus.timer WHERE kind LIKE 'clocks-%' AND due_at <= now()`,
    );
    return left.length === 0;
  });
}

/** A mail comes in at this moment; the answer is its ticket. */
async function mail(from: string, at: Date, expected?: string): Promise<string> {
  await time.moveTo(at);
  const key = newId();
  const { ticketId } = await house.get(Database).transaction((tx) =>
    house.get(IntakeService).receive(
      tx,
      InboundMessage.parse({
        channel: 'email',
        kind: 'message',
        externalId: `mail:${key}`,
        lane: `mid:${key}`,
        threadKeys: [`mid:${key}`],
        from: { kind: 'email', value: `${from}@example.org` },
        to: { kind: 'email', value: 'support@guichet.test' },
        receivedAt: at.toISOString(),
        subject: 'A matter',
        text: 'It does not work.',
        data: { messageId: key },
      }),
    ),
  );
  if (!ticketId || (expected && ticketId !== expected)) throw new Error('the mail came into another ticket');
  await quiet();
  return ticketId;
}

async function change(ticketId: string, fields: object): Promise<void> {
  const { body } = await as('admin').get<Ticket>(`/api/tickets/${ticketId}`);
  const answer = await as('admin').call('PATCH', `/api/tickets/${ticketId}`, fields, {
    'if-match': `"${body.version}"`,
  });
  expect(answer.status).toBe(200);
  await quiet();
}

async function promised(ticketId: string, dueAt: Date): Promise<PromiseView> {
  const { status, body } = await as('owner').post<PromiseView>(`/api/tickets/${ticketId}/promises`, {
    text: 'We tell you what we found',
    dueAt: dueAt.toISOString(),
  });
  expect(status).toBe(201);
  return body;
}

async function clocks(ticketId: string): Promise<Partial<Record<ClockKind, ClockView>>> {
  const { body } = await as('owner').get<TicketClocks>(`/api/tickets/${ticketId}/clocks`);
  return Object.fromEntries(body.clocks.map((clock) => [clock.kind, clock]));
}

/** The clocks as they stand in their rows. */
async function kept(
  ticketId: string,
): Promise<Partial<Record<ClockKind, { dueAt: string | null; met: boolean }>>> {
  const { rows: found } = await rows.query<{ kind: string; due_at: Date | null; met_at: Date | null }>(
    `SELECT kind, due_at, met_at FROM clocks.clock WHERE ticket_id = $1`,
    [ticketId],
  );
  return Object.fromEntries(
    found.map((row) => [row.kind, { dueAt: row.due_at?.toISOString() ?? null, met: row.met_at !== null }]),
  );
}

/** What the bus told of this ticket, by name and clock. */
async function told(ticketId: string, like: string): Promise<string[]> {
  const { rows: events } = await rows.query<{ name: string; kind: string | null }>(
    `SELECT name, data->>'kind' AS kind FROM bus.event
     WHERE subject_id = $1 AND name LIKE $2 AND split_part(name, '.', 1) IN ('sla', 'promise') ORDER BY id`,
    [ticketId, like],
  );
  return events.map(({ name, kind }) => (kind ? `${name} ${kind}` : name));
}
