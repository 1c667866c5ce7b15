/** The owner stays the owner: while they are absent a named stand-in answers, is introduced once, and gives the thread back. */
import type { AbsenceView, InboundMessageInput, Introduction, Ticket, TimelinePage } from '@lib/contracts';
import { AgentsApiModule } from '@lib/agents';
import { Inbox } from '@lib/bus';
import { DeliveryApiModule } from '@lib/delivery';
import { IntakeWorkerModule } from '@lib/intake';
import { newId } from '@lib/platform';
import { RoutingApiModule, RoutingWorkerModule } from '@lib/routing';
import { StandInsApiModule, StandInsWorkerModule } from '@lib/standins';
import { TicketReader, TicketsApiModule, TicketsWorkerModule } from '@lib/tickets';
import fc from 'fast-check';
import { Client } from 'pg';
import { ground } from '../../apps/rooms.js';
import { hire, type Worker } from '../faults/rows.js';
import { ApiClient } from '../support/api-client.js';
import { startChatEdge, until, type ChatEdge } from '../support/chat-edge.js';
import { useDatabase } from '../support/postgres.js';

const HOUR = 3_600_000;
const database = useDatabase();
const queueId = newId();
let rows: Client;
let edge: ChatEdge;
let lea: ApiClient, nadia: ApiClient, tom: ApiClient, max: ApiClient, stranger: ApiClient;
let written = 0;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Support', true)`, [
    queueId,
  ]);
  edge = await startChatEdge(database.url, {
    env: { OFFER_TIMEOUT_MS: '600000' },
    rooms: (config) => [
      ...ground(config),
      ...[AgentsApiModule, TicketsApiModule, DeliveryApiModule, RoutingApiModule, StandInsApiModule],
      ...[IntakeWorkerModule, RoutingWorkerModule, TicketsWorkerModule, StandInsWorkerModule],
    ],
  });
});
afterAll(async () => {
  await edge?.close();
  await rows.end().catch(() => undefined);
});

/** People of their own for each test: nobody is absent because of another. */
beforeEach(async () => {
  // One by one: held together, their rows would lock out the router that passes meanwhile.
  for (const statement of [
    `UPDATE routing.offer SET state = 'withdrawn' WHERE state = 'made'`,
    `UPDATE routing.work_item SET state = 'done'`,
    `DELETE FROM agents.engagement`,
    `DELETE FROM agents.console`,
    `DELETE FROM agents.membership`,
  ])
    await rows.query(statement);
  const client = ({ token, id }: Worker) => new ApiClient(edge.url, token, id);
  lea = client(await atWork('Léa Martin'));
  nadia = client(await atWork('Nadia Amrani'));
  tom = client(await atWork('Tom Berg'));
  const elsewhere = newId();
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Billing', false)`, [
    elsewhere,
  ]);
  stranger = client(await hire(rows, 'Sam', 'agent', elsewhere));
  max = client(await hire(rows, 'Max', 'supervisor', queueId));
});

async function atWork(name: string): Promise<Worker> {
  const worker = await hire(rows, name, 'agent', queueId);
  await rows.query(
    `INSERT INTO agents.console (id, agent_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')`,
    [newId(), worker.id],
  );
  return worker;
}

interface Customer {
  address: string;
  visitor: string;
}
const somebody = (): Customer => {
  written += 1;
  return { address: `sophie${written}@example.org`, visitor: newId() };
};

async function arrives(
  message: Pick<InboundMessageInput, 'channel' | 'from' | 'text'> & Partial<InboundMessageInput>,
): Promise<string> {
  const lane = `${message.channel}:${newId()}`;
  const { id } = await edge.app.get(Inbox).put({
    kind: message.channel === 'voice' ? 'started' : 'message',
    externalId: newId(),
    lane,
    threadKeys: message.channel === 'email' ? [] : [lane],
    to: { kind: 'email', value: 'support@guichet.test' },
    receivedAt: new Date().toISOString(),
    ...message,
  });
  const [row] = await until(async () => {
    const taken = await database.query<{ ticketId: string }>(
      `SELECT ticket_id AS "ticketId" FROM bus.inbox WHERE id = $1 AND state = 'processed'`,
      [id],
    );
    return taken.length > 0 ? taken : null;
  });
  return row?.ticketId ?? '';
}
const mail = ({ address }: Customer): Promise<string> =>
  arrives({
    channel: 'email',
    from: { kind: 'email', value: address },
    subject: 'Charged twice',
    text: 'Bonjour',
    locale: 'fr',
  });
