/** Many tickets of many customers strewn over a house, and the rule of who sees which, told a second time in plain words. */
import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '../postgres.js';

export interface Strewn {
  id: string;
  customerId: string;
  ownerId: string | null;
  standInId: string | null;
  queueId: string | null;
  status: string;
  followers: string[];
  /** Who was on an interaction of it. */
  met: string[];
  supplier: boolean;
}

const STATUSES = ['new', 'open', 'pending', 'on-hold', 'resolved', 'closed'];

/** `roll(n)` answers 0 to n - 1. */
export async function strew(
  database: TestDatabase,
  { agents, queues, roll }: { agents: string[]; queues: string[]; roll: (sides: number) => number },
): Promise<Strewn[]> {
  const oneOf = <T>(list: T[]): T => list[roll(list.length)] as T;
  const sometimes = (list: string[], sides: number): string | null =>
    roll(sides) === 0 ? oneOf(list) : null;
  const customers = Array.from({ length: 24 }, () => randomUUID());
  const tickets = Array.from({ length: 120 }, (): Strewn => {
    const [follower, met] = [sometimes(agents, 8), sometimes(agents, 8)];
    return {
      id: randomUUID(),
      customerId: oneOf(customers),
      ownerId: sometimes(agents, 3),
      standInId: sometimes(agents, 12),
      queueId: sometimes(queues, 2),
      status: oneOf(STATUSES),
      followers: follower ? [follower] : [],
      met: met ? [met] : [],
      supplier: roll(3) === 0,
    };
  });
  const rows = JSON.stringify(tickets.map((ticket) => ({ ...ticket, other: randomUUID() })));
  const each = `jsonb_to_recordset($1::jsonb) AS made (id uuid, "customerId" uuid, "ownerId" uuid, "standInId" uuid, "queueId" uuid,
    status text, followers jsonb, met jsonb, supplier boolean, other uuid)`;
  await database.query(
    `INSERT INTO customers.customer (id, name) SELECT id, 'Zebra customer' FROM unnest($1::uuid[]) AS id`,
    [customers],
  );
  await database.query(
    `INSERT INTO tickets.ticket (id, customer_id, subject, status, owner_id, stand_in_id, queue_id)
     SELECT id, "customerId", 'Zebra crossing', status, "ownerId", "standInId", "queueId" FROM ${each}`,
    [rows],
  );
  await database.query(
    `INSERT INTO tickets.follower (ticket_id, agent_id, added_by)
     SELECT made.id, follower::uuid, follower::uuid FROM ${each}, jsonb_array_elements_text(made.followers) AS follower`,
    [rows],
  );
  await database.query(
    `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, state, thread_key, our_address, agent_id)
     SELECT made.other, made.id, "customerId", made.other, 'email', 'ended', 'mail:' || made.id, 'support@guichet.test', agent::uuid
     FROM ${each}, jsonb_array_elements_text(made.met) AS agent`,
    [rows],
  );
  await database.query(
    `INSERT INTO clocks.supplier_wait (id, ticket_id, supplier, asked, asked_by, asked_at, due_at)
     SELECT made.other, made.id, 'Hexatel', 'When?', $2::uuid, now(), now() + interval '1 day' FROM ${each} WHERE supplier`,
    [rows, agents[0]],
  );
  return tickets;
}

/** The ids of the tickets that an agent sees, who is a member of these queues. */
export function seenBy(agentId: string, queueIds: string[], tickets: Strewn[]): Set<string> {
  const theirs = new Set(
    tickets
      .filter(({ ownerId, status }) => ownerId === agentId && !['resolved', 'closed'].includes(status))
      .map(({ customerId }) => customerId),
  );
  const seen = tickets.filter(
    ({ ownerId, standInId, queueId, followers, met, customerId }) =>
      ownerId === agentId ||
      standInId === agentId ||
      (queueId !== null && queueIds.includes(queueId)) ||
      followers.includes(agentId) ||
      met.includes(agentId) ||
      theirs.has(customerId),
  );
  return new Set(seen.map(({ id }) => id));
}
