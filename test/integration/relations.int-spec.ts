/** Tickets in relation to each other on a real database: linked, merged, split and undone while the world goes on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AgentsApiModule } from '@lib/agents';
import { ClocksApiModule, ClocksWorkerModule } from '@lib/clocks';
import {
  InboundMessage,
  type MergePreview,
  type PromiseView,
  type RelatedTickets,
  type Relations,
  type ResolvedIncidents,
  type Ticket,
  type TicketClocks,
  type TicketPage,
  type TimelineItem,
  type TimelinePage,
} from '@lib/contracts';
import { Database } from '@lib/database';
import { DeliveryApiModule } from '@lib/delivery';
import { IntakeService, IntakeWorkerModule } from '@lib/intake';
import { configureLogging, createHttpApp, loadConfig, newId } from '@lib/platform';
import { RoutingApiModule, RoutingWorkerModule } from '@lib/routing';
import { TicketsApiModule, TicketsWorkerModule } from '@lib/tickets';
import fc from 'fast-check';
import { Client } from 'pg';
import { ground } from '../../apps/rooms.js';
import { furnish, hire } from '../faults/rows.js';
import { until } from '../faults/until.js';
import { ApiClient } from '../support/api-client.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'guichet-relations-'));
let rows: Client;
let house: NestFastifyApplication;
let queueId: string;
let lea: ApiClient, noor: ApiClient, sam: ApiClient, max: ApiClient;
let customers = 0;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  const { agents, supervisor, queueId: queue } = await furnish(rows, ['Léa Martin', 'Noor Haddad']);
  queueId = queue;
  const elsewhere = newId();
  await rows.query(`INSERT INTO routing.queue (id, name) VALUES ($1, 'Elsewhere')`, [elsewhere]);
  const stranger = await hire(rows, 'Sam Reed', 'agent', elsewhere);
  // Nobody is there to be offered anything but where a test wants it.
  await rows.query(`UPDATE agents.agent SET state = 'offline'`);
  const url = await open();
  [lea, noor, sam, max] = [...agents, stranger, supervisor].map(
    ({ token, id }) => new ApiClient(url, token, id),
  ) as [ApiClient, ApiClient, ApiClient, ApiClient];
}, 90_000);

afterAll(async () => {
  await house?.close();
  await rows.end().catch(() => undefined);
  rmSync(dataDir, { recursive: true, force: true });
});

describe('links', () => {
  test('both tickets tell of a link, and of its removal', async () => {
    const [child, parent] = [await ticket('ana1'), await ticket('ana1')];
    const { status, body } = await link(lea, child, 'child-of', parent);
    expect([status, body.links[0]?.direction, body.links[0]?.ticket.id]).toEqual([201, 'out', parent.id]);
    const seen = (await lea.get<Relations>(`/api/tickets/${parent.number}/links`)).body.links[0];
    expect([seen?.kind, seen?.direction, seen?.ticket.id]).toEqual(['child-of', 'in', child.id]);
    expect((await link(lea, child, 'child-of', parent)).body.links).toHaveLength(1);
    expect((await lea.call('DELETE', `/api/tickets/${parent.id}/links/${seen?.id}`)).status).toBe(204);
    expect((await lea.get<Relations>(`/api/tickets/${child.id}/links`)).body.links).toEqual([]);
    for (const { id } of [child, parent])
      expect(await historyOf(id)).toEqual(expect.arrayContaining(['ticket.linked', 'ticket.unlinked']));
  });

  test('a circle is refused, over however many tickets and however many hands at once', async () => {
    const ring = [await ticket('ring'), await ticket('ring'), await ticket('ring'), await ticket('ring')];
    const answers = await Promise.all(
      ring.map((one, at) => link(lea, one, 'child-of', ring[(at + 1) % ring.length] as Ticket)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409]);
    const [only] = ring as [Ticket];
    expect((await link(lea, only, 'duplicate-of', only)).status).toBe(409);
  });

  test('who does not see one of the two can neither link nor learn of it', async () => {
    const [mine, hidden] = [await ticket('vera'), await ticket('vera')];
    await link(lea, mine, 'duplicate-of', hidden);
    expect((await link(sam, mine, 'child-of', hidden)).status).toBe(404);
    await lea.call('PUT', `/api/tickets/${mine.id}/followers/${sam.agentId}`);
    expect((await link(sam, mine, 'child-of', hidden)).status).toBe(404);
    expect((await sam.get<Relations>(`/api/tickets/${mine.id}/links`)).body.links).toEqual([]);
  });
});

describe('merging', () => {
  test('both conversations are read in the order in which they happened, and undoing gives each back its own', async () => {
    const who = address();
    const first = await mail(who, 'The invoice is wrong', -50);
    const second = await another(who, 'Still the invoice', -40);
    await mail(who, 'Any news of the first?', -30, first);
    await mail(who, 'And of the second?', -20, second);
    await lea.post(`/api/tickets/${second}/notes`, { text: 'Same matter' });
    const before = await picture([first, second]);

    expect((await merge(lea, second, first)).status).toBe(200);
    expect(await words(first)).toEqual([
      'The invoice is wrong',
      'Still the invoice',
      'Any news of the first?',
      'And of the second?',
      'Same matter',
    ]);
    expect(await words(second)).toEqual([]);
    await gapless([first, second]);

    expect((await lea.post(`/api/tickets/${second}/merge/undo`)).status).toBe(200);
    expect(await picture([first, second])).toEqual(before);
    await gapless([first, second]);
    expect((await lea.post(`/api/tickets/${second}/merge/undo`)).status).toBe(409);
  });

  test('the old number says where it went, and what is answered to it comes in on the survivor', async () => {
    const who = address();
    const first = await mail(who, 'One', -50);
    const second = await another(who, 'Two', -40);
    const [survivor, old] = [await see(first), await see(second)];
    await merge(lea, second, first);
    const gone = (await lea.get<Ticket>(`/api/tickets/${old.number}`)).body;
    expect([gone.status, gone.mergedInto]).toEqual(['closed', { id: first, number: survivor.number }]);
    expect(await mailTo(who, `ticket:${old.number}`, 'To the old number')).toBe(first);
    expect(await mailTo(who, `mid:${await messageIdOf('Two')}`, 'In the old thread')).toBe(first);
    expect(await mailTo(who, `ticket:${survivor.number}`, 'To the survivor')).toBe(first);
    await lea.post(`/api/tickets/${first}/notes`, { text: 'Written on the survivor' });

    await lea.post(`/api/tickets/${second}/merge/undo`);
    expect(await words(second)).toEqual(['Two', 'To the old number', 'In the old thread']);
    expect(await words(first)).toEqual(['One', 'To the survivor', 'Written on the survivor']);
    expect(await mailTo(who, `ticket:${old.number}`, 'Again to the old number')).toBe(second);
  });

  test('merged on and on, every number leads to the last survivor, and undoing goes back step by step', async () => {
    const who = address();
    const a = await mail(who, 'A', -50);
    const b = await another(who, 'B', -40);
    const c = await another(who, 'C', -30);
    await merge(lea, a, b);
    await merge(lea, b, c);
    expect((await see(a)).mergedInto?.id).toBe(c);
    expect(await mailTo(who, `ticket:${(await see(a)).number}`, 'To A')).toBe(c);
    expect((await lea.post(`/api/tickets/${a}/merge/undo`)).status).toBe(409);
    await lea.post(`/api/tickets/${b}/merge/undo`);
    expect([await words(b), await words(c)]).toEqual([['A', 'B', 'To A'], ['C']]);
    await lea.post(`/api/tickets/${a}/merge/undo`);
    expect([await words(a), await words(b)]).toEqual([['A', 'To A'], ['B']]);
  });

  test('the owner of the survivor stays; one nobody owns gets the owner who was there', async () => {
    const who = address();
    const owned = await ticketOf(noor, who);
    const mine = await ticketOf(lea, who);
    expect((await merge(lea, mine.id, owned.id)).body.owner?.id).toBe(noor.agentId);
    const free = await another(who, 'Nobody’s', -10);
    const hers = await ticketOf(lea, who);
    expect((await merge(lea, hers.id, free)).body.owner?.id).toBe(lea.agentId);
    await lea.post(`/api/tickets/${hers.id}/merge/undo`);
    expect([(await see(free)).owner, (await see(hers.id)).owner?.id]).toEqual([null, lea.agentId]);
  });

  test('nobody takes a matter from its owner by merging it away, but a supervisor may', async () => {
    const who = address();
    const [hers, mine] = [await ticketOf(noor, who), await ticketOf(lea, who)];
    expect((await merge(lea, hers.id, mine.id)).status).toBe(403);
    const preview = `/api/tickets/${hers.id}/merge-preview?into=${mine.number}`;
    expect((await lea.get<MergePreview>(preview)).body.refusal).toBe('forbidden');
    expect((await merge(max, hers.id, mine.id)).status).toBe(200);
    // Who owned it goes on hearing of it.
    expect((await see(mine.id)).followers.map(({ id }) => id)).toEqual([noor.agentId]);
  });

  test('another customer’s ticket only on purpose, and an answer still goes to the survivor’s customer', async () => {
    const [alice, bob] = [address(), address()];
    const hers = await mail(alice, 'Alice writes', -50);
    const his = await mail(bob, 'Bob writes', -40);
    expect((await merge(lea, his, hers)).body).toMatchObject({ code: 'other-customer' });
    expect((await merge(lea, his, hers, true)).status).toBe(200);
    await lea.post(`/api/tickets/${hers}/messages`, { channel: 'email', text: 'To Alice alone' });
    const sent = await rows.query<{ to: string[] }>(
      `SELECT data->'to' AS to FROM tickets.message WHERE text = 'To Alice alone'`,
    );
    expect(sent.rows).toEqual([{ to: [alice] }]);
    // Bob’s own thread still lets him in.
    expect(await mailTo(bob, `mid:${await messageIdOf('Bob writes')}`, 'Bob again')).toBe(hers);
  });

  test('a proposal on the merged ticket is withdrawn, promises and the customer’s clock go on with the survivor', async () => {
    const who = address();
    const old = await mail(who, 'Long ago', -90);
    const kept = await another(who, 'Today', -5);
    await take(old);
    await take(kept);
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    const { body: promise } = await lea.post<PromiseView>(`/api/tickets/${old}/promises`, {
      text: 'A call',
      dueAt,
    });
    await lea.post(`/api/tickets/${old}/hand-over`, {
      to: { agentId: noor.agentId },
      innerNote: 'Please',
      customerLine: 'Noor goes on',
    });
    expect((await merge(lea, old, kept)).status).toBe(200);
    expect(await historyOf(old)).toContain('hand-over.withdrawn');
    const clocksOf = async (id: string) => (await lea.get<TicketClocks>(`/api/tickets/${id}/clocks`)).body;
    await until(async () => (await clocksOf(kept)).promises.some(({ id }) => id === promise.id));
    const { clocks } = await clocksOf(kept);
    expect(clocks.find(({ kind }) => kind === 'customer')?.startedAt).toBe(minutesAgo(90));
    await lea.post(`/api/tickets/${old}/merge/undo`);
    await until(async () => (await clocksOf(old)).promises.some(({ id }) => id === promise.id));
    expect((await clocksOf(kept)).promises).toEqual([]);
  });

  test('two merges of one ticket at once, and two of each into the other: one of them wins', async () => {
    for (let round = 0; round < 3; round += 1) {
      const who = address();
      const [one, other, third] = [
        await ticketOf(lea, who),
        await ticketOf(lea, who),
        await ticketOf(lea, who),
      ];
      const answers = await Promise.all([merge(lea, one.id, other.id), merge(lea, one.id, third.id)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const crossed = [await ticketOf(lea, who), await ticketOf(lea, who)].map(({ id }) => id) as [
        string,
        string,
      ];
      const both = await Promise.all([merge(lea, ...crossed), merge(lea, crossed[1], crossed[0])]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
      await gapless([one.id, other.id, third.id, ...crossed]);
    }
  });

  test('mail that arrives while its ticket is being merged is never left behind on it', async () => {
    for (let round = 0; round < 4; round += 1) {
      const who = address();
      const first = await mail(who, 'First', -50);
      const second = await another(who, 'Second', -40);
      const { number } = await see(second);
      const arriving = [1, 2, 3].map((n) => mailTo(who, `ticket:${number}`, `Arriving ${n}`));
      await Promise.all([...arriving, merge(lea, second, first)]);
      expect(await words(second)).toEqual([]);
      expect((await words(first)).filter((text) => text?.startsWith('Arriving'))).toHaveLength(3);
      await gapless([first, second]);
    }
  });

  test('an offer that rings while its writer is found to be another person is accepted on their own ticket', async () => {
    const [first, second] = [address(), address()];
    const shared = await mail(first, 'My invoice', -50);
    const { customer, number } = await see(shared);
    const [identityId, proposalId] = [newId(), newId()];
    // Taken for the same person, the second address writes on the ticket of the first.
    await rows.query(
      `INSERT INTO customers.identity (id, customer_id, kind, value, proof) VALUES ($1, $2, 'email', $3, 'claimed')`,
      [identityId, customer.id, second],
    );
    await rows.query(
      `INSERT INTO customers.same_person (id, customer_id, identity_id, reason) VALUES ($1, $2, $3, 'same-name')`,
      [proposalId, customer.id, identityId],
    );
    await rows.query(`UPDATE routing.work_item SET state = 'abandoned' WHERE state = 'waiting'`);
    await rows.query(
      `UPDATE tickets.interaction SET state = 'ended', ended_at = now() WHERE ticket_id = $1`,
      [shared],
    );
    const leave = await noorIsThere();
    try {
      expect(await mailTo(second, `ticket:${number}`, 'Where is my bike?')).toBe(shared);
      const offer = await ringingOffer(shared);
      const separate = `/api/customers/${customer.id}/same-person/${proposalId}/separate`;
      expect((await max.post(separate)).status).toBeLessThan(300);
      const accepted = await noor.post<Ticket>(`/api/offers/${offer}/accept`);
      expect(accepted.status).toBe(200);
      const apart = await see(accepted.body.id);
      expect(apart.id).not.toBe(shared);
      expect([apart.owner?.id, apart.customer.id === customer.id]).toEqual([noor.agentId, false]);
      expect(await words(apart.id)).toEqual(['Where is my bike?']);
      await whole([shared, apart.id]);
    } finally {
      await leave();
    }
  });

  test('an offer that rings while its ticket is merged is accepted on the survivor', async () => {
    await rows.query(`UPDATE routing.work_item SET state = 'abandoned' WHERE state = 'waiting'`);
    const leave = await noorIsThere();
    try {
      for (const ringing of [true, false]) {
        const who = address();
        const kept = await ticketOf(lea, who);
        const waiting = await another(who, `Ringing ${ringing}`, -1);
        const offer = await ringingOffer(waiting);
        const accept = () => noor.post<{ ticketId: string }>(`/api/offers/${offer}/accept`);
        const [accepted] = ringing
          ? [(await merge(lea, waiting, kept.id), await accept())]
          : await Promise.all([accept(), merge(max, waiting, kept.id)]);
        expect(accepted.status).toBe(200);
        const now = await see(kept.id);
        expect([now.owner?.id, now.live.map(({ agent, state }) => [agent?.id, state])]).toEqual([
          lea.agentId,
          [[noor.agentId, 'connected']],
        ]);
      }
    } finally {
      await leave();
    }
  });
});

describe('splitting', () => {
  test('the chosen part has a ticket of its own with the same owner, linked, and comes back exactly', async () => {
    const who = address();
    const whole = await mail(who, 'My invoice', -50);
    await take(whole);
    await mail(who, 'Also, my phone is broken', -40, whole);
    await lea.post(`/api/tickets/${whole}/notes`, { text: 'Two matters' });
    const before = await picture([whole]);
    const part = (await timeline(whole)).find(
      ({ text }) => text === 'Also, my phone is broken',
    ) as TimelineItem;
    const { status, body: made } = await lea.post<Ticket>(`/api/tickets/${whole}/split`, {
      subject: 'Broken phone',
      itemIds: [part.id],
    });
    expect([status, made.owner?.id, made.customer.id]).toEqual([
      201,
      lea.agentId,
      (await see(whole)).customer.id,
    ]);
    expect([await words(made.id), await words(whole)]).toEqual([
      ['Also, my phone is broken'],
      ['My invoice', 'Two matters'],
    ]);
    const { links, splitFrom } = (await lea.get<Relations>(`/api/tickets/${made.id}/links`)).body;
    expect([links[0]?.kind, links[0]?.ticket.id, splitFrom?.id]).toEqual(['follow-up-of', whole, whole]);
    const key = `mid:${await messageIdOf('Also, my phone is broken')}`;
    expect(await mailTo(who, key, 'About the phone')).toBe(made.id);
    await gapless([whole, made.id]);

    expect((await lea.post(`/api/tickets/${made.id}/split/undo`)).status).toBe(200);
    expect(await words(made.id)).toEqual([]);
    expect((await see(made.id)).mergedInto?.id).toBe(whole);
    expect(await words(whole)).toEqual([
      'My invoice',
      'Also, my phone is broken',
      'Two matters',
      'About the phone',
    ]);
    const then = before[whole]?.items ?? [];
    expect(((await picture([whole]))[whole]?.items ?? []).slice(0, then.length)).toEqual(then);
    expect(await mailTo(who, key, 'The phone again')).toBe(whole);
    await gapless([whole, made.id]);
  });

  test('what is not on the ticket, and what belongs to its history, is not split off', async () => {
    const [one, other] = [await mail(address(), 'Mine', -9), await mail(address(), 'Not mine', -8)];
    const [foreign] = await timeline(other);
    const split = (itemIds: (string | undefined)[]) =>
      lea.post(`/api/tickets/${one}/split`, { subject: 'x', itemIds });
    expect((await split([foreign?.id])).status).toBe(400);
    expect((await split([])).status).toBe(400);
    expect(
      (await sam.post(`/api/tickets/${one}/split`, { subject: 'x', itemIds: [foreign?.id] })).status,
    ).toBe(404);
  });

  test('a merge whose part was split off since is undone after the split, not before', async () => {
    const who = address();
    const first = await mail(who, 'Stays', -50);
    const second = await another(who, 'Moves twice', -40);
    await merge(lea, second, first);
    const moved = (await timeline(first)).find(({ text }) => text === 'Moves twice') as TimelineItem;
    const made = (
      await lea.post<Ticket>(`/api/tickets/${first}/split`, { subject: 'Apart', itemIds: [moved.id] })
    ).body;
    expect((await lea.post(`/api/tickets/${second}/merge/undo`)).status).toBe(409);
    await lea.post(`/api/tickets/${made.id}/split/undo`);
    expect((await lea.post(`/api/tickets/${second}/merge/undo`)).status).toBe(200);
    expect([await words(first), await words(second), await words(made.id)]).toEqual([
      ['Stays'],
      ['Moves twice'],
      [],
    ]);
  });
});

test('any row of merges, splits, mails and undoings keeps every entry on one live ticket, in order, and the owners', async () => {
  const step = fc.record({
    act: fc.constantFrom('merge', 'split', 'undo-merge', 'undo-split', 'mail'),
    one: fc.nat(7),
    other: fc.nat(7),
    part: fc.nat(3),
  });
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  process.stdout.write(`relations property seed ${seed}\n`);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
      const who = address();
      const ids = [await mail(who, 'm0', -50)];
      for (const n of [1, 2]) ids.push(await another(who, `m${n}`, n * 5 - 45));
      for (const [at, id] of ids.entries()) await take(id, at === 0 ? noor : lea);
      let said = 3;
      const owners = new Map(
        await Promise.all(ids.map(async (id) => [id, (await see(id)).owner?.id] as const)),
      );
      for (const { act, one, other, part } of steps) {
        const [id, to] = [ids[one % ids.length] as string, ids[other % ids.length] as string];
        if (act === 'merge') await merge(max, id, to);
        if (act === 'undo-merge') await max.post(`/api/tickets/${id}/merge/undo`);
        if (act === 'undo-split') await max.post(`/api/tickets/${id}/split/undo`);
        if (act === 'mail') {
          await mailTo(who, `ticket:${(await see(id)).number}`, `m${said}`);
          said += 1;
        }
        if (act === 'split') {
          const items = (await timeline(id)).filter(({ kind }) => kind !== 'event');
          const itemIds = items.filter((_, at) => at % 3 !== part).map((item) => item.id);
          const made = await max.post<Ticket>(`/api/tickets/${id}/split`, { subject: 'part', itemIds });
          if (made.status !== 201) {
            expect(made.status).toBeLessThan(500);
            continue;
          }
          ids.push(made.body.id);
          owners.set(made.body.id, owners.get(id));
        }
      }
      const tickets = await Promise.all(ids.map(see));
      const live = tickets.filter(({ mergedInto }) => mergedInto === null);
      const heard = (await Promise.all(live.map(({ id }) => words(id)))).flat();
      expect(heard.sort()).toEqual(Array.from({ length: said }, (_, n) => `m${n}`).sort());
      for (const { id, owner } of tickets) expect([id, owner?.id]).toEqual([id, owners.get(id)]);
      await gapless(ids);
      await whole(ids);
    }),
    { numRuns: 8, seed },
  );
});

test('tickets of the same customer that read alike are shown, others and linked ones are not', async () => {
  const who = address();
  const [one, like] = [
    await ticketOf(lea, who, 'Invoice 4711 charged twice'),
    await ticketOf(lea, who, 'invoice 4711 twice?'),
  ];
  const unlike = await ticketOf(lea, who, 'Change of address');
  const elses = await ticketOf(lea, address(), 'Invoice 4711 charged twice');
  const similar = async () =>
    (await lea.get<RelatedTickets>(`/api/tickets/${one.id}/similar`)).body.items.map(({ id }) => id);
  expect(await similar()).toEqual([like.id]);
  expect([unlike.id, elses.id].some((id) => id === like.id)).toBe(false);
  await link(lea, like, 'duplicate-of', one);
  expect(await similar()).toEqual([]);
  expect((await sam.get(`/api/tickets/${one.id}/similar`)).status).toBe(404);
});

test('settling a problem tells each customer once in the name of their owner, and lists what failed', async () => {
  const problem = await ticketOf(lea, address(), 'The mail server is down');
  await change(problem.id, { type: 'problem' });
  const reached = [await ticketOf(lea, address()), await ticketOf(noor, address())];
  const unreached = await ticketOf(lea, null);
  for (const incident of [...reached, unreached])
    expect((await link(lea, incident, 'incident-of', problem)).status).toBe(201);
  expect((await link(lea, problem, 'incident-of', unreached)).status).toBe(409);
  const resolve = (who: ApiClient) =>
    who.post<ResolvedIncidents>(`/api/tickets/${problem.id}/resolve-incidents`, {
      customerLine: 'Mail works again. Does it for you?',
    });
  expect((await resolve(noor)).status).toBe(403);
  const outcomes = async (who: ApiClient) =>
    new Map(
      (await resolve(who)).body.items.map(({ ticket: { id }, outcome, code }) => [id, [outcome, code]]),
    );
  const first = await outcomes(lea);
  expect(reached.map(({ id }) => first.get(id))).toEqual([
    ['resolved', null],
    ['resolved', null],
  ]);
  expect(first.get(unreached.id)).toEqual(['failed', 'no-address-on-channel']);
  const second = await outcomes(max);
  expect(reached.map(({ id }) => second.get(id)?.[0])).toEqual(['already', 'already']);
  const { rows: told } = await rows.query<{ author_name: string }>(
    `SELECT author_name FROM tickets.message WHERE text LIKE 'Mail works again%' ORDER BY author_name`,
  );
  expect(told.map(({ author_name: name }) => name)).toEqual(['Léa Martin', 'Noor Haddad']);
  expect(await Promise.all(reached.map(async ({ id }) => (await see(id)).status))).toEqual([
    'resolved',
    'resolved',
  ]);
});

test('a note that names a colleague lets them see the ticket, marks it unread, and reading ends that', async () => {
  const one = await ticketOf(lea, address());
  expect((await sam.get(`/api/tickets/${one.id}`)).status).toBe(404);
  await lea.post(`/api/tickets/${one.id}/notes`, { text: 'Is that yours, @sam?' });
  const { status, body } = await sam.get<Ticket>(`/api/tickets/${one.id}`);
  expect(status).toBe(200);
  const listed = (await sam.get<TicketPage>('/api/tickets')).body.items.map(({ id }) => id);
  expect(listed).toContain(one.id);
  const mine = (ticket: Ticket) => ticket.followers.find(({ id }) => id === sam.agentId);
  expect(mine(body)?.mentionSeq).toBe(body.seq);
  expect(mine(body)?.readSeq).toBeLessThan(body.seq);
  await sam.call('PUT', `/api/tickets/${one.id}/read`, { seq: body.seq });
  expect(mine(await see(one.id))?.readSeq).toBe(body.seq);
  await sam.call('PUT', `/api/tickets/${one.id}/read`, { seq: 1 });
  expect(mine(await see(one.id))?.readSeq).toBe(body.seq);
  expect((await sam.call('DELETE', `/api/tickets/${one.id}/followers/${sam.agentId}`)).status).toBe(204);
  expect((await sam.get(`/api/tickets/${one.id}`)).status).toBe(404);
});

async function open(): Promise<string> {
  configureLogging('error');
  const config = loadConfig({
    DATABASE_URL: database.url,
    DATABASE_POOL: '8',
    GUICHET_SECRET: 'a-secret-for-tests-only-0123456789',
    GUICHET_DATA_DIR: dataDir,
  });
  @Module({
    imports: [
      ...ground(config),
      AgentsApiModule,
      TicketsApiModule,
      TicketsWorkerModule,
      DeliveryApiModule,
      RoutingApiModule,
      RoutingWorkerModule,
      IntakeWorkerModule,
      ClocksApiModule,
      ClocksWorkerModule,
    ],
  })
  class HouseModule {}
  house = await createHttpApp(HouseModule, config);
  await house.listen(0, '127.0.0.1');
  return `http://127.0.0.1:${(house.getHttpServer().address() as { port: number }).port}`;
}

const START = Date.now();
const minutesAgo = (minutes: number): string => new Date(START - minutes * 60_000).toISOString();
const address = (): string => `person${(customers += 1)}@example.org`;
const see = async (id: string): Promise<Ticket> => (await max.get<Ticket>(`/api/tickets/${id}`)).body;
const ticket = (name: string): Promise<Ticket> => ticketOf(lea, `${name}@example.org`);
const link = (who: ApiClient, from: Ticket, kind: string, to: Ticket) =>
  who.post<Relations>(`/api/tickets/${from.id}/links`, { kind, ticket: to.number });
const merge = (who: ApiClient, from: string, into: string, otherCustomer = false) =>
  who.post<Ticket>(`/api/tickets/${from}/merge`, { into, otherCustomer });

async function ticketOf(who: ApiClient, email: string | null, subject = 'A matter'): Promise<Ticket> {
  const customer = email ? { email } : { name: 'Walked in' };
  const { status, body } = await who.post<Ticket>('/api/tickets', { subject, customer, queueId });
  expect(status).toBe(201);
  return body;
}

async function take(id: string, who = lea): Promise<void> {
  expect((await who.post(`/api/tickets/${id}/take`)).status).toBe(200);
}

async function change(id: string, fields: object): Promise<void> {
  const { version } = await see(id);
  expect(
    (await max.call('PATCH', `/api/tickets/${id}`, fields, { 'if-match': String(version) })).status,
  ).toBe(200);
}

/** A mail some minutes ago or to come; the answer is its ticket. */
async function mail(from: string, text: string, minutes: number, expected?: string): Promise<string> {
  const key = expected ? `ticket:${(await see(expected)).number}` : `mid:${newId()}`;
  const ticketId = await mailTo(from, key, text, minutesAgo(-minutes));
  if (expected && ticketId !== expected) throw new Error('the mail came into another ticket');
  return ticketId;
}

