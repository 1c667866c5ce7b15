/** A day read back from the house's own rows, to be lived again. */
import { newId } from '@lib/platform';
import { figuresOf, live, readDay, type RecordedDay } from '@lib/replay';
import { Client } from 'pg';
import { hire } from '../faults/rows.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
const DAY = '2026-11-20';
const queueId = newId();
const overflow = [{ when: { kind: 'closed', calendarId: 'late-shift' }, to: { diversion: 'voicemail' } }];
const capacity = {
  ...{ voice: 1, chat: 3, email: 8, units: 6 },
  weights: { voice: 6, chat: 2, email: 1 },
};
let rows: Client;
let lea: string;
let day: RecordedDay;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  rows.on('error', () => undefined);
  await rows.connect();
  await rows.query(
    `INSERT INTO routing.queue (id, name, is_default, strategy, overflow) VALUES ($1, 'Support', true, 'round-robin', $2)`,
    [queueId, JSON.stringify(overflow)],
  );
  await rows.query(
    `INSERT INTO clocks.calendar (id, name, time_zone, week, holidays) VALUES ('late-shift', 'Late', 'UTC', $1, '[]')`,
    [
      JSON.stringify({
        mon: [],
        tue: [],
        wed: [],
        thu: [],
        fri: [{ from: '08:00', to: '24:00' }],
        sat: [],
        sun: [],
      }),
    ],
  );
  ({ id: lea } = await hire(rows, 'Lea', 'agent', queueId));
  await rows.query(`UPDATE agents.agent SET capacity = $2 WHERE id = $1`, [lea, JSON.stringify(capacity)]);
  await state('2026-11-19T20:00:00Z', 'available');
  await state('2026-11-20T12:00:00Z', 'away');
  await state('2026-11-20T13:00:00Z', 'available');
  await item({ at: '09:00:00', assigned: '09:00:30', ended: '09:05:30', state: 'done', language: 'fr' });
  await item({ at: '09:01:00', ended: '09:02:00', state: 'abandoned' });
  await item({ at: '09:10:00', assigned: '09:10:10', ended: '09:14:10', state: 'done', ahead: '10 minutes' });
  await item({ at: '09:20:00', assigned: '09:20:05', state: 'assigned' });
  await rows.query(
    `INSERT INTO routing.work_item (id, interaction_id, ticket_id, queue_id, channel, enqueued_at, sort_key)
     VALUES ($1, $2, $3, $4, 'voice', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z')`,
    [newId(), newId(), newId(), queueId],
  );
  await rows.query(
    `INSERT INTO routing.offer (id, round_id, work_item_id, interaction_id, ticket_id, agent_id, channel, reason, state, made_at, expires_at, ended_at)
     SELECT $1, $1, id, interaction_id, ticket_id, $2, 'voice', 'queue', 'declined', enqueued_at, enqueued_at, enqueued_at + interval '12 seconds'
     FROM routing.work_item WHERE state = 'abandoned'`,
    [newId(), lea],
  );
  await rows.query(
    `UPDATE routing.work_item SET queue_id = $1, visited = jsonb_build_array(queue_id) WHERE language = 'fr'`,
    [newId()],
  );
  day = await readDay(rows, DAY);
});
afterAll(() => rows.end().catch(() => undefined));

test('who arrived, when, and what their priority was worth; the next day is not in it', () => {
  expect(day.arrivals.map(({ at, language, ahead }) => [at, language, ahead])).toEqual([
    [9 * 3_600, 'fr', 0],
    [9 * 3_600 + 60, null, 0],
    [9 * 3_600 + 600, null, 600],
    [9 * 3_600 + 1_200, null, 0],
  ]);
  expect(day.queues).toEqual([
    { id: queueId, name: 'Support', rules: { strategy: 'round-robin', rings: [] }, overflow },
  ]);
  expect(day.calendars).toEqual([{ id: 'late-shift', open: [{ from: 28_800, to: 86_400 }] }]);
});

test('what was declined rings as long again; what has moved on begins where it arrived', () => {
  expect(day.arrivals.map(({ passes }) => passes)).toEqual([[], [12], [], []]);
  expect(new Set(day.arrivals.map((arrival) => arrival.queueId))).toEqual(new Set([queueId]));
  expect(day.workers[0]?.capacity).toEqual(capacity);
});

test('how long each took, and the mean for whom it is not known yet', () => {
  expect(day.arrivals.map(({ handling }) => handling)).toEqual([300, 270, 240, 270]);
});

test('who left showed their patience, who was answered had at least as much', () => {
  expect(day.arrivals[1]?.patience).toBe(60);
  expect(day.arrivals[0]?.patience).toBeGreaterThanOrEqual(30);
  expect(day.arrivals[2]?.patience).toBeGreaterThanOrEqual(10);
});

test('who was at work from the evening before, with the break', () => {
  expect(day.workers).toMatchObject([
    {
      id: lea,
      queueIds: [queueId],
      shifts: [
        { from: 0, to: 43_200 },
        { from: 46_800, to: 86_400 },
      ],
    },
  ]);
});

test('lived again it comes out much as it was: three answered, one gone', () => {
  const figures = figuresOf(day, live(day), { within: 20, shortAbandon: 5 });
  expect(figures).toMatchObject({ arrived: 4, answered: 3, abandoned: 1, unanswered: 0 });
});

test('the same day reads the same twice, and a day without anybody is empty', async () => {
  expect(await readDay(rows, DAY)).toEqual(day);
  expect((await readDay(rows, '2026-11-18')).arrivals).toEqual([]);
});

async function state(at: string, to: string): Promise<void> {
  await rows.query(
    `INSERT INTO agents.state_change (id, agent_id, from_state, to_state, by, at) VALUES ($1, $2, 'offline', $3, '{}', $4)`,
    [newId(), lea, to, at],
  );
}

interface Item {
  at: string;
  assigned?: string;
  ended?: string;
  state: string;
  language?: string;
  ahead?: string;
}

async function item({ at, assigned, ended, state: is, language, ahead = '0' }: Item): Promise<void> {
  const time = (clock: string | undefined) => (clock ? `${DAY}T${clock}Z` : null);
  await rows.query(
    `INSERT INTO routing.work_item (id, interaction_id, ticket_id, queue_id, channel, state, enqueued_at, sort_key, language, agent_id, assigned_at, ended_at)
     VALUES ($1, $2, $3, $4, 'voice', $5, $6, $6::timestamptz - $7::interval, $8, $9, $10, $11)`,
    [
      ...[newId(), newId(), newId(), queueId, is, time(at), ahead, language ?? null],
      ...[assigned ? lea : null, time(assigned), time(ended)],
    ],
  );
}
