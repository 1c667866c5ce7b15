/** One router leads: killed, cut off or overtaken, nothing is offered twice, nothing is lost, and the next goes on within a second. */
import { Database } from '@lib/database';
import { loadConfig, newId } from '@lib/platform';
import { decide, Leadership, OfferMaker, PlanReader, RouterMemory, RouterWorker } from '@lib/routing';
import { Client } from 'pg';
import { until } from '../support/chat-edge.js';
import { useDatabase } from '../support/postgres.js';
import { RouterCrew } from '../support/router-crew.js';
import { RoutingStage } from '../support/routing-stage.js';

const AGENTS = 20;
const WAITING = 300;
const TAKEOVER_MS = 1_000;

describe('two routers, one database', () => {
  const database = useDatabase();
  let crew: RouterCrew;
  let rows: Client;

  beforeAll(async () => {
    rows = new Client({ connectionString: database.url });
    rows.on('error', () => undefined);
    await rows.connect();
    await furnish(rows);
    crew = new RouterCrew(database.url, { OFFER_TIMEOUT_MS: '600000' });
    await crew.start(2);
  }, 90_000);
  afterAll(async () => {
    await crew.stop();
    await rows.end();
  });

  const value = async <T>(sql: string, values: unknown[] = []): Promise<T> =>
    Object.values((await rows.query<Record<string, T>>(sql, values)).rows[0] ?? {})[0] as T;
  /** The agents take what rings, and have room for more. */
  const answer = () =>
    rows.query(
      `WITH answered AS (UPDATE agents.engagement SET state = 'engaged' WHERE state = 'offered' RETURNING agent_id)
       UPDATE agents.agent SET version = version + 1 WHERE id IN (SELECT agent_id FROM answered)`,
    );

  const eachOnce = async () => {
    const { rows: counts } = await rows.query(
      `SELECT count(*)::integer AS offers, count(DISTINCT work_item_id)::integer AS items, count(*) FILTER (WHERE state = 'made')::integer AS live,
              (SELECT count(*)::integer FROM agents.engagement JOIN routing.offer USING (interaction_id, agent_id)) AS held FROM routing.offer`,
    );
    expect(counts).toEqual([{ offers: WAITING, items: WAITING, live: WAITING, held: WAITING }]);
  };

  test('the leader is killed amid its work: the other leads within a second, and each item is offered exactly once', async () => {
    const [, epoch] = [await line(rows, WAITING), await value<string>(`SELECT epoch FROM routing.leader`)];
    await until(async () => (await value<number>(`SELECT count(*)::integer FROM routing.offer`)) > 0);
    await answer();
    const killedAt = await value<Date>(`SELECT clock_timestamp()`);
    crew.killLeader();
    await until(async () => {
      await answer();
      return (
        (await value<number>(`SELECT count(*)::integer FROM routing.work_item WHERE state = 'waiting'`)) === 0
      );
    });
    const { rows: leaders } = await rows.query<{ epoch: string; since: Date }>(
      `SELECT epoch, since FROM routing.leader`,
    );
    expect(Number(leaders[0]?.epoch)).toBe(Number(epoch) + 1);
    expect((leaders[0]?.since.getTime() ?? Infinity) - killedAt.getTime()).toBeLessThan(TAKEOVER_MS);
    await eachOnce();
  });

  test('a leader frozen amid its work holds nobody up, and when it wakes it writes nothing over who leads by now', async () => {
    await rows.query(`TRUNCATE routing.offer, routing.work_item, agents.engagement`);
    await crew.start(1);
    const epoch = await value<string>(`SELECT epoch FROM routing.leader`);
    await line(rows, WAITING);
    await until(async () => (await value<number>(`SELECT count(*)::integer FROM routing.offer`)) > 0);
    const frozen = crew.freezeLeader();
    // As the server does when a machine does not answer.
    await rows.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 7183101
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    const left = () =>
      value<number>(`SELECT count(*)::integer FROM routing.work_item WHERE state = 'waiting'`);
    await until(async () => (await value<string>(`SELECT epoch FROM routing.leader`)) !== epoch);
    const before = await left();
    await until(async () => {
      await answer();
      return (await left()) < before;
    });
    frozen.wakeUp();
    await until(async () => {
      await answer();
      return (await left()) === 0;
    });
    expect(Number(await value(`SELECT epoch FROM routing.leader`))).toBe(Number(epoch) + 1);
    await eachOnce();
  });
});

