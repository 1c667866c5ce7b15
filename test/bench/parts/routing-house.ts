/** A house for the assignment bench: many agents, long lines, all written in a few statements, and what is true of it afterwards. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@lib/database';
import { newId } from '@lib/platform';

const QUEUES = 20;

/** Every agent is in five of the queues. Answers the queues. */
export async function hireAgents(database: Database, count: number): Promise<string[]> {
  const queues = Array.from({ length: QUEUES }, () => newId());
  await database.query(`INSERT INTO routing.queue (id, name) SELECT id, 'q' FROM unnest($1::uuid[]) AS id`, [
    queues,
  ]);
  await database.query(
    `WITH made AS (
       INSERT INTO agents.agent (id, email, name, role, password_hash, state, capacity)
       SELECT gen_random_uuid(), n || '@bench.test', 'agent ' || n, 'agent', '-', 'available', '{"chat": 100, "email": 100, "voice": 1}'
       FROM generate_series(1, $1::integer) AS n RETURNING id),
     here AS (INSERT INTO agents.console (id, agent_id, expires_at) SELECT id::text, id, now() + interval '1 hour' FROM made)
     INSERT INTO agents.membership (agent_id, queue_id)
     SELECT made.id, queue.id FROM made CROSS JOIN LATERAL (SELECT id FROM routing.queue ORDER BY md5(made.id::text || queue.id::text) LIMIT 5) AS queue`,
    [count],
  );
  return queues;
}

/** Every waiting chat has a ticket and a customer of its own. */
export async function fillLine(database: Database, queues: string[], waiting: number): Promise<void> {
  await database.query(
    `WITH numbered AS (SELECT n, gen_random_uuid() AS c, gen_random_uuid() AS t, gen_random_uuid() AS i,
                              ($1::uuid[])[1 + n % ${QUEUES}] AS q FROM generate_series(1, $2::integer) AS n),
     kept AS (SELECT * FROM numbered),
     people AS (INSERT INTO customers.customer (id, name) SELECT c, 'customer ' || n FROM kept),
     tickets AS (INSERT INTO tickets.ticket (id, customer_id, subject, queue_id) SELECT t, c, 'matter ' || n, q FROM kept),
     talks AS (INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, queue_id, thread_key, our_address)
               SELECT i, t, c, c, 'chat', q, 'chat:' || i, 'chat' FROM kept)
     INSERT INTO routing.work_item (id, interaction_id, ticket_id, queue_id, channel, sort_key)
     SELECT gen_random_uuid(), i, t, q, 'chat', now() - n * interval '1 second' FROM kept`,
    [queues, waiting],
  );
  await database.query('ANALYZE');
}

/** Nothing but rows that wait in a queue nobody works in: what a new leader has to read. */
export async function fillHall(database: Database, waiting: number): Promise<void> {
  await database.query(
    `INSERT INTO routing.work_item (id, interaction_id, ticket_id, queue_id, channel, sort_key)
     SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $1, 'chat', now() FROM generate_series(1, $2::integer)`,
    [newId(), waiting],
  );
  await database.query('ANALYZE');
}

/** The agents take what rings, in one statement, and their rows say so as they would. Answers how many. */
export async function answerAll(database: Database): Promise<number> {
  const [row] = await database.query<{ answered: number }>(
    `WITH answered AS (UPDATE agents.engagement SET state = 'engaged' WHERE state = 'offered' RETURNING agent_id),
          touched AS (UPDATE agents.agent SET version = version + 1 WHERE id IN (SELECT agent_id FROM answered))
     SELECT count(*)::integer AS answered FROM answered`,
  );
  return row?.answered ?? 0;
}

export async function waitingNow(database: Database): Promise<number> {
  const [row] = await database.query<{ waiting: number }>(
    `SELECT count(*)::integer AS waiting FROM routing.work_item WHERE state = 'waiting'`,
  );
  return row?.waiting ?? 0;
}

/**
 * Throws unless each item has exactly one offer, all of them are held by their agents, and each was said once:
 * none twice, none lost.
 */