const chat = ({ visitor }: Customer): Promise<string> =>
  arrives({ channel: 'chat', from: { kind: 'visitor', value: visitor }, text: 'Hello?', locale: 'en' });

/** Léa's, and answered: she waits for the customer. */
async function leasTicket(
  customer = somebody(),
  by: (one: Customer) => Promise<string> = mail,
): Promise<Ticket> {
  const id = await by(customer);
  expect((await lea.post(`/api/tickets/${id}/take`)).status).toBe(200);
  return now(id);
}

const now = async (id: string): Promise<Ticket> => (await max.get<Ticket>(`/api/tickets/${id}`)).body;
const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
async function absent(who: ApiClient, more: object = {}): Promise<AbsenceView> {
  const { status, body } = await who.post<AbsenceView>('/api/agents/me/absences', {
    kind: 'holiday',
    from: at(-1_000),
    to: at(HOUR),
    ...more,
  });
  expect(status).toBe(201);
  return body;
}
const standInOf = (id: string, who: ApiClient): Promise<Ticket> =>
  until(async () => {
    const ticket = await now(id);
    return ticket.standIn?.id === who.agentId ? ticket : null;
  });
const given = (id: string): Promise<Ticket> =>
  until(async () => {
    const ticket = await now(id);
    return ticket.standIn === null && !ticket.standInSought ? ticket : null;
  });
const notes = async (id: string): Promise<string[]> =>
  (await max.get<TimelinePage>(`/api/tickets/${id}/timeline`)).body.items
    .filter(({ kind }) => kind === 'note')
    .map(({ text }) => text ?? '');
const told = async (id: string, name: string): Promise<number> =>
  (await database.query(`SELECT 1 FROM tickets.ticket_event WHERE ticket_id = $1 AND name = $2`, [id, name]))
    .length;