describe('the lead', () => {
  const database = useDatabase();
  let stage: RoutingStage;

  beforeAll(async () => {
    stage = await RoutingStage.open(database.url);
    await stage.edge.app.get(RouterWorker).onApplicationShutdown();
  });
  afterAll(() => stage.close());

  const leadership = () =>
    new Leadership(
      loadConfig({ DATABASE_URL: database.url, GUICHET_SECRET: 'a-secret-for-tests-only-0123456789' }),
    );
  const endSession = () =>
    stage.rows.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 7183101
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
  const transaction = <T>(work: Parameters<Database['transaction']>[0]) =>
    stage.edge.app.get(Database).transaction(work) as Promise<T>;

  test('who lost the lead without knowing it writes nothing, and only one has it at a time', async () => {
    const [one, two] = [leadership(), leadership()];
    try {
      const term = await one.beat();
      if (!term) throw new Error('nobody else leads');
      expect(await two.beat()).toBeNull();
      await transaction((tx) => one.fence(tx, term));
      await endSession();
      await until(() => two.beat());
      const late = transaction(async (tx) => {
        await one.fence(tx, term);
        await tx.query(`UPDATE routing.queue SET name = 'written by who leads no more'`);
      });
      await expect(late).rejects.toThrow('another router leads by now');
      expect(await stage.value(`SELECT name FROM routing.queue`)).toBe('Support');
    } finally {
      await Promise.all([one.resign(), two.resign()]);
    }
  });

  test('two flushes of the leader do not wait for each other, and who steers by hand waits for both', async () => {
    const one = leadership();
    const done: string[] = [];
    const held = async (name: string, way: 'alone' | 'beside-flushes', until: Promise<unknown>) => {
      await transaction(async (tx) => {
        await one.fence(tx, term, way);
        done.push(`${name} in`);
        await until;
        done.push(`${name} out`);
      });
    };
    const term = await until(() => one.beat());
    try {
      let [endFirst, endSecond] = [() => undefined as void, () => undefined as void];
      const first = held('first', 'beside-flushes', new Promise<void>((end) => (endFirst = end)));
      await until(() => Promise.resolve(done.includes('first in')));
      const second = held('second', 'beside-flushes', new Promise<void>((end) => (endSecond = end)));
      await until(() => Promise.resolve(done.includes('second in')));
      const steering = held('steering', 'alone', Promise.resolve());
      await until(() =>
        stage.value(
          `SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 7183100 AND NOT granted)`,
        ),
      );
      endSecond();
      await second;
      endFirst();
      await Promise.all([first, steering]);
      expect(done).toEqual([
        'first in',
        'second in',
        'second out',
        'first out',
        'steering in',
        'steering out',
      ]);
    } finally {
      await one.resign();
    }
  });

  test('whose row changed between the look and the writing is not rung, and the item is decided again', async () => {
    const [busy, free] = [await stage.atWork('Busy'), await stage.atWork('Free')];
    const [first, second, third] = [await stage.arrive(), await stage.arrive(), await stage.arrive()];
    const [reader, memory] = [stage.edge.app.get(PlanReader), new RouterMemory()];
    const all = stage.edge.app.get(Database);
    memory.replace(await reader.staffed(all, new Map()), await reader.waiting(all), new Map());
    const decided = decide(memory, Date.now(), 10);
    expect(decided.map(({ agentId }) => agentId)).toEqual([busy.agentId, free.agentId]);
    await stage.rows.query(`UPDATE agents.agent SET version = version + 1 WHERE id = $1`, [busy.agentId]);
    const maker = stage.edge.app.get(OfferMaker);
    const flushed = await transaction<{ again: { id: string }[] }>((tx) =>
      maker.make(tx, maker.prepare(decided), () => Promise.resolve()),
    );
    expect(flushed).toMatchObject({ made: 1, again: [{ id: decided[0]?.itemId }] });
    expect(await stage.live(first)).toEqual([]);
    expect(await stage.live(second)).toHaveLength(1);
    expect(await stage.live(third)).toEqual([]);
    // Repeated, it makes nothing more: whom it would ring has changed since, by ringing.
    await transaction((tx) => maker.make(tx, maker.prepare(decided), () => Promise.resolve()));
    expect(await stage.live()).toHaveLength(1);
  });
});

async function furnish(rows: Client): Promise<void> {
  const queue = newId();
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Support', true)`, [queue]);
  await rows.query(
    `WITH made AS (
       INSERT INTO agents.agent (id, email, name, role, password_hash, state, capacity)
       SELECT gen_random_uuid(), n || '@guichet.test', 'agent ' || n, 'agent', 'none', 'available', '{"chat": 100, "email": 1, "voice": 1}'
       FROM generate_series(1, $2::integer) AS n RETURNING id),
     here AS (INSERT INTO agents.console (id, agent_id, expires_at) SELECT id::text, id, now() + interval '1 hour' FROM made)
     INSERT INTO agents.membership (agent_id, queue_id) SELECT id, $1 FROM made`,
    [queue, AGENTS],
  );
}

async function line(rows: Client, waiting: number): Promise<void> {
  await rows.query(
    `WITH numbered AS (SELECT gen_random_uuid() AS c, gen_random_uuid() AS t, gen_random_uuid() AS i, queue.id AS q, n
                       FROM routing.queue, generate_series(1, $1::integer) AS n),
     kept AS (SELECT * FROM numbered),
     people AS (INSERT INTO customers.customer (id, name) SELECT c, 'customer' FROM kept),
     matters AS (INSERT INTO tickets.ticket (id, customer_id, subject, queue_id) SELECT t, c, 'matter', q FROM kept),
     talks AS (INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, queue_id, thread_key, our_address)
               SELECT i, t, c, c, 'chat', q, 'chat:' || i, 'chat' FROM kept)
     INSERT INTO routing.work_item (id, interaction_id, ticket_id, queue_id, channel, sort_key)
     SELECT gen_random_uuid(), i, t, q, 'chat', now() - n * interval '1 second' FROM kept`,
    [waiting],
  );
}