/** A second matter of a customer who has one open: what they write now is about it. */
async function another(from: string, text: string, minutes: number): Promise<string> {
  const { rows: open } = await rows.query<{ id: string }>(
    `UPDATE tickets.ticket SET status = 'closed' FROM customers.identity
     WHERE identity.value = $1 AND ticket.customer_id = identity.customer_id AND ticket.status IN ('new', 'open', 'pending')
     RETURNING ticket.id`,
    [from],
  );
  const made = await mail(from, text, minutes);
  await rows.query(
    `UPDATE tickets.ticket SET status = CASE WHEN owner_id IS NULL THEN 'new' ELSE 'open' END WHERE id = ANY($1)`,
    [open.map(({ id }) => id)],
  );
  return made;
}

async function mailTo(
  from: string,
  key: string,
  text: string,
  at = new Date().toISOString(),
): Promise<string> {
  const id = newId();
  const { ticketId } = await house.get(Database).transaction((tx) =>
    house.get(IntakeService).receive(
      tx,
      InboundMessage.parse({
        channel: 'email',
        kind: 'message',
        externalId: `mail:${id}`,
        lane: `mid:${id}`,
        threadKeys: [key],
        from: { kind: 'email', value: from },
        to: { kind: 'email', value: 'support@guichet.test' },
        receivedAt: at,
        subject: text,
        text,
        data: { messageId: id },
      }),
    ),
  );
  if (!ticketId) throw new Error('the mail went nowhere');
  return ticketId;
}

