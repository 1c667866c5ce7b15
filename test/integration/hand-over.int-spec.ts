/** A hand-over to a colleague on the real product: proposed first, the owner changes with the acceptance alone, the customer reads once. */
import type { HandOverView, Ticket } from '@lib/contracts';
import { newId } from '@lib/platform';
import { MOVES_UNTIL_ALARM } from '@lib/tickets';
import fc from 'fast-check';
import { Client } from 'pg';
import { compareWithFresh, openConsole } from '../faults/console-view.js';
import { furnish, hire, type Worker } from '../faults/rows.js';
import { until } from '../faults/until.js';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';

const NOTE = 'Inner: she shouted, be kind';
const LINE = 'Let me introduce Nadia, who has read everything';
const database = useDatabase();
let rows: Client;
let app: RunningApp;
let queueId: string;
let lea: ApiClient, nadia: ApiClient, colleague: ApiClient, stranger: ApiClient, max: ApiClient;
let opened = 0;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  const house = await furnish(rows, ['Léa', 'Nadia', 'Tom']);
  queueId = house.queueId;
  const elsewhere = newId();
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Billing', false)`, [
    elsewhere,
  ]);
  const env = { GUICHET_DEMO: '0', VOICE_CARRIER: 'off' };
  app = await startApp({ databaseUrl: database.url, env });
  const client = ({ token, id }: Worker) => new ApiClient(app.url, token, id);
  [lea, nadia, colleague] = house.agents.map(client) as [ApiClient, ApiClient, ApiClient];
  stranger = client(await hire(rows, 'Sam', 'agent', elsewhere));
  max = client(house.supervisor);
}, 90_000);
afterAll(async () => {
  await app?.dispose();
  await rows.end().catch(() => undefined);
});

async function leasTicket(): Promise<Ticket> {
  opened += 1;
  const { status, body } = await lea.post<Ticket>('/api/tickets', {
    subject: `Charged twice ${opened}`,
    customer: { name: 'Sophie Marchand', email: `sophie${opened}@example.org` },
    queueId,
  });
  expect(status).toBe(201);
  if (!body.owner) expect((await lea.post(`/api/tickets/${body.id}/take`)).status).toBe(200);
  return body;
}

const request = (more: object = {}) => ({
  to: { agentId: nadia.agentId },
  innerNote: NOTE,
  customerLine: LINE,
  ...more,
});

async function proposed(more: object = {}): Promise<{ ticket: Ticket; handOver: HandOverView }> {
  const { id } = await leasTicket();
  const { status, body } = await lea.post<Ticket>(`/api/tickets/${id}/hand-over`, request(more));
  expect(status).toBe(200);
  if (!body.handOver) throw new Error('nothing is proposed');
  return { ticket: body, handOver: body.handOver };
}

const now = async (ticket: Ticket): Promise<Ticket> =>
  (await max.get<Ticket>(`/api/tickets/${ticket.id}`)).body;
const linesTo = async (ticket: Ticket): Promise<string[]> =>
  (
    await rows.query<{ body: string }>(
      `SELECT dispatch.body::text AS body FROM bus.dispatch JOIN tickets.message ON dispatch.key = 'message:' || message.id
       WHERE message.ticket_id = $1`,
      [ticket.id],
    )
  ).rows.map(({ body }) => body);
const statesOf = async (ticket: Ticket): Promise<string[]> =>
  (
    await rows.query<{ name: string }>(
      `SELECT name FROM tickets.ticket_event WHERE ticket_id = $1 AND name LIKE 'hand-over.%' ORDER BY seq`,
      [ticket.id],
    )
  ).rows.map(({ name }) => name.replace('hand-over.', ''));

async function unchanged(ticket: Ticket): Promise<void> {
  const { owner, handOverCount } = await now(ticket);
  expect([owner?.id, handOverCount]).toEqual([lea.agentId, 0]);
  expect(await linesTo(ticket)).toEqual([]);
}

test('both texts are needed, and nothing is proposed without them', async () => {
  const ticket = await leasTicket();
  for (const lack of [{ innerNote: ' ' }, { customerLine: '' }, { innerNote: undefined }])
    expect((await lea.post(`/api/tickets/${ticket.id}/hand-over`, request(lack))).status).toBe(400);
  expect((await now(ticket)).handOver).toBeNull();
});

