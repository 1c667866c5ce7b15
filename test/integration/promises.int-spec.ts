/** Promises before and after their time, suppliers, disruption and clocks of old tickets, in a house whose time is moved by hand. */
import { AgentsApiModule } from '@lib/agents';
import { ClocksApiModule, ClocksWorkerModule } from '@lib/clocks';
import type {
  CalendarPreview,
  CalendarView,
  CustomerTextFindings,
  DisruptionTotal,
  PromiseView,
  SuppliersWaiting,
  SupplierWaitView,
  Ticket,
  TicketClocks,
  TicketDisruption,
  TimelinePage,
  TimeSettings,
} from '@lib/contracts';
import { DeliveryApiModule } from '@lib/delivery';
import { IntakeWorkerModule } from '@lib/intake';
import { KitchenApiModule } from '@lib/kitchen';
import { newId } from '@lib/platform';
import { TicketsApiModule } from '@lib/tickets';
import { furnish, hire, type Worker } from '../faults/rows.js';
import type { ApiClient } from '../support/api-client.js';
import { useDatabase } from '../support/postgres.js';
import { StoryHouse } from '../support/story-house.js';

const HOUR = 3_600_000;
const database = useDatabase();
const rooms = [
  AgentsApiModule,
  TicketsApiModule,
  DeliveryApiModule,
  IntakeWorkerModule,
  KitchenApiModule,
  ClocksApiModule,
  ClocksWorkerModule,
];
let house: StoryHouse;
let people: Record<'owner' | 'standIn' | 'stranger' | 'supervisor' | 'admin', Worker>;

/** Paris time, an hour before UTC in these weeks; each test has days of its own, from Monday 7 January 2030. */
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const paris = (week: number, day: (typeof DAYS)[number], at: string): Date =>
  new Date(Date.parse(`2030-01-07T${at}:00+01:00`) + (7 * week + DAYS.indexOf(day)) * 24 * HOUR);
const iso = (...when: Parameters<typeof paris>): string => paris(...when).toISOString();
const as = (who: keyof typeof people): ApiClient => house.as(people[who].token);

beforeAll(async () => {
  house = await StoryHouse.build(database, rooms, paris(0, 'mon', '08:00'));
  const { rows } = house;
  const { agents, supervisor, queueId } = await furnish(rows, ['Noor', 'Lea']);
  const elsewhere = newId();
  await rows.query(`INSERT INTO routing.queue (id, name) VALUES ($1, 'Elsewhere')`, [elsewhere]);
  const stranger = await hire(rows, 'Sam', 'agent', elsewhere);
  const admin = await hire(rows, 'Ada', 'supervisor', queueId);
  await rows.query(`UPDATE agents.agent SET role = 'admin' WHERE id = $1`, [admin.id]);
  await rows.query(`UPDATE agents.session SET expires_at = '2040-01-01'`);
  const [owner, standIn] = agents;
  if (!owner || !standIn) throw new Error('nobody was hired');
  people = { owner, standIn, stranger, supervisor, admin };
  await house.open();
}, 90_000);
afterAll(() => house?.end());

test('before a promise lapses, honest words are drafted in the customer’s language, without an inner word', async () => {
  const ticketId = await matter('Inge', paris(0, 'fri', '10:00'), 'fr');
  await promise(ticketId, paris(0, 'fri', '15:00'));
  await house.moveTo(paris(0, 'fri', '13:59'));
  expect((await ticket(ticketId)).promise).toMatchObject({ state: 'open', draft: null });
  // A fifth of five hours before.
  await house.moveTo(paris(0, 'fri', '14:00'));
  // Three open hours are left on Friday, the fourth is on Monday.
  expect((await ticket(ticketId)).promise?.draft).toEqual({
    nextAt: iso(1, 'mon', '10:00'),
    text: 'Bonjour Inge,\n\nJe vous avais promis des nouvelles pour aujourd’hui à 15:00. Ce n’est pas encore prêt, et je préfère vous le dire avant l’heure. Vous aurez de mes nouvelles au plus tard lundi 14 janvier à 10:00.',
  });
  expect(await innerWordsIn((await ticket(ticketId)).promise?.draft?.text, 'fr')).toEqual([]);

  const english = await matter('Ole', paris(0, 'fri', '15:00'), 'en');
  await promise(english, paris(0, 'fri', '17:00'));
  await house.moveTo(paris(0, 'fri', '16:36'));
  const draft = (await ticket(english)).promise?.draft?.text;
  expect(draft).toContain('I promised you news by 17:00 today. It is not ready yet');
  expect(await innerWordsIn(draft, 'en')).toEqual([]);
});