async function messageIdOf(text: string): Promise<string> {
  const { rows: found } = await rows.query<{ id: string }>(
    `SELECT data->>'messageId' AS id FROM tickets.message WHERE text = $1 ORDER BY at DESC LIMIT 1`,
    [text],
  );
  return found[0]?.id ?? '';
}

async function timeline(id: string): Promise<TimelineItem[]> {
  return (await max.get<TimelinePage>(`/api/tickets/${id}/timeline?limit=200`)).body.items;
}

/** What was said, in the order of the timeline. */
async function words(id: string): Promise<(string | null)[]> {
  return (await timeline(id)).filter(({ kind }) => kind !== 'event').map(({ text }) => text);
}

async function historyOf(id: string): Promise<unknown[]> {
  return (await timeline(id)).filter(({ kind }) => kind === 'event').map(({ data }) => data['name']);
}

/** Of each ticket what a merge may not change for good; the survivor's numbers may have grown apart. */
async function picture(ids: string[]) {
  const one = async (id: string) => {
    const { status, owner, channels, lastMessage, followers, mergedInto, live } = await see(id);
    const items = (await timeline(id))
      .filter(({ kind }) => kind !== 'event')
      .map((item) => [item.id, item.interactionId]);
    const interactions = live.map((interaction) => interaction.id);
    return [
      id,
      { status, owner, channels, lastMessage, followers, mergedInto, interactions, items },
    ] as const;
  };
  return Object.fromEntries(await Promise.all(ids.map(one)));
}

