/** The routing engine on real rows: rounds that ring several agents, capacity under races, overflow, fairness, and what customers are told. */
import type { OverflowRule } from '@lib/contracts';
import { AgentStateService, CapacityService } from '@lib/agents';
import { InteractionStatus } from '@lib/bus';
import { Database } from '@lib/database';
import { newId } from '@lib/platform';
import fc from 'fast-check';
import {
  Announcer,
  AssignmentService,
  OfferService,
  QueueRulesService,
  RoutingExplainer,
} from '@lib/routing';
import { TicketCommands } from '@lib/tickets';
import { until } from '../support/chat-edge.js';
import { useDatabase } from '../support/postgres.js';
import { RoutingStage, type Matter } from '../support/routing-stage.js';

const database = useDatabase();
let stage: RoutingStage;
const get = <T>(token: new (...parts: never[]) => T): T => stage.edge.app.get(token);
const codeOf = (outcome: PromiseSettledResult<unknown>): string =>
  outcome.status === 'fulfilled' ? 'ok' : (outcome.reason as { code: string }).code;

beforeAll(async () => {
  stage = await RoutingStage.open(database.url);
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

const stateOf = (matter: Matter): Promise<string> =>
  stage.value(`SELECT state FROM routing.work_item WHERE interaction_id = $1`, [matter.interactionId]);
const queueOf = (matter: Matter): Promise<string> =>
  stage.value(`SELECT queue_id FROM routing.work_item WHERE interaction_id = $1`, [matter.interactionId]);
const overflow = (queueId: string, rules: OverflowRule[]) =>
  get(QueueRulesService).setOverflow(stage.admin, queueId, { rules });

describe('R13: a queue that rings all', () => {
  beforeEach(() =>
    get(QueueRulesService).set(stage.admin, stage.queueId, { strategy: 'ring-all', rings: [] }),
  );

  test('rings at everybody, the first to accept has it, and the others are told within a second', async () => {
    const crew = [await stage.atWork('One'), await stage.atWork('Two'), await stage.atWork('Three')];
    const call = await stage.arrive('voice');
    const offers = await stage.offer(call, 3);
    expect(new Set(offers.map(({ agentId }) => agentId))).toEqual(
      new Set(crew.map(({ agentId }) => agentId)),
    );
    const begun = Date.now();
    const answers = await Promise.allSettled(
      crew.map((agent) =>
        get(OfferService).accept(agent, offers.find((offer) => offer.agentId === agent.agentId)?.id ?? ''),
      ),
    );
    expect(answers.map(codeOf).sort()).toEqual(['offer-taken', 'offer-taken', 'ok']);
    expect(await stage.live(call)).toEqual([]);
    expect(Date.now() - begun).toBeLessThan(1_000);
    expect(await stage.value(`SELECT count(*)::integer FROM agents.engagement`)).toBe(1);
  });

  test('when all of them decline at once, the customer waits again in the same place', async () => {
    const crew = [await stage.atWork('One'), await stage.atWork('Two')];
    const chat = await stage.arrive();
    const place = await stage.value<Date>(`SELECT sort_key FROM routing.work_item`);
    const offers = await stage.offer(chat, 2);
    await Promise.all(
      offers.map((offer) =>
        get(OfferService).decline(
          crew.find(({ agentId }) => agentId === offer.agentId) ?? stage.admin,
          offer.id,
        ),
      ),
    );
    expect(await stateOf(chat)).toBe('waiting');
    expect(await stage.value(`SELECT sort_key FROM routing.work_item`)).toEqual(place);
  });
});

describe('R14: capacity', () => {
  test('two offers accepted in the same moment by who has room for one: never both are theirs, and what they cannot take goes on', async () => {
    const busy = await stage.atWork('Busy');
    await get(CapacityService).set(stage.admin, busy.agentId, { voice: 1, chat: 1, email: 8 });
    const first = await stage.arrive();
    const [offer] = await stage.offer(first);
    const second = await stage.arrive();
    // What the planner would never do: a second ring for somebody without room.
    const forced = newId();
    await stage.rows.query(
      `WITH item AS (UPDATE routing.work_item SET state = 'offered' WHERE interaction_id = $2 RETURNING *),
            held AS (INSERT INTO agents.engagement (interaction_id, agent_id, channel, state) VALUES ($2, $3, 'chat', 'offered')),
            rung AS (UPDATE tickets.interaction SET state = 'offered' WHERE id = $2)
       INSERT INTO routing.offer (id, round_id, work_item_id, interaction_id, ticket_id, agent_id, channel, reason, expires_at)
       SELECT $1, $1, id, interaction_id, ticket_id, $3, 'chat', 'queue', now() + interval '20 seconds' FROM item`,
      [forced, second.interactionId, busy.agentId],
    );
    const other = await stage.atWork('Other');
    const answers = await Promise.allSettled([
      get(OfferService).accept(busy, offer?.id ?? ''),
      get(OfferService).accept(busy, forced),
    ]);
    // Both ring, so both count: who is refused first makes room for the other.
    expect(answers.map(codeOf)).toContain('capacity-full');
    expect(
      await stage.value(
        `SELECT count(*)::integer FROM agents.engagement WHERE agent_id = $1 AND state = 'engaged'`,
        [busy.agentId],
      ),
    ).toBeLessThanOrEqual(1);
    await until(async () => (await stage.live()).some(({ agentId }) => agentId === other.agentId));
  });

  test('with units, a call is not offered to who has too much in hand for it', async () => {
    const writer = await stage.atWork('Writer');
    await get(CapacityService).set(stage.admin, writer.agentId, {
      voice: 1,
      chat: 4,
      email: 8,
      units: 4,
      weights: { voice: 4, chat: 1, email: 0 },
    });
    const chat = await stage.arrive();
    const [offer] = await stage.offer(chat);
    await get(OfferService).accept(writer, offer?.id ?? '');
    const call = await stage.arrive('voice');
    const more = await stage.arrive();
    await stage.offer(more);
    expect(await stage.live(call)).toEqual([]);
  });

  test('the house’s measure is everybody’s but theirs who have their own; administrators set it', async () => {
    const capacity = get(CapacityService);
    const [own, all] = [await stage.atWork('Own'), await stage.atWork('All')];
    await capacity.set(stage.admin, own.agentId, { voice: 1, chat: 2, email: 3 });
    await capacity.setHouse(stage.admin, { voice: 1, chat: 6, email: 9 });
    const late = await stage.atWork('Late');
    const chats = async (id: string) => (await capacity.of(stage.admin, id)).capacity.chat;
    expect([await chats(own.agentId), await chats(all.agentId), await chats(late.agentId)]).toEqual([
      2, 6, 6,
    ]);
    expect(await capacity.reset(stage.admin, own.agentId)).toMatchObject({
      own: false,
      capacity: { chat: 6 },
    });
    await capacity.setHouse(stage.admin, { voice: 1, chat: 4, email: 8 });
    const supervisor = { ...stage.admin, role: 'supervisor' as const };
    await expect(capacity.setHouse(supervisor, { voice: 1, chat: 1, email: 1 })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(capacity.house(own)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('R6: who does not answer', () => {
  test('is away after two missed offers, with the reason and who said so; declining thrice is a wish to be left alone', async () => {
    const silent = await stage.atWork('Silent');
    for (let turn = 0; turn < 2; turn += 1) {
      const chat = await stage.arrive();
      await stage.offer(chat);
      await stage.rows.query(`UPDATE routing.offer SET expires_at = now() WHERE state = 'made'`);
      await until(async () => (await stage.live(chat)).length === 0);
    }
    const away = () =>
      stage.value(
        `SELECT to_state || ' ' || reason || ' ' || (by->>'kind') FROM agents.state_change ORDER BY at DESC LIMIT 1`,
      );
    await until(async () => (await away()) === 'away unresponsive system');
    await stage.clear();
    const picky = await stage.atWork('Picky');
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await stage.value(`SELECT state FROM agents.agent WHERE id = $1`, [picky.agentId])).toBe(
        'available',
      );
      const chat = await stage.arrive();
      const [offer] = await stage.offer(chat);
      await get(OfferService).decline(picky, offer?.id ?? '');
    }
    expect(await away()).toBe('away declining system');
    await get(AgentStateService).set(picky, { state: 'available' });
    await stage.offer(await stage.arrive());
    expect(silent.agentId).not.toBe(picky.agentId);
  });

  test('a customer who leaves takes the ring with them within a second, and who rang keeps their place among the idle', async () => {
    const agent = await stage.atWork('Agent');
    const idle = () =>
      stage.value<Date>(`SELECT idle_since FROM agents.agent WHERE id = $1`, [agent.agentId]);
    const before = await idle();
    const call = await stage.arrive('voice');
    await stage.offer(call);
    const begun = Date.now();
    await stage.leave(call.interactionId);
    await until(async () => (await stage.live(call)).length === 0);
    expect(Date.now() - begun).toBeLessThan(1_000);
    expect(await idle()).toEqual(before);
  });
});

describe('R15: overflow', () => {
  test('to another queue, with the time of arrival, explained, and never back', async () => {
    const second = await stage.queue('Second');
    const call = await stage.arrive('voice');
    const arrived = await stage.value<Date>(`SELECT enqueued_at FROM routing.work_item`);
    await overflow(second, [{ when: { kind: 'unstaffed' }, to: { queueId: stage.queueId } }]);
    await overflow(stage.queueId, [{ when: { kind: 'unstaffed' }, to: { queueId: second } }]);
    await until(async () => (await queueOf(call)) === second);
    const { waiting } = await get(RoutingExplainer).ofTicket(call.ticketId);
    expect(waiting[0]?.moves).toMatchObject([
      { from: { name: 'Support' }, to: { name: 'Second' }, when: { kind: 'unstaffed' }, diversion: null },
    ]);
    await new Promise((done) => setTimeout(done, 800)); // three passes in which it could go back
    expect(await queueOf(call)).toBe(second);
    expect(await stage.value(`SELECT enqueued_at FROM routing.work_item`)).toEqual(arrived);
    const helper = await stage.atWork('Helper', second);
    expect((await stage.offer(call))[0]?.agentId).toBe(helper.agentId);
  });

  test('a call that waited too long is marked for a callback where the channel reads it; a chat is not', async () => {
    const [call, chat] = [await stage.arrive('voice'), await stage.arrive()];
    await overflow(stage.queueId, [{ when: { kind: 'waited', seconds: 1 }, to: { diversion: 'callback' } }]);
    const key = await stage.value<string>(
      `SELECT key FROM tickets.thread WHERE interaction_id = $1 LIMIT 1`,
      [call.interactionId],
    );
    await until(async () => (await get(InteractionStatus).find('voice', key))?.divertedTo === 'callback');
    expect(
      await stage.value(`SELECT diverted_to FROM routing.work_item WHERE interaction_id = $1`, [
        chat.interactionId,
      ]),
    ).toBeNull();
  });

  test('the line behind so many others, and a closed calendar, move on; those in front stay', async () => {
    const [second, third] = [await stage.queue('Crowd'), await stage.queue('Night')];
    await stage.rows.query(
      `INSERT INTO clocks.calendar (id, name, time_zone, week) VALUES ('shut', 'Never open', 'UTC',
         '{"mon": [], "tue": [], "wed": [], "thu": [], "fri": [], "sat": [], "sun": []}') ON CONFLICT DO NOTHING`,
    );
    const [front, back] = [await stage.arrive(), await stage.arrive()];
    await overflow(stage.queueId, [{ when: { kind: 'crowded', ahead: 1 }, to: { queueId: second } }]);
    await until(async () => (await queueOf(back)) === second);
    expect(await queueOf(front)).toBe(stage.queueId);
    await overflow(stage.queueId, [{ when: { kind: 'closed', calendarId: 'shut' }, to: { queueId: third } }]);
    await until(async () => (await queueOf(front)) === third);
  });

  test('only administrators set it, and only to queues and calendars that are there', async () => {
    const rule: OverflowRule = { when: { kind: 'unstaffed' }, to: { queueId: newId() } };
    await expect(overflow(stage.queueId, [rule])).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(
      overflow(stage.queueId, [{ ...rule, to: { queueId: stage.queueId } }]),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    const supervisor = { ...stage.admin, role: 'supervisor' as const };
    await expect(
      get(QueueRulesService).setOverflow(supervisor, stage.queueId, { rules: [] }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('R16–R19: who waits', () => {
  test('a change of priority acts at once on those who wait already', async () => {
    const [early, late] = [await stage.arrive(), await stage.arrive()];
    const version = await stage.value<number>(`SELECT version FROM tickets.ticket WHERE id = $1`, [
      late.ticketId,
    ]);
    await get(TicketCommands).change(
      stage.admin,
      late.ticketId,
      { priority: 'urgent', reason: 'The shop stands still' },
      version,
    );
    await until(async () =>
      stage.value<boolean>(
        `SELECT late.sort_key < early.sort_key FROM routing.work_item AS late, routing.work_item AS early
         WHERE late.interaction_id = $1 AND early.interaction_id = $2`,
        [late.interactionId, early.interactionId],
      ),
    );
    await stage.atWork('Agent');
    await stage.offer(late);
    expect(await stage.live(early)).toEqual([]);
  });

  test('whoever frees up is offered the oldest within a second', async () => {
    const agent = await stage.atWork('Agent');
    await get(CapacityService).set(stage.admin, agent.agentId, { voice: 1, chat: 1, email: 8 });
    const first = await stage.arrive();
    const [offer] = await stage.offer(first);
    await get(OfferService).accept(agent, offer?.id ?? '');
    const [old] = [await stage.arrive(), await stage.arrive()];
    await stage.rows.query(`UPDATE tickets.interaction SET channel = 'email' WHERE id = $1`, [
      first.interactionId,
    ]);
    const begun = Date.now();
    await stage.leave(first.interactionId);
    await stage.offer(old);
    expect(Date.now() - begun).toBeLessThan(1_000);
  });

  test('a place once told never rises, although somebody urgent comes in between', async () => {
    const [, mine] = [await stage.arrive(), await stage.arrive()];
    const key = await stage.value<string>(
      `SELECT key FROM tickets.thread WHERE interaction_id = $1 LIMIT 1`,
      [mine.interactionId],
    );
    const told = async () => (await get(InteractionStatus).find('chat', key))?.position;
    expect(await told()).toBe(2);
    const urgent = await stage.arrive();
    await stage.setPriority(urgent.ticketId, 'urgent');
    await get(Database).transaction((tx) => get(AssignmentService).priorityChanged(tx, urgent.ticketId));
    expect(
      await stage.value(`SELECT position FROM routing.line WHERE interaction_id = $1`, [mine.interactionId]),
    ).toBe(3);
    expect(await told()).toBe(2);
  });

  test('whatever comes between, neither place nor wait as told to anybody ever rises', async () => {
    const crew = [await stage.atWork('One'), await stage.atWork('Two')];
    // They chat already, as many chats as they take: places to count with, and nobody is answered meanwhile.
    for (const { agentId } of crew)
      for (let n = 0; n < 4; n += 1)
        await stage.rows.query(
          `INSERT INTO agents.engagement (interaction_id, agent_id, channel, state) VALUES ($1, $2, 'chat', 'engaged')`,
          [newId(), agentId],
        );
    for (let n = 0; n < 6; n += 1) await stage.arrive();
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('priority' as const),
        who: fc.nat(5),
        hours: fc.integer({ min: -2, max: 2 }),
      }),
      fc.record({ kind: fc.constant('gone' as const), who: fc.nat(5), back: fc.boolean() }),
      fc.record({ kind: fc.constant('staff' as const), who: fc.nat(1), present: fc.boolean() }),
    );
    const told = async () =>
      (
        await stage.rows.query<{ id: string; position: number | null; seconds: number | null }>(
          `SELECT interaction_id AS id, position, estimated_wait_seconds AS seconds FROM bus.interaction_status
           WHERE state IN ('waiting', 'offered') ORDER BY 1`,
        )
      ).rows;
    const least = new Map<string, { position: number; seconds: number }>();
    const ids = (await told()).filter(({ position }) => position !== null).map(({ id }) => id);
    expect(ids).toHaveLength(6);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        for (const one of steps) {
          if (one.kind === 'priority')
            await stage.rows.query(
              `UPDATE routing.work_item SET sort_key = sort_key + $2 * interval '1 hour' WHERE interaction_id = $1`,
              [ids[one.who], one.hours],
            );
          else if (one.kind === 'gone')
            await stage.rows.query(`UPDATE routing.work_item SET state = $2 WHERE interaction_id = $1`, [
              ids[one.who],
              one.back ? 'waiting' : 'abandoned',
            ]);
          else
            await stage.rows.query(`UPDATE agents.agent SET state = $2 WHERE id = $1`, [
              crew[one.who]?.agentId,
              one.present ? 'available' : 'away',
            ]);
          await get(Database).transaction((tx) => get(Announcer).all(tx));
          for (const { id, position, seconds } of await told()) {
            const before = least.get(id) ?? { position: Infinity, seconds: Infinity };
            if (position !== null) expect(position).toBeLessThanOrEqual(before.position);
            if (seconds !== null) expect(seconds).toBeLessThanOrEqual(before.seconds);
            least.set(id, { position: position ?? before.position, seconds: seconds ?? before.seconds });
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  test('the same matter keeps its place when it goes on elsewhere', async () => {
    const [call, next] = [await stage.arrive('voice'), await stage.arrive()];
    const arrived = await stage.value<Date>(
      `UPDATE routing.work_item SET enqueued_at = enqueued_at - interval '10 minutes', sort_key = sort_key - interval '10 minutes'
       WHERE interaction_id = $1 RETURNING enqueued_at`,
      [call.interactionId],
    );
    const carry = () =>
      get(Database).transaction((tx) =>
        get(AssignmentService).carryPlace(tx, { from: call.interactionId, to: next.interactionId }),
      );
    expect(await carry()).toBe(false); // somebody else's matter
    await stage.rows.query(`UPDATE routing.work_item SET ticket_id = $1 WHERE interaction_id = $2`, [
      call.ticketId,
      next.interactionId,
    ]);
    expect(await carry()).toBe(true);
    expect(
      await stage.value(`SELECT enqueued_at FROM routing.work_item WHERE interaction_id = $1`, [
        next.interactionId,
      ]),
    ).toEqual(arrived);
    expect(await stateOf(call)).toBe('done');
  });
});