test('an absence is mine or a supervisor’s to set; two at a time are refused, and taken back it is gone', async () => {
  const mine = await absent(lea, { from: at(HOUR), to: at(2 * HOUR), standInId: nadia.agentId });
  expect(mine.standIn?.id).toBe(nadia.agentId);
  for (const [from, to] of [
    [at(HOUR * 1.5), at(HOUR * 3)],
    [at(0), null],
    [at(HOUR * 1.1), at(HOUR * 1.2)],
  ])
    expect(await lea.post('/api/agents/me/absences', { kind: 'sick', from, to })).toMatchObject({
      status: 409,
      body: { code: 'absence-overlaps' },
    });
  const both = await Promise.all(
    [1, 2, 3].map(() =>
      tom.post('/api/agents/me/absences', { kind: 'other', from: at(HOUR), to: at(2 * HOUR) }),
    ),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  for (const wrong of [
    { kind: 'holiday', from: at(HOUR), to: at(0) },
    { kind: 'holiday', from: at(-2 * HOUR), to: at(-HOUR) },
    { kind: 'holiday', from: at(5 * HOUR), to: null, standInId: lea.agentId },
    { kind: 'nap', from: at(5 * HOUR), to: null },
  ])
    expect((await lea.post('/api/agents/me/absences', wrong)).status).toBe(400);

  const theirs = `/api/agents/${lea.agentId}/absences`;
  expect((await nadia.get(theirs)).status).toBe(403);
  expect((await nadia.post(theirs, { kind: 'sick', from: at(3 * HOUR), to: at(4 * HOUR) })).status).toBe(403);
  expect((await nadia.call('DELETE', `${theirs}/${mine.id}`)).status).toBe(403);
  expect((await nadia.call('DELETE', `/api/agents/me/absences/${mine.id}`)).status).toBe(404);
  expect((await max.post(theirs, { kind: 'sick', from: at(3 * HOUR), to: at(4 * HOUR) })).status).toBe(201);
  expect((await max.get<{ items: unknown[] }>(theirs)).body.items).toHaveLength(2);
  expect((await max.get(`/api/agents/${newId()}/absences`)).status).toBe(404);
  expect((await lea.call('DELETE', `/api/agents/me/absences/${mine.id}`)).status).toBe(204);
  expect((await lea.get<{ items: unknown[] }>('/api/agents/me/absences')).body.items).toHaveLength(1);
});

test('the owner’s choice answers, the owner stays, and a mail in hand goes into the stand-in’s work', async () => {
  const ticket = await leasTicket();
  await rows.query(`UPDATE tickets.interaction SET state = 'connected', agent_id = $2 WHERE ticket_id = $1`, [
    ticket.id,
    lea.agentId,
  ]);
  await absent(lea, { standInId: tom.agentId });
  const stood = await standInOf(ticket.id, tom);
  expect(stood.owner?.id).toBe(lea.agentId);
  expect(stood.standIn).toMatchObject({ why: 'chosen', introduced: false });
  expect(stood.standIn?.until).not.toBeNull();
  await until(async () => (await now(ticket.id)).live[0]?.agent?.id === tom.agentId);
  expect((await tom.get(`/api/tickets/${ticket.id}`)).status).toBe(200);
  expect(await edge.app.get(TicketReader).workOf(tom.agentId)).toContain(ticket.id);
  expect(await told(ticket.id, 'stand-in.named')).toBe(1);
});

test('without a choice: who helped this customer last, else who has least in hand', async () => {
  const [known, unknown] = [await leasTicket(), await leasTicket()];
  await rows.query(
    `UPDATE tickets.interaction SET state = 'ended', agent_id = $2, connected_at = now(), ended_at = now() WHERE ticket_id = $1`,
    [known.id, tom.agentId],
  );
  await leasTicket(); // and Tom has one more in hand
  await rows.query(
    `UPDATE tickets.ticket SET owner_id = $1 WHERE id = (SELECT max(id::text)::uuid FROM tickets.ticket)`,
    [tom.agentId],
  );
  await absent(lea);
  expect((await standInOf(known.id, tom)).standIn?.why).toBe('last-agent');
  expect((await standInOf(unknown.id, nadia)).standIn?.why).toBe('least-loaded');
});

test('a customer who comes back is offered to the stand-in first: by chat and by phone; a mail goes into their work', async () => {
  const customer = somebody();
  const ticket = await leasTicket(customer, chat);
  await rows.query(`UPDATE tickets.interaction SET state = 'ended', ended_at = now() WHERE ticket_id = $1`, [
    ticket.id,
  ]);
  await rows.query(`UPDATE routing.work_item SET state = 'done' WHERE ticket_id = $1`, [ticket.id]);
  await rows.query(`UPDATE routing.offer SET state = 'withdrawn' WHERE ticket_id = $1`, [ticket.id]);
  await rows.query(`DELETE FROM agents.engagement`);
  await rows.query(`UPDATE agents.agent SET idle_since = now() - interval '1 hour' WHERE id = $1`, [
    tom.agentId,
  ]);
  await absent(lea, { standInId: nadia.agentId });
  await standInOf(ticket.id, nadia);
  expect(await chat(customer)).toBe(ticket.id);
  const offerTo = async (channel: string) =>
    until(async () => {
      const [offer] = await database.query<{ agent_id: string; reason: string; explanation: unknown }>(
        `SELECT agent_id, reason, explanation FROM routing.offer WHERE ticket_id = $1 AND channel = $2 AND state = 'made'`,
        [ticket.id, channel],
      );
      return offer ?? null;
    });
  // Léa sits there, logged in: she is on holiday all the same.
  expect(await offerTo('chat')).toMatchObject({ agent_id: nadia.agentId, reason: 'stand-in' });
  const routing = await max.get<{ decisions: { step: string; others: unknown[] }[] }>(
    `/api/tickets/${ticket.id}/routing`,
  );
  expect(routing.body.decisions[0]).toMatchObject({ step: 'stand-in' });
  expect(JSON.stringify(routing.body.decisions[0]?.others)).toContain('stand-in-first');
  await rows.query(`UPDATE routing.offer SET state = 'withdrawn' WHERE ticket_id = $1`, [ticket.id]);
  await rows.query(`UPDATE routing.work_item SET state = 'done' WHERE ticket_id = $1`, [ticket.id]);
  await rows.query(`DELETE FROM agents.engagement`);
  await arrives({ channel: 'voice', from: { kind: 'visitor', value: customer.visitor }, text: undefined });
  expect(await offerTo('voice')).toMatchObject({ agent_id: nadia.agentId, reason: 'stand-in' });
});

test('the first answer says who they are, once, in the customer’s language; in their own words if they like', async () => {
  const ticket = await leasTicket();
  await absent(lea, { standInId: tom.agentId, kind: 'sick' });
  await standInOf(ticket.id, tom);
  const path = `/api/tickets/${ticket.id}/stand-in/introduction`;
  const line = (await tom.get<Introduction>(path)).body;
  expect(line).toMatchObject({ due: true, locale: 'fr' });
  expect(line.text).toMatch(/^Léa n’est pas là jusqu’.+ ; je suis Tom, je connais votre dossier/);
  expect((await nadia.get<Introduction>(path)).body.due).toBe(false);
  expect((await stranger.get(path)).status).toBe(404);

  const send = (who: ApiClient, text: string, more: object = {}) =>
    who.post<{ id: string; text: string }>(`/api/tickets/${ticket.id}/messages`, {
      channel: 'email',
      text,
      ...more,
    });
  expect(
    (
      await nadia.post<{ text: string }>(`/api/tickets/${ticket.id}/messages`, {
        channel: 'email',
        text: 'I only help',
      })
    ).body.text,
  ).toBe('I only help');
  // Two first answers at once: one of them carries the line; taken back, the next one does.
  const taken = await send(tom, 'Je regarde', { delayMs: 60_000, introduction: 'Ici Tom, pour Léa.' });
  expect(taken.body.text).toBe('Ici Tom, pour Léa.\n\nJe regarde');
  expect((await tom.call('DELETE', `/api/tickets/${ticket.id}/messages/${taken.body.id}`)).status).toBe(204);
  expect((await now(ticket.id)).standIn?.introduced).toBe(false);
  const answers = await Promise.all([send(tom, 'Un'), send(tom, 'Deux')]);
  expect(answers.filter(({ body }) => body.text.startsWith('Léa n’est pas là'))).toHaveLength(1);
  expect((await now(ticket.id)).standIn?.introduced).toBe(true);
  expect((await send(tom, 'Trois')).body.text).toBe('Trois');
  const { rows: outside } = await rows.query<{ body: string }>(
    `SELECT body::text FROM bus.dispatch WHERE body::text LIKE '%Un%'`,
  );
  for (const { body } of outside) expect(body).not.toMatch(/sick|malad|holiday/i);
});

test('a stand-in who is absent too has one; a ring of them ends; nobody left, it goes to its queue and supervisors are told', async () => {
  const ticket = await leasTicket();
  const nadias = await absent(nadia, { standInId: tom.agentId });
  await absent(lea, { standInId: nadia.agentId });
  expect((await standInOf(ticket.id, tom)).standIn?.why).toBe('chosen');
  expect((await now(ticket.id)).owner?.id).toBe(lea.agentId);

  // Tom goes too, and points back at Nadia: the ring ends, and nobody of the queue is there.
  const toms = await absent(tom, { standInId: nadia.agentId });
  const sought = await until(async () => {
    const one = await now(ticket.id);
    return one.standInSought ? one : null;
  });
  expect([sought.owner?.id, sought.standIn]).toEqual([lea.agentId, null]);
  expect(await edge.app.get(TicketReader).workOf(max.agentId)).toContain(ticket.id);
  const [event] = await database.query<{ data: { supervisorIds: string[] } }>(
    `SELECT data FROM bus.event WHERE name = 'stand-in.sought' AND subject_id = $1`,
    [ticket.id],
  );
  expect(event?.data.supervisorIds).toContain(max.agentId);
  const customer = { address: (await mailAddress(ticket.id)) ?? '', visitor: newId() };
  expect(await mail(customer)).toBe(ticket.id);
  await until(
    async () =>
      (
        await database.query(
          `SELECT 1 FROM routing.work_item WHERE ticket_id = $1 AND state IN ('waiting', 'offered')`,
          [ticket.id],
        )
      ).length > 0,
  );

  // Whoever comes back first stands in.
  expect((await nadia.call('DELETE', `/api/agents/me/absences/${nadias.id}`)).status).toBe(204);
  expect((await standInOf(ticket.id, nadia)).standInSought).toBe(false);
  expect((await tom.call('DELETE', `/api/agents/me/absences/${toms.id}`)).status).toBe(204);
  expect((await standInOf(ticket.id, nadia)).owner?.id).toBe(lea.agentId);
});

test('back by the clock: the thread is the owner’s again, with a note of what happened, until it is read', async () => {
  const ticket = await leasTicket();
  await absent(lea, { standInId: tom.agentId, to: at(2_500) });
  await standInOf(ticket.id, tom);
  expect(
    (
      await tom.post(`/api/tickets/${ticket.id}/messages`, {
        channel: 'email',
        text: 'Le remboursement est parti.',
      })
    ).status,
  ).toBe(201);
  await given(ticket.id);
  const back = await now(ticket.id);
  expect(back.handBack).toMatchObject({ agent: { id: tom.agentId }, answered: 1, stillOpen: [] });
  expect((await notes(ticket.id)).join()).toContain('Le remboursement est parti.');
  expect((await nadia.post(`/api/tickets/${ticket.id}/hand-back/seen`)).status).toBe(200);
  expect((await now(ticket.id)).handBack).not.toBeNull();
  expect((await lea.post(`/api/tickets/${ticket.id}/hand-back/seen`)).status).toBe(200);
  expect((await now(ticket.id)).handBack).toBeNull();
});

test('named by hand: by the owner or a supervisor, with a note, never somebody who is absent; taken back it is over', async () => {
  const ticket = await leasTicket();
  const path = `/api/tickets/${ticket.id}/stand-in`;
  const body = { agentId: nadia.agentId, innerNote: 'Inner: she is in a hurry' };
  expect((await stranger.call('PUT', path, body)).status).toBe(404);
  expect((await tom.call('PUT', path, body)).status).toBe(403);
  expect((await lea.call('PUT', path, { ...body, innerNote: ' ' })).status).toBe(400);
  expect((await lea.call('PUT', path, { ...body, agentId: lea.agentId })).status).toBe(409);
  expect((await lea.call('PUT', path, { ...body, agentId: newId() })).status).toBe(400);
  await absent(tom);
  expect(await lea.call('PUT', path, { ...body, agentId: tom.agentId })).toMatchObject({
    status: 409,
    body: { code: 'stand-in-absent' },
  });
  expect((await lea.call<Ticket>('PUT', path, body)).body.standIn).toMatchObject({
    id: nadia.agentId,
    why: 'named',
    until: null,
  });
  expect(await notes(ticket.id)).toContain(body.innerNote);

  // Ahead of an absence: the absence takes them over, and its end ends them.
  const absence = await absent(lea);
  await until(async () => (await now(ticket.id)).standIn?.until !== null);
  expect((await now(ticket.id)).standIn?.id).toBe(nadia.agentId);
  await lea.call('DELETE', `/api/agents/me/absences/${absence.id}`);
  await given(ticket.id);

  expect((await max.call('PUT', path, body)).status).toBe(200);
  expect((await tom.call('DELETE', path)).status).toBe(403);
  expect((await lea.call<Ticket>('DELETE', path)).body.standIn).toBeNull();
  expect((await lea.call('DELETE', path)).status).toBe(409);
});

test('outside their hours only what waits finds somebody, and the next morning it is theirs again', async () => {
  const customer = somebody();
  const [waits, quiet] = [await leasTicket(customer), await leasTicket()];
  await rows.query(`UPDATE tickets.interaction SET state = 'ended', ended_at = now() WHERE ticket_id = $1`, [
    quiet.id,
  ]);
  const tomorrow = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][(new Date().getUTCDay() + 2) % 7] ?? '';
  const week = {
    mon: [],
    tue: [],
    wed: [],
    thu: [],
    fri: [],
    sat: [],
    sun: [],
    [tomorrow]: [{ from: '09:00', to: '18:00' }],
  };
  await rows.query(
    `INSERT INTO clocks.calendar (id, name, time_zone, week) VALUES ('one-day', 'One day', 'UTC', $1) ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(week)],
  );
  const path = `/api/agents/${lea.agentId}/working-hours`;
  expect((await lea.call('PUT', path, { calendarId: 'one-day' })).status).toBe(403);
  expect((await max.call('PUT', path, { calendarId: 'no-such' })).status).toBe(400);
  expect((await max.call('PUT', path, { calendarId: 'one-day' })).status).toBe(200);
  expect((await now(waits.id)).standIn).toBeNull(); // she works late
  expect((await lea.call('PUT', '/api/agents/me/state', { state: 'offline' })).status).toBe(200);
  const stood = await until(async () => {
    const one = await now(waits.id);
    return one.standIn ? one : null;
  });
  expect(stood.standIn?.until).toMatch(/T09:00:00/);
  expect((await now(quiet.id)).standIn).toBeNull();
  expect((await lea.call('PUT', '/api/agents/me/state', { state: 'available' })).status).toBe(200);
  await given(waits.id);
});

test('somebody takes a ticket whose hand-over is proposed: the proposal is withdrawn in the same moment', async () => {
  const id = await mail(somebody());
  const proposed = await max.post<Ticket>(`/api/tickets/${id}/hand-over`, {
    to: { agentId: nadia.agentId },
    innerNote: 'n',
    customerLine: 'c',
  });
  expect(proposed.body.handOver).not.toBeNull();
  const taken = await tom.post<Ticket>(`/api/tickets/${id}/take`);
  expect([taken.body.owner?.id, taken.body.handOver]).toEqual([tom.agentId, null]);
  expect(await told(id, 'hand-over.withdrawn')).toBe(1);
  expect((await nadia.post(`/api/hand-overs/${proposed.body.handOver?.id}/accept`)).status).toBe(409);
  const { rows: timers } = await rows.query(`SELECT 1 FROM bus.timer WHERE kind = 'hand-over' AND key = $1`, [
    proposed.body.handOver?.id,
  ]);
  expect(timers).toEqual([]);
});

test('whoever comes and goes, whatever is handed over: one owner, and never a stand-in who is absent', async () => {
  const people = [lea, nadia, tom];
  const act = fc.record({
    who: fc.nat({ max: 2 }),
    other: fc.nat({ max: 2 }),
    what: fc.constantFrom('leave', 'return', 'hand over', 'write'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 9 }), async (acts) => {
      const customer = somebody();
      const { id } = await leasTicket(customer);
      for (const { who, other, what } of acts) {
        const [one, two] = [people[who] as ApiClient, people[other] as ApiClient];
        const away = (await one.get<{ items: AbsenceView[] }>('/api/agents/me/absences')).body.items;
        if (what === 'leave' && away.length === 0)
          await absent(one, { standInId: one === two ? null : two.agentId });
        if (what === 'return')
          for (const absence of away) await one.call('DELETE', `/api/agents/me/absences/${absence.id}`);
        if (what === 'hand over') {
          const { body } = await max.post<Ticket>(`/api/tickets/${id}/hand-over`, {
            to: { agentId: two.agentId },
            innerNote: 'n',
            customerLine: 'c',
          });
          if (body.handOver) await two.post(`/api/hand-overs/${body.handOver.id}/accept`);
        }
        if (what === 'write') expect(await mail(customer)).toBe(id);
      }
      await settled();
      const ticket = await now(id);
      expect(people.map(({ agentId }) => agentId)).toContain(ticket.owner?.id);
      const gone = new Set<string>();
      for (const one of people)
        if ((await one.get<{ items: AbsenceView[] }>('/api/agents/me/absences')).body.items.length > 0)
          gone.add(one.agentId);
      const ownerGone = gone.has(ticket.owner?.id ?? '');
      if (ticket.standIn) expect([ownerGone, gone.has(ticket.standIn.id)]).toEqual([true, false]);
      expect(ticket.standInSought).toBe(ownerGone && gone.size === people.length);
      expect(ownerGone === (ticket.standIn !== null || ticket.standInSought)).toBe(true);
      for (const one of people)
        for (const absence of (await one.get<{ items: AbsenceView[] }>('/api/agents/me/absences')).body.items)
          await one.call('DELETE', `/api/agents/me/absences/${absence.id}`);
      await settled();
    }),
    { numRuns: 5 },
  );
});

/** Nothing of stand-ins is on its way any more. */
async function settled(): Promise<void> {
  await until(async () => {
    const due = await database.query(
      `SELECT 1 FROM bus.delivery WHERE listener LIKE 'standins.%' OR listener = 'routing.stand-in'
       UNION ALL SELECT 1 FROM bus.timer WHERE kind LIKE 'stand-in-%' AND due_at <= now() + interval '1 second'`,
    );
    return due.length === 0;
  });
}

async function mailAddress(ticketId: string): Promise<string | undefined> {
  return (await now(ticketId)).customer.identities.find(({ kind }) => kind === 'email')?.value;
}