/** R4: the numbers of a timeline are 1, 2, 3 … and the ticket knows the last. */
async function gapless(ids: string[]): Promise<void> {
  for (const id of ids) {
    const numbers = (await timeline(id)).map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    expect((await see(id)).seq).toBe(numbers.length);
  }
}

/** A message stands on the ticket of its interaction, and so do work and offers. */
async function whole(ids: string[]): Promise<void> {
  const { rows: torn } = await rows.query(
    `SELECT message.id FROM tickets.message JOIN tickets.interaction ON interaction.id = message.interaction_id
     WHERE message.ticket_id = ANY($1) AND message.ticket_id <> interaction.ticket_id
     UNION ALL SELECT work_item.id FROM routing.work_item JOIN tickets.interaction ON interaction.id = work_item.interaction_id
     WHERE interaction.ticket_id = ANY($1) AND work_item.ticket_id <> interaction.ticket_id
     UNION ALL SELECT offer.id FROM routing.offer JOIN tickets.interaction ON interaction.id = offer.interaction_id
     WHERE interaction.ticket_id = ANY($1) AND offer.ticket_id <> interaction.ticket_id`,
    [ids],
  );
  expect(torn).toEqual([]);
}

/** Answers how she leaves again. */
async function noorIsThere(): Promise<() => Promise<unknown>> {
  await rows.query(
    `INSERT INTO agents.console (id, agent_id, expires_at) VALUES ('noors', $1, now() + interval '1 hour') ON CONFLICT (id) DO NOTHING`,
    [noor.agentId],
  );
  const be = (state: string) =>
    rows.query(`UPDATE agents.agent SET state = $2 WHERE id = $1`, [noor.agentId, state]);
  await be('available');
  return () => be('offline');
}

async function ringingOffer(ticketId: string): Promise<string> {
  let id = '';
  await until(async () => {
    const { rows: made } = await rows.query<{ id: string }>(
      `SELECT id FROM routing.offer WHERE ticket_id = $1 AND state = 'made'`,
      [ticketId],
    );
    id = made[0]?.id ?? '';
    return id !== '';
  });
  return id;
}
