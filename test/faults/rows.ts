/** A fault run's view of the database: who works there, what is stored, what is unfinished, and time for its leases. */
import { createHash } from 'node:crypto';
import { newId } from '@lib/platform';
import type { Client } from 'pg';
import type { Stored } from './evidence.js';

export interface Worker {
  id: string;
  name: string;
  token: string;
}

/** One queue, `names` as its agents and a supervisor, all with a session and no password to compute. */
export async function furnish(
  database: Client,
  names: string[],
): Promise<{ agents: Worker[]; supervisor: Worker; queueId: string }> {
  // What leaves is held against what people wrote: nothing is said by itself.
  await database.query(`UPDATE rules.rule SET active = false`);
  const queueId = newId();
  await database.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Support', true)`, [
    queueId,
  ]);
  const agents: Worker[] = [];
  for (const name of names) agents.push(await hire(database, name, 'agent', queueId));
  return { agents, supervisor: await hire(database, 'Max', 'supervisor', queueId), queueId };
}

export async function hire(
  database: Client,
  name: string,
  role: 'agent' | 'supervisor',
  queueId: string,
): Promise<Worker> {
  const [id, token] = [newId(), `${newId()}${newId()}`];
  await database.query(
    `INSERT INTO agents.agent (id, email, name, role, password_hash, state) VALUES ($1, $2, $3, $4, 'none', $5)`,
    [id, `${id}@guichet.test`, name, role, role === 'agent' ? 'available' : 'offline'],
  );
  if (role === 'agent')
    await database.query(`INSERT INTO agents.membership (agent_id, queue_id) VALUES ($1, $2)`, [id, queueId]);
  await database.query(
    `INSERT INTO agents.session (id, agent_id, token_hash, expires_at) VALUES ($1, $2, $3, now() + interval '1 day')`,
    [newId(), id, createHash('sha256').update(token).digest('hex')],
  );
  return { id, name, token };
}

/** Does for leases and pauses what a minute of downtime does; for a product that is down. */
export async function ageLeases(database: Client): Promise<void> {
  await database.query(`UPDATE email.raw_mail SET not_before = now() WHERE state = 'stored'`);
  await database.query(`UPDATE bus.inbox SET next_at = now() WHERE state = 'received'`);
  await database.query(`UPDATE bus.delivery SET next_at = now() WHERE parked_at IS NULL`);
  await database.query(
    `UPDATE bus.dispatch SET lease_until = CASE state WHEN 'leased' THEN now() END, not_before = now()
     WHERE state IN ('waiting', 'leased')`,
  );
}

/** Why the house is not quiet yet; empty when every wish has come to its end. */
export async function unfinished(database: Client): Promise<string[]> {
  const { rows } = await database.query<{ what: string }>(
    `SELECT 'mail ' || id || ' is ' || state || coalesce(': ' || error, '') AS what
       FROM email.raw_mail WHERE state NOT IN ('processed', 'duplicate')
     UNION ALL SELECT 'mail ' || id || ' is not flagged' FROM email.raw_mail WHERE door = 'imap' AND flagged_at IS NULL
     UNION ALL SELECT 'inbox ' || id || ' is ' || state || coalesce(': ' || error, '') FROM bus.inbox WHERE state <> 'processed'
     UNION ALL SELECT 'dispatch ' || key || ' is ' || state || coalesce(': ' || detail, '') FROM bus.dispatch WHERE state <> 'sent'
     UNION ALL SELECT 'delivery of event ' || event_id || ' to ' || listener || coalesce(': ' || error, '') FROM bus.delivery
     UNION ALL SELECT 'work ' || id || ' is ' || state FROM routing.work_item WHERE state IN ('waiting', 'offered')
     UNION ALL SELECT channel || ' interaction ' || id || ' is ' || state FROM tickets.interaction WHERE state NOT IN ('ended', 'abandoned')
     UNION ALL SELECT 'engagement on ' || interaction_id FROM agents.engagement
     UNION ALL SELECT 'reply ' || id || ' is ' || delivery_state FROM tickets.message
       WHERE direction = 'out' AND delivery_state NOT IN ('sent', 'delivered')
     UNION ALL SELECT 'ticket ' || id || ' waits for its note' FROM tickets.ticket
       WHERE NOT EXISTS (SELECT 1 FROM tickets.note WHERE note.ticket_id = ticket.id)`,
  );
  return rows.map(({ what }) => what);
}

export async function readStored(database: Client): Promise<Stored> {
  const all = async <T extends object>(sql: string): Promise<T[]> => (await database.query<T>(sql)).rows;
  return {
    tickets: await all(`SELECT id, owner_id AS "ownerId", seq FROM tickets.ticket`),
    messages: await all(
      `SELECT id, ticket_id AS "ticketId", seq, text, channel, direction, author_kind AS "authorKind",
         delivery_state AS "deliveryState" FROM tickets.message ORDER BY ticket_id, seq`,
    ),
    notes: await all(`SELECT id, ticket_id AS "ticketId", seq, text FROM tickets.note`),
    events: await all(`SELECT id, ticket_id AS "ticketId", seq, name, data FROM tickets.ticket_event`),
    calls: await all(
      `SELECT id, ticket_id AS "ticketId", seq FROM tickets.interaction WHERE seq IS NOT NULL`,
    ),
    lines: await all(
      `SELECT id, conversation_id AS "conversationId", seq, author_kind AS "authorKind", text FROM chat.line`,
    ),
    offers: await all(
      `SELECT id, work_item_id AS "workItemId", interaction_id AS "interactionId", agent_id AS "agentId", channel, state
       FROM routing.offer`,
    ),
    agents: await all(`SELECT id, capacity FROM agents.agent`),
    bus: await all(`SELECT name, data FROM bus.event ORDER BY id`),
    unfinished: await unfinished(database),
  };
}