test('a promise renewed before its time alarms nobody, and the history says both', async () => {
  const ticketId = await matter('Tove', paris(1, 'mon', '10:00'));
  const first = await promise(ticketId, paris(1, 'mon', '12:00'));
  await house.moveTo(paris(1, 'mon', '11:50'));
  const renewed = await as('owner').post<PromiseView>(`/api/promises/${first.id}/renew`, {
    text: 'News by tomorrow',
    dueAt: iso(1, 'tue', '12:00'),
  });
  expect(renewed).toMatchObject({ status: 201, body: { state: 'open', text: 'News by tomorrow' } });
  await house.moveTo(paris(1, 'mon', '13:00'));
  expect((await promises(ticketId)).map(({ state, renewedById }) => [state, renewedById])).toEqual([
    ['renewed', renewed.body.id],
    ['open', null],
  ]);
  expect(await ticket(ticketId)).toMatchObject({ alarms: [], promise: { id: renewed.body.id } });
  expect(await history(ticketId)).toEqual(['promise.made', 'promise.renewed', 'promise.made']);
  const again = { text: 'Once more', dueAt: iso(1, 'wed', '12:00') };
  expect((await as('owner').post(`/api/promises/${first.id}/renew`, again)).status).toBe(409);
  await as('owner').post(`/api/promises/${renewed.body.id}/kept`);
});

test('a lapse alarms the owner, then the stand-in, then the supervisors, each once, until the customer hears from us', async () => {
  const ticketId = await matter('Gry', paris(1, 'wed', '10:00'));
  await house.rows.query(`UPDATE tickets.ticket SET stand_in_id = $2 WHERE id = $1`, [
    ticketId,
    people.standIn.id,
  ]);
  const { id: promiseId } = await promise(ticketId, paris(1, 'wed', '12:00'));
  await house.moveTo(paris(1, 'wed', '12:00'));
  expect(await alarmed(ticketId)).toEqual([`owner ${people.owner.id}`]);
  const [own] = (await ticket(ticketId)).alarms;
  expect((await as('stranger').post(`/api/alarms/${own?.id}/seen`)).status).toBe(404);
  for (const again of [1, 2])
    expect([again, (await as('owner').post(`/api/alarms/${own?.id}/seen`)).status]).toEqual([again, 204]);
  expect((await ticket(ticketId)).alarms).toEqual([]);

  await house.moveTo(paris(1, 'wed', '12:14'));
  expect(await alarmed(ticketId)).toHaveLength(1);
  await house.moveTo(paris(1, 'wed', '12:15'));
  await house.moveTo(paris(1, 'wed', '12:30'));
  await house.moveTo(paris(1, 'wed', '13:30'));
  expect(await alarmed(ticketId)).toEqual([
    `owner ${people.owner.id}`,
    `stand-in ${people.standIn.id}`,
    `supervisors ${people.supervisor.id}`,
  ]);
  expect((await ticket(ticketId)).promise).toMatchObject({ id: promiseId, state: 'lapsed' });

  await as('owner').post(`/api/tickets/${ticketId}/messages`, {
    channel: 'email',
    text: 'Here is how it stands.',
  });
  await house.quiet();
  expect(await ticket(ticketId)).toMatchObject({ alarms: [], promise: null });
  expect((await promises(ticketId))[0]?.state).toBe('lapsed');
  expect(await told(ticketId, 'promise.made-good')).toHaveLength(1);
});