export async function exactlyOnce(database: Database, items: number): Promise<void> {
  const [row] = await database.query<Record<'offers' | 'items' | 'held' | 'said', number>>(
    `SELECT (SELECT count(*)::integer FROM routing.offer) AS offers, (SELECT count(DISTINCT work_item_id)::integer FROM routing.offer) AS items,
            (SELECT count(*)::integer FROM agents.engagement JOIN routing.offer USING (interaction_id, agent_id)) AS held,
            (SELECT count(DISTINCT subject_id)::integer FROM bus.event WHERE name = 'offer.made') AS said`,
  );
  if (!row || Object.values(row).some((count) => count !== items))
    throw new Error(`not exactly once: ${JSON.stringify(row)} of ${items}`);
}

/** What the making of offers writes, from rows at hand and nothing else: `batch` at a time, each a commit. Answers rows a second. */
export async function bareFlushes(database: Database, batch: number, most: number): Promise<number> {
  const items = await database.query<{ item: string; agent: string }>(
    `SELECT item.id AS item, agent.id AS agent FROM (SELECT id, row_number() OVER () AS n FROM routing.work_item WHERE state = 'waiting' LIMIT $1) AS item
     JOIN (SELECT id, row_number() OVER () AS n, count(*) OVER () AS all FROM agents.agent) AS agent ON agent.n = 1 + item.n % agent.all`,
    [most],
  );
  const explanation = JSON.stringify({
    step: 'queue',
    strategy: 'longest-idle',
    ring: null,
    others: [['later-in-line', ...items.slice(0, 10).map(({ agent }) => agent)]],
  });
  const began = performance.now();
  for (let at = 0; at < items.length; at += batch) {
    const some = items.slice(at, at + batch);
    const ids = some.map(() => newId());
    await database.query(bareFlush, [
      ids,
      some.map(({ item }) => item),
      some.map(({ agent }) => agent),
      some.map(() => explanation),
    ]);
  }
  return items.length / ((performance.now() - began) / 1_000);
}

const bareFlush = `
  WITH given AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::jsonb[]) AS given(id, item, agent, explanation)),
  held AS (UPDATE routing.work_item SET state = 'offered' FROM given WHERE work_item.id = given.item
           RETURNING work_item.id AS item, interaction_id, ticket_id, given.id, given.agent, given.explanation),
  talk AS (UPDATE tickets.interaction SET state = 'offered', version = version + 1 FROM held WHERE interaction.id = held.interaction_id),
  known AS (UPDATE agents.agent SET version = version + 1 FROM given WHERE agent.id = given.agent),
  rung AS (INSERT INTO agents.engagement (interaction_id, agent_id, channel, state) SELECT interaction_id, agent, 'chat', 'offered' FROM held),
  said AS (INSERT INTO bus.event (xid, name, actor, subject_type, subject_id, data)
           SELECT pg_current_xact_id()::text::bigint, name, '{"kind": "system", "id": null}', 'offer', held.id,
                  jsonb_build_object('offerId', held.id, 'ticketId', ticket_id, 'interactionId', interaction_id, 'agentId', agent)
           FROM held CROSS JOIN (VALUES ('offer.made'), ('agent.changed')) AS event(name))
  INSERT INTO routing.offer (id, round_id, work_item_id, interaction_id, ticket_id, agent_id, channel, reason, explanation, expires_at)
  SELECT id, id, item, interaction_id, ticket_id, agent, 'chat', 'queue', explanation, now() + interval '10 minutes' FROM held`;

/** As if nothing had ever been offered, and nobody waited. */
export async function clearHouse(database: Database): Promise<void> {
  // Against this process's listeners at work it would be a deadlock.
  const due = `SELECT 1 FROM bus.delivery WHERE listener LIKE 'routing.%' AND parked_at IS NULL LIMIT 1`;
  while ((await database.query(due)).length > 0) await pause(20);
  await database.transaction((tx) =>
    tx.query(
      `TRUNCATE routing.offer, routing.work_item, agents.engagement, bus.event, bus.delivery, tickets.interaction, tickets.ticket CASCADE`,
    ),
  );
}