test('proposed: the owner stays, the note is written, the customer has read nothing', async () => {
  const { ticket, handOver } = await proposed({ card: { wants: 'Proof', promised: 'Before 11' } });
  await unchanged(ticket);
  expect(handOver).toMatchObject({
    kind: 'transfer',
    from: { id: lea.agentId },
    to: { id: nadia.agentId },
    innerNote: NOTE,
    customerLine: LINE,
    card: { wants: 'Proof', promised: 'Before 11' },
  });
  const { rows: notes } = await rows.query(`SELECT text FROM tickets.note WHERE ticket_id = $1`, [ticket.id]);
  expect(notes).toEqual([{ text: NOTE }]);
  expect((await nadia.get(`/api/tickets/${ticket.id}`)).status).toBe(200);
});

test('accepted: hers in the same moment as the line leaves, once, signed by who hands over', async () => {
  const { ticket, handOver } = await proposed({ kind: 'introduce' });
  expect((await nadia.post(`/api/hand-overs/${handOver.id}/accept`)).status).toBe(200);
  const { owner, handOverCount, handOver: left } = await now(ticket);
  expect([owner?.id, handOverCount, left]).toEqual([nadia.agentId, 1, null]);
  const lines = await linesTo(ticket);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(LINE);
  expect(lines[0]).toContain('Léa');
  expect(await statesOf(ticket)).toEqual(['proposed', 'accepted']);
  // Both stay in sight of it.
  expect((await lea.get(`/api/tickets/${ticket.id}`)).status).toBe(200);
});

test('twenty acceptances at once: one 200, the others 409, one line, counted once', async () => {
  const { ticket, handOver } = await proposed();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => nadia.post<{ code?: string }>(`/api/hand-overs/${handOver.id}/accept`)),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const losers = answers.filter(({ status }) => status !== 200);
  expect(new Set(losers.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
    new Set(['409 hand-over-over']),
  );
  expect(await linesTo(ticket)).toHaveLength(1);
  expect((await now(ticket)).handOverCount).toBe(1);
});

test('accept against withdraw, again and again: one of them wins, and the owner is who the winner says', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { ticket, handOver } = await proposed();
    const [accepted, withdrawn] = await Promise.all([
      nadia.post(`/api/hand-overs/${handOver.id}/accept`),
      lea.post(`/api/hand-overs/${handOver.id}/withdraw`),
    ]);
    expect([accepted.status, withdrawn.status].sort()).toEqual([200, 409]);
    if (withdrawn.status === 200) await unchanged(ticket);
    else expect((await now(ticket)).owner?.id).toBe(nadia.agentId);
  }
});

