/** Bugs really built in, on a database to throw away: the checker finds them, and passes the product in the same storm. */
import { EventTail } from '@lib/bus';
import type { Actor, EventEnvelope } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { OwnershipService, TimelineWriter } from '@lib/tickets';
import { Client } from 'pg';
import { consoleFaults } from '../faults/console-rules.js';
import type { Evidence, PushSession } from '../faults/evidence.js';
import type { Action } from '../faults/ledger.js';
import { ownerFaults } from '../faults/owner-rules.js';
import { readStored } from '../faults/rows.js';
import { House, startGatewayEdge, until, type GatewayEdge, type Person } from '../support/gateway-edge.js';
import { useDatabase } from '../support/postgres.js';

const twenty = Array.from({ length: 20 }, (_, index) => index);
const database = useDatabase();
let edge: GatewayEdge;
let house: House;
let rows: Client;

beforeAll(async () => {
  edge = await startGatewayEdge(database.url);
  house = new House(edge.app);
  rows = new Client({ connectionString: database.url });
  rows.on('error', () => undefined);
  await rows.connect();
});
afterAll(async () => {
  await rows.end().catch(() => undefined);
  await edge.close();
});

type Take = (tx: Tx, ticketId: string, agent: Person) => Promise<boolean>;

const guarded: Take = (tx, ticketId, agent) =>
  edge.app.get(OwnershipService).takeIfFree(tx, ticketId, agent.agentId, actor(agent));

/** Looks, then writes: the two-owner bug. */
const unguarded: Take = async (tx, ticketId, agent) => {
  const [ticket] = await tx.query<{ owner_id: string | null }>(
    `SELECT owner_id FROM tickets.ticket WHERE id = $1`,
    [ticketId],
  );
  if (ticket?.owner_id) return false;
  await tx.query(`UPDATE tickets.ticket SET owner_id = $2 WHERE id = $1`, [ticketId, agent.agentId]);
  const change = { from: null, to: agent.agentId };
  await edge.app.get(TimelineWriter).event(tx, ticketId, 'ticket.owner-changed', actor(agent), change);
  return true;
};

async function takenByAll(take: Take): Promise<Action[]> {
  const { ticketId } = await house.receive(`customer-${Math.random()}`, 'x', { channel: 'email' });
  const agents = await Promise.all(twenty.map((index) => house.person(`Agent ${index}`, 'agent')));
  return Promise.all(
    agents.map(async (agent): Promise<Action> => {
      const won = await edge.app.get(Database).transaction((tx) => take(tx, ticketId, agent));
      return {
        ...{ key: agent.agentId, op: 'take', stream: `ticket:${ticketId}`, by: agent.agentId, attempts: 1 },
        outcome: won ? 'ok' : 'fail',
      };
    }),
  );
}

const actor = ({ agentId, name }: Person): Actor => ({ kind: 'agent', id: agentId, name });

test('taking without a guard makes several owners, with it one', async () => {
  const good = await takenByAll(guarded);
  expect(ownerFaults(good, await readStored(rows))).toEqual([]);
  const bad = await takenByAll(unguarded);
  expect(ownerFaults(bad, await readStored(rows)).length).toBeGreaterThan(0);
});

test('a reader of "id greater than the last" misses late commits, the tail misses none', async () => {
  // Commits take their time here, as they do on a busy disk: what has a number is seen later than what has a higher one.
  await rows.query(
    `CREATE FUNCTION bus.slow_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(random() * 0.02); RETURN NULL; END $$`,
  );
  await rows.query(
    `CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON bus.event DEFERRABLE INITIALLY DEFERRED
     FOR EACH ROW EXECUTE FUNCTION bus.slow_commit()`,
  );
  const max = await house.person('Max', 'supervisor');
  const tickets = await Promise.all(
    twenty.slice(0, 6).map((index) => house.receive(`writer-${index}`, 'x', { channel: 'email' })),
  );
  const tail: Note[] = [];
  const deaf = await edge.app.get(EventTail).subscribe(async (events) => void tail.push(...notesIn(events)));
  const naive = readGreaterThanLast();
  await Promise.all(
    tickets.map(async ({ ticketId }) => {
      for (let note = 0; note < 20; note += 1) await house.note(max, ticketId, `note ${note}`);
    }),
  );
  await until(() => tail.length === 120);
  const stored = await readStored(rows);
  const seen = (subscriber: string, notes: Note[]): PushSession => ({
    ...{ subscriber, cursors: {}, pushes: [] },
    items: Object.fromEntries(
      tickets.map(({ ticketId }) => [
        ticketId,
        [
          ...notes.filter((note) => note.ticketId === ticketId).map((note) => note.noteId),
          ...[...stored.messages, ...stored.events]
            .filter((item) => item.ticketId === ticketId)
            .map(({ id }) => id),
        ],
      ]),
    ),
  });
  const faultsOf = (session: PushSession) =>
    consoleFaults({ ...nothing, stored: { ...stored, tickets: [] }, sessions: [session] });
  expect(faultsOf(seen('tail', tail))).toEqual([]);
  expect(faultsOf(seen('greater-than-last', await naive.stop())).length).toBeGreaterThan(0);
  deaf();
});

test('two transactions that lock crosswise both come to their end', async () => {
  const [one, two] = await Promise.all(
    ['cross-1', 'cross-2'].map((customer) => house.receive(customer, 'x', { channel: 'email' })),
  );
  const ids = [one?.ticketId ?? '', two?.ticketId ?? ''];
  const lockBoth = (order: string[]) =>
    edge.app.get(Database).transaction(async (tx) => {
      for (const id of order) {
        await tx.query(`UPDATE tickets.ticket SET subject = subject || '!' WHERE id = $1`, [id]);
        await tx.query(`SELECT pg_sleep(0.1)`);
      }
    });
  await Promise.all([lockBoth(ids), lockBoth([...ids].reverse())]);
  const { rows: tickets } = await rows.query<{ subject: string }>(
    `SELECT subject FROM tickets.ticket WHERE id = ANY($1)`,
    [ids],
  );
  expect(tickets.map(({ subject }) => subject.endsWith('!!'))).toEqual([true, true]);
});

interface Note {
  ticketId: string;
  noteId: string;
}

function notesIn(events: Pick<EventEnvelope, 'name' | 'data'>[]): Note[] {
  return events.filter(({ name }) => name === 'note.written').map(({ data }) => data as unknown as Note);
}

function readGreaterThanLast(): { stop(): Promise<Note[]> } {
  const read: Note[] = [];
  let over = false;
  const loop = (async () => {
    const { rows: newest } = await rows.query<{ id: string }>(
      `SELECT coalesce(max(id), 0) AS id FROM bus.event`,
    );
    let last = newest[0]?.id ?? '0';
    while (!over) {
      const { rows: events } = await rows.query<EventEnvelope>(
        `SELECT id, name, data FROM bus.event WHERE id > $1 ORDER BY id`,
        [last],
      );
      last = events.at(-1)?.id ?? last;
      read.push(...notesIn(events));
      await new Promise((done) => setTimeout(done, 1));
    }
  })();
  return {
    stop: async () => {
      over = true;
      await loop;
      return read;
    },
  };
}

const nothing: Omit<Evidence, 'stored' | 'sessions'> = {
  ...{ entries: [], outgoing: [], visitors: [], consoles: [], seen: [], deaths: 0 },
};