test('a new promise in place of a lapsed one ends the alarm before the stand-in hears of it', async () => {
  const ticketId = await matter('Liv', paris(1, 'thu', '10:00'));
  const { id } = await promise(ticketId, paris(1, 'thu', '12:00'));
  await house.moveTo(paris(1, 'thu', '12:05'));
  const next = { text: 'News tomorrow', dueAt: iso(1, 'fri', '17:00') };
  expect((await as('owner').post(`/api/promises/${id}/renew`, next)).status).toBe(201);
  await house.moveTo(paris(1, 'thu', '14:00'));
  expect(await alarmed(ticketId)).toEqual([`owner ${people.owner.id}`]);
  expect((await promises(ticketId)).map(({ state }) => state)).toEqual(['lapsed', 'open']);
});

test('a renewal taken back at once leaves the promise as it was: open with its reminder, or lapsed and alarming', async () => {
  const ticketId = await matter('Eva', paris(10, 'mon', '10:00'));
  const first = await promise(ticketId, paris(10, 'mon', '12:00'));
  await house.moveTo(paris(10, 'mon', '11:00'));
  const next = { text: 'News tomorrow', dueAt: iso(10, 'tue', '12:00') };
  const renew = async () =>
    (await as('owner').post<PromiseView>(`/api/promises/${first.id}/renew`, next)).body.id;
  const takeBack = (id: string, who: keyof typeof people = 'owner') =>
    as(who).post(`/api/promises/${id}/take-back`, { reason: 'Not sent' });
  const states = async () => (await promises(ticketId)).map(({ state }) => state);
  const renewed = await renew();
  expect((await takeBack(renewed, 'stranger')).status).toBe(404);
  expect((await takeBack(renewed, 'supervisor')).status).toBe(409);
  expect((await takeBack(renewed)).status).toBe(200);
  expect(await states()).toEqual(['open', 'cancelled']);
  expect((await takeBack(renewed)).status).toBe(409);
  await house.moveTo(paris(10, 'mon', '11:55'));
  expect(await told(ticketId, 'promise.due-soon')).toHaveLength(1);
  await house.moveTo(paris(10, 'mon', '12:05'));
  expect(await states()).toEqual(['lapsed', 'cancelled']);
  expect(await ticket(ticketId)).toMatchObject({ alarms: [{}] });

  expect((await takeBack(await renew())).status).toBe(200);
  expect(await states()).toEqual(['lapsed', 'cancelled', 'cancelled']);
  expect(await ticket(ticketId)).toMatchObject({ alarms: [{}] });
  const late = await renew();
  await house.moveTo(paris(10, 'mon', '12:08'));
  expect((await takeBack(late)).status).toBe(409);
  expect(await states()).toEqual(['lapsed', 'cancelled', 'cancelled', 'open']);
  await as('owner').post(`/api/promises/${late}/kept`);
});

test('what is settled before its time alarms nobody', async () => {
  const ticketId = await matter('Siv', paris(1, 'fri', '10:00'));
  await promise(ticketId, paris(1, 'fri', '12:00'));
  const { version } = await ticket(ticketId);
  await as('owner').call(
    'PATCH',
    `/api/tickets/${ticketId}`,
    { status: 'resolved' },
    { 'if-match': `"${version}"` },
  );
  await house.moveTo(paris(1, 'fri', '13:00'));
  expect(await alarmed(ticketId)).toEqual([]);
  expect((await promises(ticketId))[0]).toMatchObject({ state: 'cancelled' });
});

