/** Queue rules on real rows: who is asked first, what a ring demands and when it gives way, and what the house says of its choice. */
import { Problem, type InboundMessageInput, type QueueRules } from '@lib/contracts';
import { Inbox } from '@lib/bus';
import { Database } from '@lib/database';
import { IntakeWorkerModule } from '@lib/intake';
import { newId, type Principal } from '@lib/platform';
import { QueueRulesService, RoutingExplainer, RoutingWorkerModule } from '@lib/routing';
import { TicketsWorkerModule } from '@lib/tickets';
import { Client } from 'pg';
import { ground } from '../../apps/rooms.js';
import { hire } from '../faults/rows.js';
import { startChatEdge, until, type ChatEdge } from '../support/chat-edge.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
const queueId = newId();
const admin: Principal = { agentId: newId(), role: 'admin' } as Principal;
let rows: Client;
let edge: ChatEdge;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  rows.on('error', () => undefined);
  await rows.connect();
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Support', true)`, [
    queueId,
  ]);
  edge = await startChatEdge(database.url, {
    rooms: (config) => [...ground(config), IntakeWorkerModule, RoutingWorkerModule, TicketsWorkerModule],
  });
});
afterAll(async () => {
  await edge.close();
  await rows.end().catch(() => undefined);
});
beforeEach(async () => {
  await rows.query(`DELETE FROM routing.offer; DELETE FROM routing.work_item; DELETE FROM agents.engagement;
    DELETE FROM agents.console; DELETE FROM agents.membership; UPDATE agents.agent SET disabled_at = now()`);
  await set({ strategy: 'longest-idle', rings: [] });
});

test('a French customer waits for somebody who speaks French, and after the ring’s time anybody may answer', async () => {
  const anna = await atWork('Anna', { languages: ['en'] });
  await set({
    strategy: 'longest-idle',
    rings: [
      { afterSeconds: 0, skills: {}, language: true },
      { afterSeconds: 3, skills: {}, language: false },
    ],
  });
  const begun = Date.now();
  const { ticketId } = await write('fr');
  const waiting = await edge.app.get(RoutingExplainer).ofTicket(ticketId);
  expect(waiting.waiting).toMatchObject([
    {
      ring: { number: 1, language: 'fr' },
      members: [{ agent: { id: anna, name: 'Anna' }, why: 'language' }],
    },
  ]);
  const offer = await offerOf(ticketId);
  expect(offer.agent_id).toBe(anna);
  expect(Date.now() - begun).toBeGreaterThanOrEqual(2_900);
  const told = await edge.app.get(RoutingExplainer).ofTicket(ticketId);
  expect(told.decisions).toMatchObject([
    { agent: { id: anna }, step: 'queue', ring: { number: 2, language: null } },
  ]);
});

test('a skill at its level goes before the longest idle, and the choice names who was passed over and why', async () => {
  const idle = await atWork('Idle', { skills: { billing: 1 } });
  const able = await atWork('Able', { skills: { billing: 3 } });
  await rows.query(`UPDATE agents.agent SET idle_since = now() - interval '1 hour' WHERE id = $1`, [idle]);
  await set({
    strategy: 'longest-idle',
    rings: [{ afterSeconds: 0, skills: { billing: 2 }, language: false }],
  });
  const { ticketId } = await write('en');
  expect((await offerOf(ticketId)).agent_id).toBe(able);
  const told = await edge.app.get(RoutingExplainer).ofTicket(ticketId);
  // People of the test before, whose rows went without a word, may stay in the router's memory for a second.
  const ofToday = told.decisions[0]?.others.filter(({ agent }) => [idle, able].includes(agent.id));
  expect(ofToday).toEqual([{ agent: { id: idle, name: 'Idle' }, why: 'skill' }]);
});

test('round-robin asks who was not asked longest', async () => {
  const people = [await atWork('One'), await atWork('Two'), await atWork('Three')];
  await set({ strategy: 'round-robin', rings: [] });
  const asked: string[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const { ticketId } = await write('en');
    const offer = await offerOf(ticketId);
    asked.push(offer.agent_id);
    await rows.query(`UPDATE routing.offer SET state = 'accepted', ended_at = now() WHERE id = $1`, [
      offer.id,
    ]);
    await rows.query(`UPDATE routing.work_item SET state = 'done' WHERE ticket_id = $1`, [ticketId]);
    await rows.query(`DELETE FROM agents.engagement`);
  }
  expect(new Set(asked.slice(0, 3))).toEqual(new Set(people));
  expect(asked.slice(3)).toEqual(asked.slice(0, 3));
});

test('only administrators set the rules, only they and supervisors read them, and a queue that is not there is not found', async () => {
  const rules: QueueRules = { strategy: 'longest-idle', rings: [] };
  const service = edge.app.get(QueueRulesService);
  for (const role of ['agent', 'supervisor'] as const)
    await expect(service.set({ ...admin, role }, queueId, rules)).rejects.toBeInstanceOf(Problem);
  await expect(service.read({ ...admin, role: 'agent' }, queueId)).rejects.toBeInstanceOf(Problem);
  await expect(service.read({ ...admin, role: 'supervisor' }, queueId)).resolves.toEqual(rules);
  await expect(service.set(admin, newId(), rules)).rejects.toMatchObject({ code: 'not-found' });
});

async function set(rules: QueueRules): Promise<void> {
  await edge.app.get(QueueRulesService).set(admin, queueId, rules);
}

async function atWork(
  name: string,
  { languages = ['fr', 'en'], skills = {} }: { languages?: string[]; skills?: Record<string, number> } = {},
): Promise<string> {
  const { id } = await hire(rows, name, 'agent', queueId);
  await rows.query(`UPDATE agents.agent SET languages = $2, skills = $3 WHERE id = $1`, [
    id,
    JSON.stringify(languages),
    JSON.stringify(skills),
  ]);
  await rows.query(
    `INSERT INTO agents.console (id, agent_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')`,
    [newId(), id],
  );
  return id;
}

/** A customer nobody knows begins a chat; answers the ticket it became. */
async function write(locale: 'fr' | 'en'): Promise<{ ticketId: string }> {
  const conversation = newId();
  const message: InboundMessageInput = {
    channel: 'chat',
    kind: 'message',
    externalId: newId(),
    lane: `chat:${conversation}`,
    threadKeys: [`chat:${conversation}`],
    from: { kind: 'visitor', value: newId() },
    to: { kind: 'visitor', value: 'widget' },
    receivedAt: new Date().toISOString(),
    text: 'Bonjour',
    locale,
  };
  const { id } = await edge.app.get(Inbox).put(message);
  const [row] = await until(async () => {
    const taken = await database.query<{ ticketId: string }>(
      `SELECT ticket_id AS "ticketId" FROM bus.inbox WHERE id = $1 AND state = 'processed'`,
      [id],
    );
    return taken.length > 0 ? taken : null;
  });
  if (!row) throw new Error('not taken in');
  return row;
}

async function offerOf(ticketId: string): Promise<{ id: string; agent_id: string }> {
  const [offer] = await until(async () => {
    const made = await edge.app
      .get(Database)
      .query<{ id: string; agent_id: string }>(
        `SELECT id, agent_id FROM routing.offer WHERE ticket_id = $1 AND state = 'made'`,
        [ticketId],
      );
    return made.length > 0 ? made : null;
  });
  if (!offer) throw new Error('nobody was asked');
  return offer;
}