test('two proposals at once: one waits, the other is told so', async () => {
  const ticket = await leasTicket();
  const answers = await Promise.all([
    lea.post(`/api/tickets/${ticket.id}/hand-over`, request()),
    max.post(`/api/tickets/${ticket.id}/hand-over`, request({ to: { agentId: colleague.agentId } })),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const toQueue = request({ to: { queueId } });
  expect((await lea.post(`/api/tickets/${ticket.id}/hand-over`, toQueue)).status).toBe(409);
});

test('declined with a reason, withdrawn or expired: the owner stays, and nobody accepts any more', async () => {
  const declined = await proposed();
  const refuse = `/api/hand-overs/${declined.handOver.id}/decline`;
  expect((await nadia.post(refuse, { reason: ' ' })).status).toBe(400);
  expect((await nadia.post(refuse, { reason: 'On a call' })).status).toBe(204);

  const withdrawn = await proposed();
  expect((await lea.post(`/api/hand-overs/${withdrawn.handOver.id}/withdraw`)).status).toBe(200);

  const expired = await proposed();
  await rows.query(`UPDATE bus.timer SET due_at = now() WHERE kind = 'hand-over' AND key = $1`, [
    expired.handOver.id,
  ]);
  await until(async () => (await now(expired.ticket)).handOver === null);

  for (const [{ ticket, handOver }, state] of [
    [declined, 'declined'],
    [withdrawn, 'withdrawn'],
    [expired, 'expired'],
  ] as const) {
    expect(await statesOf(ticket)).toEqual(['proposed', state]);
    expect((await nadia.post(`/api/hand-overs/${handOver.id}/accept`)).status).toBe(409);
    await unchanged(ticket);
  }
  const { rows: timers } = await rows.query(
    `SELECT key FROM bus.timer WHERE kind = 'hand-over' AND key = ANY($1)`,
    [[declined, withdrawn, expired].map(({ handOver }) => handOver.id)],
  );
  expect(timers).toEqual([]);
});

test('past its time it is not accepted, even before the timer has fired', async () => {
  const { ticket, handOver } = await proposed();
  await rows.query(`UPDATE tickets.hand_over SET expires_at = now() WHERE id = $1`, [handOver.id]);
  expect((await nadia.post(`/api/hand-overs/${handOver.id}/accept`)).status).toBe(409);
  await unchanged(ticket);
});

test('a consult never moves the ticket: the colleague helps, the customer is told, nothing is counted', async () => {
  const { ticket, handOver } = await proposed({ kind: 'consult' });
  expect((await nadia.post(`/api/hand-overs/${handOver.id}/accept`)).status).toBe(200);
  const { owner, handOverCount } = await now(ticket);
  expect([owner?.id, handOverCount]).toEqual([lea.agentId, 0]);
  expect(await linesTo(ticket)).toHaveLength(1);
  expect((await nadia.get(`/api/tickets/${ticket.id}`)).status).toBe(200);
});

test('nobody else answers: a colleague and a supervisor are refused, to a stranger it does not exist', async () => {
  const { ticket, handOver } = await proposed();
  const paths = ['accept', 'decline', 'withdraw'].map((act) => `/api/hand-overs/${handOver.id}/${act}`);
  const answersOf = (who: ApiClient) =>
    Promise.all(paths.map(async (path) => (await who.post(path, { reason: 'r' })).status));
  expect(await answersOf(colleague)).toEqual([403, 403, 403]);
  expect(await answersOf(stranger)).toEqual([404, 404, 404]);
  // The one who is asked declines and does not withdraw; who hands over does not answer.
  expect((await nadia.post(paths[2] as string)).status).toBe(403);
  expect((await lea.post(paths[0] as string)).status).toBe(403);
  expect((await max.post(paths[0] as string)).status).toBe(403);
  expect((await now(ticket)).handOver?.id).toBe(handOver.id);
  expect((await max.post(paths[2] as string)).status).toBe(200);
});

test('both consoles show it live, and agree with fresh ones to the end', async () => {
  const consoles = [lea, nadia].map((who) => openConsole(app.url, who.token));
  const shown = (index: number, id: string) => consoles[index]?.store.getSnapshot().tickets.get(id);
  await until(() => consoles.every((console) => console.status.kind === 'live'));
  const { ticket, handOver } = await proposed();
  await until(() => [0, 1].every((index) => shown(index, ticket.id)?.handOver?.id === handOver.id));
  expect(shown(1, ticket.id)?.handOver?.innerNote).toBe(NOTE);
  await nadia.post(`/api/hand-overs/${handOver.id}/accept`);
  await until(() => shown(1, ticket.id)?.owner?.id === nadia.agentId);
  for (const [index, { token }] of [lea, nadia].entries()) {
    const console = consoles[index] as ReturnType<typeof openConsole>;
    const { folded, fresh } = await compareWithFresh(
      'console',
      console,
      { url: app.url, token, ticketIds: [] },
      10_000,
    );
    expect(folded).toEqual(fresh);
    console.close();
  }
});

describe('whatever is pressed, by whom and in what order', () => {
  const who = () => [lea, nadia, colleague, max] as const;
  const by = fc.nat({ max: 3 });
  const acts = fc.oneof(
    fc.record({
      act: fc.constant('propose' as const),
      by,
      to: fc.nat({ max: 2 }),
      kind: fc.constantFrom('introduce', 'consult', 'transfer'),
    }),
    fc.record({ act: fc.constantFrom('accept' as const, 'decline' as const, 'withdraw' as const), by }),
    fc.record({ act: fc.constantFrom('take' as const, 'answer' as const, 'note' as const), by }),
  );
  type Act = typeof acts extends fc.Arbitrary<infer T> ? T : never;

  async function press(ticket: Ticket, act: Act, key: string): Promise<number> {
    const agent = who()[act.by] as ApiClient;
    const path = `/api/tickets/${ticket.id}`;
    const once = { 'idempotency-key': key };
    if (act.act === 'propose') {
      const to = { agentId: (who()[act.to] as ApiClient).agentId };
      return (await agent.post(`${path}/hand-over`, request({ to, kind: act.kind }))).status;
    }
    if (act.act === 'take') return (await agent.post(`${path}/take`)).status;
    if (act.act === 'note') return (await agent.post(`${path}/notes`, { text: 'n' }, once)).status;
    if (act.act === 'answer')
      return (await agent.post(`${path}/messages`, { channel: 'email', text: 'We look.' }, once)).status;
    const { rows: asked } = await rows.query<{ id: string }>(
      `SELECT id FROM tickets.hand_over WHERE ticket_id = $1 ORDER BY proposed_at DESC LIMIT 1`,
      [ticket.id],
    );
    const [{ id } = { id: newId() }] = asked;
    return (await agent.post(`/api/hand-overs/${id}/${act.act}`, { reason: 'busy' })).status;
  }

  const stateOf = async ({ id }: Ticket) =>
    (
      await rows.query<{ owner: string | null; moves: number }>(
        `SELECT owner_id AS owner, status, hand_over_count AS moves,
           (SELECT count(*) FROM tickets.note WHERE note.ticket_id = ticket.id) AS notes,
           (SELECT count(*) FROM tickets.message WHERE message.ticket_id = ticket.id) AS messages,
           (SELECT jsonb_agg(jsonb_build_array(hand_over.id, state) ORDER BY hand_over.id) FROM tickets.hand_over
            WHERE hand_over.ticket_id = ticket.id) AS "handOvers"
         FROM tickets.ticket WHERE id = $1`,
        [id],
      )
    ).rows[0];

  /** Somebody owns it, and each move has its acceptance, its note for colleagues and its line to the customer. */
  async function holds(ticket: Ticket): Promise<void> {
    const state = await stateOf(ticket);
    expect(state?.owner).toEqual(expect.any(String));
    const { rows: moves } = await rows.query<{ to: string }>(
      `SELECT data->>'to' AS to FROM tickets.ticket_event
       WHERE ticket_id = $1 AND name = 'ticket.owner-changed' AND data->>'from' IS NOT NULL ORDER BY seq`,
      [ticket.id],
    );
    const { rows: explained } = await rows.query<{ to: string }>(
      `SELECT hand_over.to_agent_id AS to FROM tickets.hand_over
       JOIN tickets.note ON note.id = hand_over.note_id AND note.ticket_id = hand_over.ticket_id AND btrim(note.text) <> ''
       WHERE hand_over.ticket_id = $1 AND hand_over.state = 'accepted' AND hand_over.kind <> 'consult'
         AND EXISTS (SELECT 1 FROM tickets.message WHERE message.ticket_id = $1 AND message.direction = 'out'
           AND message.text = hand_over.customer_line) ORDER BY hand_over.decided_at`,
      [ticket.id],
    );
    expect(moves.map(({ to }) => to)).toEqual(explained.map(({ to }) => to));
    expect(state?.moves).toBe(moves.length);
    expect(state?.owner).toBe(moves.at(-1)?.to ?? lea.agentId);
  }

  test('somebody owns it at every moment, it never moves without both texts, and a repeat changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(acts, { minLength: 3, maxLength: 6 }),
        fc.array(acts, { minLength: 2, maxLength: 4 }),
        async (inOrder, atOnce) => {
          const ticket = await leasTicket();
          for (const act of inOrder) {
            const key = newId();
            await press(ticket, act, key);
            await holds(ticket);
            const before = await stateOf(ticket);
            const again = await press(ticket, act, key);
            expect(again).toBeLessThan(500);
            expect(await stateOf(ticket)).toEqual(before);
          }
          const answers = await Promise.all(atOnce.map((act) => press(ticket, act, newId())));
          expect(Math.max(...answers)).toBeLessThan(500);
          await holds(ticket);
        },
      ),
      { numRuns: 4 },
    );
  }, 120_000);
});