test('S13: a wait for a supplier has its own time and chase list, and the customer reads nothing of it', async () => {
  const [one, two] = [
    await matter('Una', paris(2, 'mon', '10:00')),
    await matter('Eli', paris(2, 'mon', '10:05')),
  ];
  const wait = await supplier(one, 'Hexatel', paris(2, 'mon', '12:00'));
  const later = await supplier(two, 'Hexatel', paris(2, 'mon', '16:00'));
  expect((await chases('owner')).map(({ id }) => id)).toEqual([wait.id, later.id]);
  expect(await chases('stranger')).toEqual([]);
  await house.moveTo(paris(2, 'mon', '12:00'));
  await house.moveTo(paris(2, 'mon', '13:00'));
  expect(await told(one, 'supplier-wait.overdue')).toHaveLength(1);
  const chased = await as('owner').post<SupplierWaitView>(`/api/supplier-waits/${wait.id}/messages`, {
    direction: 'to',
    text: 'Please answer Hexatel ticket 4711',
    dueAt: iso(2, 'tue', '12:00'),
  });
  expect(chased.body).toMatchObject({ dueAt: iso(2, 'tue', '12:00'), messages: [{ direction: 'to' }] });
  expect((await chases('owner')).map(({ id, chases: count }) => [id, count])).toEqual([
    [later.id, 0],
    [wait.id, 1],
  ]);
  expect((await ticket(one)).supplierWaits).toMatchObject([
    { supplier: 'Hexatel', dueAt: iso(2, 'tue', '12:00') },
  ]);
  const ended = await as('owner').post<SupplierWaitView>(`/api/supplier-waits/${wait.id}/end`, {
    outcome: 'New line card sent',
  });
  expect(ended.body).toMatchObject({ endedAt: iso(2, 'mon', '13:00'), outcome: 'New line card sent' });
  expect((await ticket(one)).supplierWaits).toEqual([]);
  await house.moveTo(paris(2, 'tue', '13:00'));
  expect(await told(one, 'supplier-wait.overdue')).toHaveLength(1);
  const { rows } = await house.rows.query(
    `SELECT text FROM tickets.message WHERE text ILIKE '%hexatel%' UNION ALL SELECT text FROM chat.line WHERE text ILIKE '%hexatel%'
     UNION ALL SELECT body::text FROM bus.dispatch WHERE body::text ILIKE '%hexatel%'`,
  );
  expect(rows).toEqual([]);
  const strange = [
    await as('stranger').get(`/api/tickets/${one}/supplier-waits`),
    await as('stranger').post(`/api/supplier-waits/${later.id}/end`, { outcome: 'x' }),
    await as('stranger').post(`/api/supplier-waits/${later.id}/messages`, { direction: 'to', text: 'x' }),
  ];
  expect(strange.map(({ status }) => status)).toEqual([404, 404, 404]);
});

test('S21: work lost runs from first contact to confirmed working, with its cost', async () => {
  const ticketId = await matter('Nils', paris(2, 'wed', '10:00'));
  expect(await disruption(ticketId)).toBeNull();
  await house.moveTo(paris(2, 'wed', '10:30'));
  const put = (body: object) => as('owner').call('PUT', `/api/tickets/${ticketId}/disruption`, body);
  expect((await put({ people: 40, blockedPercent: 101 })).status).toBe(400);
  await put({ people: 40, blockedPercent: 25 });
  await house.moveTo(paris(2, 'wed', '11:30'));
  // 40 people × a quarter × 90 minutes; fifteen hours at 45 euros.
  expect(await disruption(ticketId)).toMatchObject({ lostMinutes: 900, costCents: 67_500, currency: 'EUR' });
  expect((await as('supervisor').get<DisruptionTotal>('/api/disruptions/live')).body).toEqual({
    tickets: 1,
    people: 40,
    lostMinutes: 900,
    costCents: 67_500,
    currency: 'EUR',
  });
  expect((await as('owner').get('/api/disruptions/live')).status).toBe(403);
  await put({ people: 40, blockedPercent: 25, working: true });
  await house.moveTo(paris(2, 'wed', '17:00'));
  expect(await disruption(ticketId)).toMatchObject({ workingAt: iso(2, 'wed', '11:30'), lostMinutes: 900 });
  expect((await as('supervisor').get<DisruptionTotal>('/api/disruptions/live')).body.tickets).toBe(0);
  expect((await as('stranger').get(`/api/tickets/${ticketId}/disruption`)).status).toBe(404);
});

