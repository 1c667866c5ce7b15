/** Reads a day from the house's own records, in one snapshot that may not write: what waited, what became of it, who was at work. */
import { isOpen, type Calendar } from '@lib/clocks';
import type { OverflowRule, QueueRules } from '@lib/contracts';
import type { Client } from 'pg';
import { chance } from './demo-day.js';
import { RecordedDay, type Arrival, type Worker } from './recorded-day.js';

const MOST_ARRIVALS = 100_000;
const MOST_PASSES = 100;
/** While nothing else is known: the product's own defaults, in seconds. */
const USUAL = { answer: 5, handling: 180, wrapUp: 30, ownerFirst: 60 };
const DAY_SECONDS = 86_400;
const MINUTE = 60;

interface ArrivalRow extends Omit<Arrival, 'handling' | 'patience'> {
  wait: number;
  handling: number | null;
  abandoned: boolean;
}
interface Queue {
  id: string;
  name: string;
  rules: QueueRules;
  overflow: OverflowRule[];
}
interface Change {
  agentId: string;
  at: number;
  to: string;
}

/** `day` is a calendar day in UTC. Throws when more is recorded than can be replayed. */
export async function readDay(client: Client, day: string): Promise<RecordedDay> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const all = async <T extends object>(sql: string, ...values: unknown[]): Promise<T[]> =>
      (await client.query<T>(sql, values)).rows;
    const rows = await all<ArrivalRow>(
      `SELECT extract(epoch FROM enqueued_at - $1::timestamptz)::float8 AS at, coalesce(visited->>0, queue_id::text) AS "queueId", channel, language,
              owner_id AS "ownerId", greatest(0, extract(epoch FROM enqueued_at - sort_key))::float8 AS ahead,
              greatest(0, extract(epoch FROM coalesce(assigned_at, ended_at, now()) - enqueued_at))::float8 AS wait,
              extract(epoch FROM ended_at - assigned_at)::float8 AS handling, state = 'abandoned' AS abandoned,
              (SELECT coalesce(jsonb_agg(least(extract(epoch FROM offer.ended_at - offer.made_at), ${DAY_SECONDS})::float8 ORDER BY made_at, id), '[]')
               FROM (SELECT * FROM routing.offer WHERE work_item_id = work_item.id AND state IN ('declined', 'expired') AND NOT shared
                     ORDER BY made_at, id LIMIT ${MOST_PASSES}) AS offer) AS passes
       FROM routing.work_item WHERE enqueued_at >= $1::timestamptz AND enqueued_at < $1::timestamptz + interval '1 day'
       ORDER BY enqueued_at, id LIMIT ${MOST_ARRIVALS + 1}`,
      `${day}T00:00:00Z`,
    );
    if (rows.length > MOST_ARRIVALS) throw new Error(`More than ${MOST_ARRIVALS} arrivals on ${day}`);
    const queues = await all<Queue>(
      `SELECT id, name, jsonb_build_object('strategy', strategy, 'rings', rings) AS rules, overflow FROM routing.queue ORDER BY name`,
    );
    const calendars = await all<Calendar & { id: string }>(
      `SELECT id, time_zone AS "timeZone", week, holidays FROM clocks.calendar WHERE id = ANY($1) ORDER BY id`,
      queues.flatMap(({ overflow }) =>
        overflow.flatMap(({ when }) => (when.kind === 'closed' ? [when.calendarId] : [])),
      ),
    );
    const people = await all<Omit<Worker, 'shifts'>>(
      `SELECT id, skills, languages, capacity,
              (SELECT coalesce(jsonb_agg(queue_id), '[]') FROM agents.membership WHERE membership.agent_id = agent.id) AS "queueIds"
       FROM agents.agent ORDER BY id`,
    );
    const changes = await all<Change>(
      `SELECT agent_id AS "agentId", extract(epoch FROM at - $1::timestamptz)::float8 AS at, to_state AS to
       FROM agents.state_change WHERE at < $1::timestamptz + interval '1 day' ORDER BY at, id`,
      `${day}T00:00:00Z`,
    );
    const [answer] = await all<{ seconds: number | null }>(
      `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - made_at))::float8 AS seconds
       FROM routing.offer WHERE state = 'accepted' AND made_at >= $1::timestamptz AND made_at < $1::timestamptz + interval '1 day'`,
      `${day}T00:00:00Z`,
    );
    return RecordedDay.parse({
      day,
      queues,
      calendars: calendars.map((calendar) => ({ id: calendar.id, open: openOn(calendar, day) })),
      workers: people.map((person) => ({ ...person, shifts: shiftsOf(person.id, changes) })),
      arrivals: completed(rows),
      answer: answer?.seconds ?? USUAL.answer,
      wrapUp: USUAL.wrapUp,
      ownerFirst: USUAL.ownerFirst,
    });
  } finally {
    await client.query('ROLLBACK');
  }
}

/** Calendars open and close on the minute. */
function openOn(calendar: Calendar, day: string): Worker['shifts'] {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const spans: Worker['shifts'] = [];
  for (let from = 0; from < DAY_SECONDS; from += MINUTE) {
    if (!isOpen(calendar, new Date(midnight + from * 1_000))) continue;
    const last = spans.at(-1);
    if (last?.to === from) last.to = from + MINUTE;
    else spans.push({ from, to: from + MINUTE });
  }
  return spans;
}

function shiftsOf(agentId: string, changes: readonly Change[]): Worker['shifts'] {
  const shifts: Worker['shifts'] = [];
  let since: number | null = null;
  for (const { at, to } of changes.filter((change) => change.agentId === agentId)) {
    if (to === 'available') since ??= Math.max(0, at);
    else if (since !== null) {
      if (at > since) shifts.push({ from: since, to: at });
      since = null;
    }
  }
  if (since !== null) shifts.push({ from: since, to: DAY_SECONDS });
  return shifts;
}

/**
 * Who left showed their patience. Who was answered only showed that it lasted until then: the rest is drawn from the rate at
 * which people left that day, the same draw each time.
 */
function completed(rows: readonly ArrivalRow[]): Arrival[] {
  const random = chance(rows.length);
  const online = rows.filter(({ channel }) => channel !== 'email');
  const left = online.filter(({ abandoned }) => abandoned).length;
  const more = left > 0 ? online.reduce((sum, { wait }) => sum + wait, 0) / left : null;
  const known = rows.flatMap(({ handling }) => handling ?? []);
  const mean = known.length > 0 ? known.reduce((sum, one) => sum + one, 0) / known.length : USUAL.handling;
  return rows.map(({ wait, handling, abandoned, ...row }) => ({
    ...row,
    handling: Math.min(Math.max(0, handling ?? mean), 2 * DAY_SECONDS),
    patience:
      row.channel === 'email' || (more === null && !abandoned)
        ? null
        : Math.min(2 * DAY_SECONDS, wait + (abandoned ? 0 : -(more ?? 0) * Math.log(1 - random()))),
  }));
}