describe('one hand-over after the other, shuffled and repeated', () => {
  type Kind = 'introduce' | 'consult' | 'transfer';
  type Command = { act: 'offer'; kind: Kind; lacks: object } | { act: 'accept' | keyof typeof ends };
  const ends = { decline: 'declined', withdraw: 'withdrawn', expire: 'expired' } as const;
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({
      act: fc.constant('offer' as const),
      kind: fc.constantFrom<Kind>('introduce', 'consult', 'transfer'),
      lacks: fc.constantFrom<object>({}, {}, {}, { innerNote: ' ' }, { customerLine: '' }),
    }),
    fc.record({
      act: fc.constantFrom('accept' as const, 'decline' as const, 'withdraw' as const, 'expire' as const),
    }),
  );
  /** Each twice, in any order. */
  const sequence = fc
    .array(command, { minLength: 2, maxLength: 4 })
    .map((some) => [{ act: 'offer', kind: 'transfer', lacks: {} } as Command, ...some])
    .chain((some) =>
      fc.shuffledSubarray([...some, ...some], { minLength: 2 * some.length, maxLength: 2 * some.length }),
    );

  /** What a house without races, timers and rows would make of it. */
  class Model {
    owner: 'lea' | 'nadia' = 'lea';
    moves = 0;
    lines = 0;
    states: string[] = [];
    private kind: Kind | null = null;

    get pending(): boolean {
      return this.kind !== null;
    }

    take(command: Command): void {
      if (command.act === 'offer') {
        const mayMove = command.kind === 'consult' || this.moves < MOVES_UNTIL_ALARM;
        if (Object.keys(command.lacks).length > 0 || this.pending || !mayMove) return;
        this.kind = command.kind;
        this.states.push('proposed');
        return;
      }
      if (!this.pending) return;
      this.states[this.states.length - 1] = command.act === 'accept' ? 'accepted' : ends[command.act];
      if (command.act === 'accept') {
        this.lines += 1;
        if (this.kind !== 'consult') {
          this.moves += 1;
          this.owner = this.owner === 'lea' ? 'nadia' : 'lea';
        }
      }
      this.kind = null;
    }
  }

  const people = () => ({ lea, nadia });
  const lastOf = async ({ id }: Ticket) =>
    (
      await rows.query<{ id: string; from: string; to: string; state: string }>(
        `SELECT id, from_agent_id AS "from", to_agent_id AS "to", state FROM tickets.hand_over
         WHERE ticket_id = $1 ORDER BY proposed_at DESC, id DESC LIMIT 1`,
        [id],
      )
    ).rows[0];

  async function give(ticket: Ticket, order: Command, owner: 'lea' | 'nadia'): Promise<void> {
    const who = (id: string) => (id === lea.agentId ? lea : nadia);
    if (order.act === 'offer') {
      const to = { agentId: people()[owner === 'lea' ? 'nadia' : 'lea'].agentId };
      const wish = request({ to, kind: order.kind, ...order.lacks });
      await people()[owner].post(`/api/tickets/${ticket.id}/hand-over`, wish);
      return;
    }
    const last = await lastOf(ticket);
    if (!last) return;
    if (order.act !== 'expire') {
      const by = order.act === 'withdraw' ? last.from : last.to;
      await who(by).post(`/api/hand-overs/${last.id}/${order.act}`, { reason: 'On a call' });
      return;
    }
    await rows.query(`UPDATE bus.timer SET due_at = now() WHERE kind = 'hand-over' AND key = $1`, [last.id]);
    await until(async () => (await lastOf(ticket))?.state !== 'proposed');
  }

  async function stands(ticket: Ticket): Promise<object> {
    const { owner, handOverCount } = await now(ticket);
    const { rows: handOvers } = await rows.query<{ state: string; note: boolean }>(
      `SELECT hand_over.state, note.text = $2 AS note FROM tickets.hand_over LEFT JOIN tickets.note ON note.id = note_id
       WHERE hand_over.ticket_id = $1 ORDER BY proposed_at, hand_over.id`,
      [ticket.id, NOTE],
    );
    return {
      owner: owner?.id === lea.agentId ? 'lea' : 'nadia',
      moves: handOverCount,
      lines: (await linesTo(ticket)).filter((line) => line.includes(LINE)).length,
      states: handOvers.map(({ state }) => state),
      noted: handOvers.every(({ note }) => note),
    };
  }

  test('whatever the order, each step leaves what a model of it foretells, and a repeated one nothing more', async () => {
    await fc.assert(
      fc.asyncProperty(sequence, async (orders) => {
        const [ticket, model] = [await leasTicket(), new Model()];
        for (const order of orders) {
          await give(ticket, order, model.owner);
          model.take(order);
          const { owner, moves, lines, states } = model;
          expect(await stands(ticket)).toEqual({ owner, moves, lines, states, noted: true });
        }
      }),
      { numRuns: 5 },
    );
  }, 120_000);
});

test('to a queue as before: said at once, the owner stays until somebody there accepts', async () => {
  const ticket = await leasTicket();
  const toQueue = request({ to: { queueId } });
  expect(
    (await lea.post(`/api/tickets/${ticket.id}/hand-over`, { ...toQueue, kind: 'consult' })).status,
  ).toBe(400);
  expect((await lea.post(`/api/tickets/${ticket.id}/hand-over`, toQueue)).status).toBe(200);
  expect((await now(ticket)).owner?.id).toBe(lea.agentId);
  expect(await linesTo(ticket)).toHaveLength(1);
});

test('no inner text has ever been part of what a channel was told to say', async () => {
  const { rows: leaks } = await rows.query(
    `SELECT key FROM bus.dispatch WHERE body::text LIKE '%she shouted%'`,
  );
  expect(leaks).toEqual([]);
  expect((await rows.query(`SELECT 1 FROM bus.dispatch`)).rows.length).toBeGreaterThan(0);
  const { rows: told } = await rows.query(`SELECT id FROM bus.event WHERE data::text LIKE '%she shouted%'`);
  expect(told).toEqual([]);
});