test('tickets older than the room get their clocks at start, in parts, and the settled ones in silence', async () => {
  const ticketId = await matter('Maja', paris(3, 'mon', '10:00'));
  await house.moveTo(paris(3, 'mon', '18:00'));
  await house.close();
  // More than two parts of them, a third of these settled long ago.
  await house.rows.query(
    `INSERT INTO tickets.ticket SELECT (jsonb_populate_record(ticket, jsonb_build_object('id', gen_random_uuid(),
       'number', 100000 + n, 'opened_at', $3::text, 'status', CASE WHEN n % 3 = 0 THEN 'resolved' ELSE 'open' END,
       'resolved_at', CASE WHEN n % 3 = 0 THEN $2::text END))).*
     FROM tickets.ticket, generate_series(1, 210) AS n WHERE ticket.id = $1`,
    [ticketId, iso(3, 'mon', '17:00'), iso(0, 'mon', '10:00')],
  );
  await house.open();
  await house.quiet();
  const { rows } = await house.rows.query<{ settled: boolean; tickets: number; told: number }>(
    `SELECT status = 'resolved' AS settled, count(DISTINCT clock.ticket_id)::integer AS tickets,
       (SELECT count(DISTINCT event.subject_id)::integer FROM bus.event JOIN tickets.ticket AS about ON about.id = event.subject_id
        WHERE event.name = 'sla.breached' AND about.number > 100000 AND (about.status = 'resolved') = (ticket.status = 'resolved')) AS told
     FROM tickets.ticket LEFT JOIN clocks.clock ON clock.ticket_id = ticket.id WHERE number > 100000
     GROUP BY ticket.status = 'resolved', ticket.status ORDER BY 1`,
  );
  expect(rows).toEqual([
    { settled: false, tickets: 140, told: 140 },
    { settled: true, tickets: 70, told: 0 },
  ]);
  expect((await as('owner').get<TicketClocks>(`/api/tickets/${ticketId}/clocks`)).body.clocks).toHaveLength(
    3,
  );
});

test('consoles hear of a clock when what they show of it is another, and only then', async () => {
  const ticketId = await matter('Runa', paris(3, 'tue', '10:00'));
  const before = (await told(ticketId, 'clock.changed')).length;
  expect((await ticket(ticketId)).clocks.map(({ kind, dueAt }) => [kind, dueAt])).toEqual([
    ['customer', null],
    ['first-answer', iso(3, 'tue', '14:00')],
    ['resolution', iso(3, 'fri', '10:00')],
  ]);
  await as('owner').post(`/api/tickets/${ticketId}/notes`, { text: 'looked at it' });
  await house.moveTo(paris(3, 'tue', '11:00'));
  expect(await told(ticketId, 'clock.changed')).toHaveLength(before);
  await as('owner').post(`/api/tickets/${ticketId}/messages`, { channel: 'email', text: 'We look into it.' });
  await house.quiet();
  expect(await told(ticketId, 'clock.changed')).toHaveLength(before + 1);
  expect((await ticket(ticketId)).clocks[1]).toMatchObject({
    kind: 'first-answer',
    metAt: iso(3, 'tue', '11:00'),
  });
});

