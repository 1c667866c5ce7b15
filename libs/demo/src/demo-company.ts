/** The demo company Vélorive: its people, two queues, a few matters with a past and what it knows, made once in an empty database. */
import { hashPassword } from '@lib/agents';
import { Database, type Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { demoArticles } from './demo-articles.js';
import { demoMatters } from './demo-matters.js';

export interface DemoPerson {
  email: string;
  name: string;
  role: 'agent' | 'supervisor' | 'admin';
  locale: 'fr' | 'en';
  languages: string[];
  skills: Record<string, number>;
  queues: ('support' | 'billing')[];
}

export const demoPeople: DemoPerson[] = [
  {
    email: 'lea@guichet.test',
    name: 'Léa Martin',
    role: 'agent',
    locale: 'fr',
    languages: ['fr', 'en'],
    skills: { n1: 1 },
    queues: ['support'],
  },
  {
    email: 'sam@guichet.test',
    name: 'Sam Taylor',
    role: 'agent',
    locale: 'en',
    languages: ['en'],
    skills: { n1: 1 },
    queues: ['support'],
  },
  {
    email: 'noor@guichet.test',
    name: 'Noor Haddad',
    role: 'agent',
    locale: 'fr',
    languages: ['fr', 'en'],
    skills: { n2: 2, billing: 3 },
    queues: ['billing'],
  },
  {
    email: 'max@guichet.test',
    name: 'Max Weber',
    role: 'supervisor',
    locale: 'en',
    languages: ['en', 'fr'],
    skills: {},
    queues: [],
  },
  {
    email: 'ada@guichet.test',
    name: 'Ada Lind',
    role: 'admin',
    locale: 'en',
    languages: ['en', 'fr'],
    skills: {},
    queues: [],
  },
];

/** Two services may start at once: one of them makes the company, the other finds it. Answers false when it was there. */
export async function makeDemoCompany(database: Database, password: string): Promise<boolean> {
  return database.transaction(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(7183004)`);
    const [there] = await tx.query(`SELECT 1 FROM agents.agent LIMIT 1`);
    if (there) return false;
    const queues = await makeQueues(tx);
    const people = await makePeople(tx, password, queues);
    await demoMatters(tx, people, queues);
    await demoArticles(tx, people);
    return true;
  });
}

/** The password is the operator's to choose: when it is given again, it counts. */
export async function setDemoPassword(database: Database, password: string): Promise<void> {
  await database.query(`UPDATE agents.agent SET password_hash = $1 WHERE email = ANY($2)`, [
    await hashPassword(password),
    demoPeople.map((person) => person.email),
  ]);
}

/** An installation without the demo still needs one queue that catches everything. */
export async function ensureDefaultQueue(database: Database): Promise<void> {
  await database.query(
    `INSERT INTO routing.queue (id, name, is_default) SELECT $1, 'Support', true
     WHERE NOT EXISTS (SELECT 1 FROM routing.queue WHERE is_default)`,
    [newId()],
  );
}

async function makeQueues(tx: Tx): Promise<Record<'support' | 'billing', string>> {
  const ids = { support: newId(), billing: newId() };
  await tx.query(
    `INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Support', true), ($2, 'Facturation', false)`,
    [ids.support, ids.billing],
  );
  return ids;
}

async function makePeople(
  tx: Tx,
  password: string,
  queues: Record<'support' | 'billing', string>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const hash = await hashPassword(password);
  for (const person of demoPeople) {
    const id = newId();
    ids.set(person.email, id);
    await tx.query(
      `INSERT INTO agents.agent (id, email, name, role, locale, languages, skills, password_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        person.email,
        person.name,
        person.role,
        person.locale,
        JSON.stringify(person.languages),
        JSON.stringify(person.skills),
        hash,
      ],
    );
    for (const queue of person.queues)
      await tx.query(`INSERT INTO agents.membership (agent_id, queue_id) VALUES ($1, $2)`, [
        id,
        queues[queue],
      ]);
  }
  return ids;
}