test('administrators set leads and rates, and see what a calendar means before they keep it', async () => {
  const path = '/api/admin/time-settings';
  const { body } = await as('admin').get<TimeSettings>(path);
  expect(body).toEqual({
    promiseLeadMs: HOUR,
    standInAfterMs: HOUR / 4,
    supervisorsAfterMs: HOUR / 2,
    nextNewsMs: 4 * HOUR,
    hourlyCostCents: 4_500,
    currency: 'EUR',
  });
  const put = (who: keyof typeof people, settings: object) => as(who).call('PUT', path, settings);
  expect((await put('admin', { ...body, supervisorsAfterMs: HOUR / 5 })).status).toBe(400);
  expect((await put('owner', body)).status).toBe(403);
  expect((await put('admin', { ...body, promiseLeadMs: HOUR / 2 })).status).toBe(200);
  const ticketId = await matter('Kaja', paris(3, 'wed', '09:00'));
  await promise(ticketId, paris(3, 'wed', '17:00'));
  await house.moveTo(paris(3, 'wed', '16:29'));
  expect((await ticket(ticketId)).promise?.draft).toBeNull();
  await house.moveTo(paris(3, 'wed', '16:30'));
  expect((await ticket(ticketId)).promise?.draft).not.toBeNull();

  const { items } = (await as('admin').get<{ items: CalendarView[] }>('/api/admin/calendars')).body;
  const [{ id: _, ...calendar }] = items as [CalendarView];
  const preview = await as('admin').post<CalendarPreview>('/api/admin/calendars/preview', calendar);
  expect(preview.body.openings[0]).toEqual({ from: iso(3, 'wed', '09:00'), to: iso(3, 'wed', '18:00') });
  expect(preview.body.oddDays.map(({ hours }) => hours)).toEqual([23, 25]);
  expect((await as('owner').post('/api/admin/calendars/preview', calendar)).status).toBe(403);
});

/** A customer's mail, taken by the owner. */
async function matter(from: string, at: Date, locale?: 'fr' | 'en'): Promise<string> {
  const ticketId = await house.mail(from, at, locale);
  await house.rows.query(`UPDATE tickets.ticket SET owner_id = $2, owner_since = now() WHERE id = $1`, [
    ticketId,
    people.owner.id,
  ]);
  return ticketId;
}

async function promise(ticketId: string, dueAt: Date): Promise<PromiseView> {
  const { status, body } = await as('owner').post<PromiseView>(`/api/tickets/${ticketId}/promises`, {
    text: 'We tell you what we found',
    dueAt: dueAt.toISOString(),
  });
  expect(status).toBe(201);
  return body;
}

async function supplier(ticketId: string, name: string, dueAt: Date): Promise<SupplierWaitView> {
  const { status, body } = await as('owner').post<SupplierWaitView>(
    `/api/tickets/${ticketId}/supplier-waits`,
    {
      supplier: name,
      asked: 'Is the line card broken?',
      dueAt: dueAt.toISOString(),
    },
  );
  expect(status).toBe(201);
  return body;
}

const ticket = async (id: string): Promise<Ticket> =>
  (await as('owner').get<Ticket>(`/api/tickets/${id}`)).body;
const promises = async (id: string): Promise<PromiseView[]> =>
  (await as('owner').get<TicketClocks>(`/api/tickets/${id}/clocks`)).body.promises;
const chases = async (who: keyof typeof people): Promise<SuppliersWaiting['items']> =>
  (await as(who).get<SuppliersWaiting>('/api/suppliers/waiting')).body.items;
const disruption = async (id: string): Promise<TicketDisruption['disruption']> =>
  (await as('owner').get<TicketDisruption>(`/api/tickets/${id}/disruption`)).body.disruption;

async function innerWordsIn(text: string | undefined, locale: 'fr' | 'en'): Promise<string[]> {
  const { status, body } = await as('owner').post<CustomerTextFindings>('/api/customer-text/check', {
    text,
    locale,
  });
  expect(status).toBe(200);
  return body.findings.map(({ words }) => words);
}

async function history(ticketId: string): Promise<string[]> {
  const { body } = await as('owner').get<TimelinePage>(`/api/tickets/${ticketId}/timeline?limit=100`);
  return body.items.map(({ data }) => String(data['name'])).filter((name) => name.startsWith('promise.'));
}

async function alarmed(ticketId: string): Promise<string[]> {
  const { rows } = await house.rows.query<{ who: string }>(
    `SELECT step || ' ' || agent_id AS who FROM clocks.alarm WHERE ticket_id = $1 ORDER BY raised_at, id`,
    [ticketId],
  );
  return rows.map(({ who }) => who);
}

async function told(ticketId: string, name: string): Promise<string[]> {
  const { rows } = await house.rows.query<{ id: string }>(
    `SELECT id FROM bus.event WHERE subject_id = $1 AND name = $2`,
    [ticketId, name],
  );
  return rows.map(({ id }) => id);
}
