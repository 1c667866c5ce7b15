/** Everybody at once, against two copies of the real product on one database: one wins, the others are told, and repeats change nothing. */
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ack, ChatConversation, ChatLine } from '@lib/contracts';
import { carrierAccount } from '@lib/channels/voice';
import { loadConfig, newId, Secrets } from '@lib/platform';
import { Client } from 'pg';
import { compareWithFresh, isReady, openConsole } from '../faults/console-view.js';
import { actionsOf, Ledger, type Outcome } from '../faults/ledger.js';
import { mailOf, smtp } from '../faults/mail-sender.js';
import { offerFaults, ownerFaults } from '../faults/owner-rules.js';
import { furnish, hire, readStored, type Worker } from '../faults/rows.js';
import { until } from '../faults/until.js';
import { startApp, type RunningApp } from '../support/app.js';
import { visit } from '../support/chat-edge.js';
import { useDatabase } from '../support/postgres.js';
import { sign } from '../support/voice-edge.js';

const GUICHET_SECRET = randomBytes(32).toString('base64url');
const PUBLIC_URL = 'https://support.test';
const PATIENCE_MS = 30_000;
const database = useDatabase();
let rows: Client;
let house: Awaited<ReturnType<typeof furnish>>;
let first: RunningApp;
let second: RunningApp;
let ledger: Ledger;
let switchFile: string;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  house = await furnish(rows, []);
  const env = {
    GUICHET_SECRET,
    GUICHET_DEMO: '0',
    VOICE_CARRIER: 'off',
    WRAP_UP_MS: '0',
    OFFER_TIMEOUT_MS: '20000',
    PUBLIC_URL,
  };
  first = await startApp({ databaseUrl: database.url, env });
  switchFile = join(first.dataDir, 'crash-at');
  // One house, one store of files.
  second = await startApp({
    databaseUrl: database.url,
    env: { ...env, GUICHET_DATA_DIR: first.dataDir, GUICHET_CRASH_AT: `@${switchFile}` },
  });
  ledger = new Ledger(join(first.dataDir, 'ledger.ndjson'));
}, 120_000);
afterAll(async () => {
  ledger.close();
  await second.dispose();
  await first.dispose();
  await rows.end().catch(() => undefined);
});

async function call<T = Record<string, unknown>>(
  app: RunningApp,
  worker: Worker,
  path: string,
  body: object = {},
  key?: string,
): Promise<{ status: number; body: T }> {
  const answer = await fetch(app.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${worker.token}`,
      'content-type': 'application/json',
      ...(key && { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

const outcomeOf = (status: number): Outcome => (status < 300 ? 'ok' : status < 500 ? 'fail' : 'unknown');
const either = (index: number): RunningApp => (index % 2 === 0 ? first : second);
const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  Number((await rows.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, values)).rows[0]?.n);

/** People without a screen: present by their lease alone. */
async function crew(size: number, { present = true } = {}): Promise<Worker[]> {
  const workers: Worker[] = [];
  for (let n = 0; n < size; n += 1) {
    const worker = await hire(rows, `Agent ${n}`, 'agent', house.queueId);
    workers.push(worker);
    if (present)
      await rows.query(
        `INSERT INTO agents.console (id, agent_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')`,
        [newId(), worker.id],
      );
  }
  return workers;
}

/** Nobody of the last test is asked again, and its work waits for nobody. */
afterEach(async () => {
  rmSync(switchFile, { force: true });
  // One by one: all at once would hold some of them while a router, in its own order, waits for others.
  const { rows: everybody } = await rows.query<{ id: string }>(`SELECT id FROM agents.agent`);
  for (const { id } of everybody)
    await rows.query(`UPDATE agents.agent SET state = 'offline' WHERE id = $1`, [id]);
  await until(async () => (await count(`routing.offer WHERE state = 'made'`)) === 0, PATIENCE_MS);
  await rows.query(`UPDATE routing.work_item SET state = 'done' WHERE state = 'waiting'`);
});

async function mailIn(key: string): Promise<string> {
  expect(await smtp(first.smtpPort, mailOf(key, key), `${key}@example.net`)).toBe('ok');
  return until(async () => {
    const { rows: found } = await rows.query<{ ticket_id: string }>(
      `SELECT ticket_id FROM tickets.message WHERE text LIKE $1`,
      [`%[key ${key}]%`],
    );
    return found[0]?.ticket_id;
  }, PATIENCE_MS);
}

test('50 agents accept one offer at once: one 200, 49 refusals, and each of the 50 consoles agrees with a fresh one', async () => {
  const agents = await crew(50, { present: false });
  const consoles = agents.map((agent, index) => openConsole(either(index).url, agent.token));
  await until(() => consoles.every((console) => isReady(console, [])), PATIENCE_MS);
  const ticketId = await mailIn('fifty');
  const offer = await until(
    () => consoles.flatMap((console) => [...console.store.getSnapshot().offers.values()])[0],
    PATIENCE_MS,
  );
  const answers = await Promise.all(
    agents.map(async (agent, index) => {
      let status = 0;
      const wish = {
        key: `${agent.id}:${offer.id}`,
        op: 'accept' as const,
        stream: `offer:${offer.id}`,
        by: agent.id,
      };
      await ledger.attempt(wish, async () => {
        ({ status } = await call(either(index), agent, `/api/offers/${offer.id}/accept`));
        return outcomeOf(status);
      });
      return status;
    }),
  );
  expect(answers.filter((status) => status === 200)).toHaveLength(1);
  expect(answers.filter((status) => status === 409 || status === 410)).toHaveLength(49);
  const views = await Promise.all(
    consoles.map((console, index) =>
      compareWithFresh(
        `console ${index}`,
        console,
        { url: either(index).url, token: agents[index]?.token ?? '', ticketIds: [] },
        15_000,
      ),
    ),
  );
  for (const { folded, fresh } of views) expect(folded).toEqual(fresh);
  const owners = consoles.filter((console) => console.store.getSnapshot().work.has(ticketId));
  expect(owners).toHaveLength(1);
  expect(consoles.every((console) => console.store.getSnapshot().offers.size === 0)).toBe(true);
  expect(offerFaults(actionsOf(ledger.entries()), await readStored(rows))).toEqual([]);
  for (const console of consoles) console.close();
}, 120_000);

test('one agent accepts on ten screens at once: ten 200, accepted once', async () => {
  const [agent] = (await crew(1)) as [Worker];
  await mailIn('screens');
  const offerId = await until(async () => {
    const { rows: made } = await rows.query<{ id: string }>(
      `SELECT id FROM routing.offer WHERE agent_id = $1 AND state = 'made'`,
      [agent.id],
    );
    return made[0]?.id;
  }, PATIENCE_MS);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => call(either(index), agent, `/api/offers/${offerId}/accept`)),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(await count(`bus.event WHERE name = 'offer.accepted' AND data->>'offerId' = $1`, [offerId])).toBe(1);
});

test('20 agents take one ticket at once: one owner, told so alone', async () => {
  const ticketId = await mailIn('twenty');
  const agents = await crew(20, { present: false });
  const answers = await Promise.all(
    agents.map(async (agent, index) => {
      let status = 0;
      const wish = {
        key: `${agent.id}:${ticketId}`,
        op: 'take' as const,
        stream: `ticket:${ticketId}`,
        by: agent.id,
      };
      await ledger.attempt(wish, async () => {
        ({ status } = await call(either(index), agent, `/api/tickets/${ticketId}/take`));
        return outcomeOf(status);
      });
      return status;
    }),
  );
  expect(answers.filter((status) => status === 200)).toHaveLength(1);
  expect(answers.filter((status) => status === 409)).toHaveLength(19);
  expect(ownerFaults(actionsOf(ledger.entries()), await readStored(rows))).toEqual([]);
});

test('two routers at once, offers expiring under them: never two live offers for one piece of work or one agent', async () => {
  const agents = await crew(12);
  await Promise.all(
    Array.from({ length: 24 }, (_, index) =>
      smtp(either(index).smtpPort, mailOf(`r${index}`, `r${index}`), 'r@example.net'),
    ),
  );
  for (let round = 0; round < 30; round += 1) {
    await rows.query(`UPDATE routing.offer SET expires_at = now() WHERE state = 'made' AND random() < 0.5`);
    for (const { id } of agents)
      await rows.query(`UPDATE agents.agent SET state = 'available', missed_offers = 0 WHERE id = $1`, [id]);
    await new Promise((done) => setTimeout(done, 60));
  }
  const stored = await readStored(rows);
  const ours = new Set(agents.map(({ id }) => id));
  expect(stored.offers.filter(({ agentId }) => ours.has(agentId)).length).toBeGreaterThan(24);
  expect(offerFaults([], stored)).toEqual([]);
});

describe('the same thing said again, also at the same moment, changes nothing', () => {
  test('a mail, byte for byte, through both doors', async () => {
    const raw = mailOf('again', 'again');
    const told = await Promise.all(
      Array.from({ length: 6 }, (_, index) => smtp(either(index).smtpPort, raw, 'again@example.net')),
    );
    expect(told).toEqual(Array(6).fill('ok'));
    await until(async () => (await count(`email.raw_mail WHERE state = 'stored'`)) === 0, PATIENCE_MS);
    await until(async () => (await count(`bus.inbox WHERE state = 'received'`)) === 0, PATIENCE_MS);
    expect(await count(`tickets.message WHERE text LIKE '%[key again]%'`)).toBe(1);
    expect(await count(`email.raw_mail WHERE state = 'duplicate'`)).toBe(5);
  });

  test('a webhook of the carrier', async () => {
    const config = loadConfig({ GUICHET_SECRET, VOICE_CARRIER: 'off' });
    const account = carrierAccount(config, new Secrets(config));
    const callSid = `CA${randomBytes(16).toString('hex')}`;
    const body = {
      AccountSid: account.accountSid,
      ApiVersion: '2010-04-01',
      CallSid: callSid,
      CallStatus: 'ringing',
      Direction: 'inbound',
      From: '+33612345678',
      To: '+15005550100',
    };
    const hooks = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const path = '/voice/inbound';
        const answer = await fetch(either(index).url + path, {
          method: 'POST',
          headers: { 'x-twilio-signature': sign(account.authToken, PUBLIC_URL + path, body) },
          body: new URLSearchParams(body),
        });
        return { status: answer.status, text: await answer.text() };
      }),
    );
    expect(hooks.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(new Set(hooks.map(({ text }) => text)).size).toBe(1);
    expect(await count(`bus.inbox WHERE lane = $1`, [`call:${callSid}`])).toBe(1);
    await until(
      async () => count(`tickets.interaction WHERE thread_key = $1`, [`call:${callSid}`]),
      PATIENCE_MS,
    );
    expect(await count(`tickets.interaction WHERE thread_key = $1`, [`call:${callSid}`])).toBe(1);
  });

  test('a chat line, from two tabs on two processes', async () => {
    const tab = visit(first.url);
    const { visitorToken } = await tab.hello;
    const other = visit(second.url, visitorToken);
    await other.hello;
    const start = { text: 'Hello', clientId: 'start' };
    const starts = (await Promise.all(
      [tab, other, tab].map((socket) => socket.emitWithAck('chat.start', start)),
    )) as Ack<{ conversation: ChatConversation }>[];
    const ids = starts.map((answer) => (answer.ok ? answer.conversation.id : answer.problem.code));
    expect(new Set(ids).size).toBe(1);
    const line = { text: 'My bike', clientId: 'line' };
    const sent = (await Promise.all(
      [tab, other, tab, other].map((socket) => socket.emitWithAck('chat.send', line)),
    )) as Ack<{ line: ChatLine }>[];
    const lineIds = sent.map((answer) => (answer.ok ? answer.line.id : answer.problem.code));
    expect(new Set(lineIds).size).toBe(1);
    expect(await count(`chat.line WHERE conversation_id = $1 AND author_kind = 'visitor'`, [ids[0]])).toBe(2);
    expect(await count(`bus.inbox WHERE lane = $1`, [`chat:${ids[0]}`])).toBe(2);
    tab.disconnect();
    other.disconnect();
  });

  test.each([
    ['a reply', 'messages', { channel: 'email', text: 'We are on it.', delayMs: 0 }, 'message'],
    ['a note', 'notes', { text: 'Brake pads.' }, 'note'],
  ])('%s with its Idempotency-Key', async (_what, path, body, table) => {
    const ticketId = await mailIn(`key-${table}`);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        call(either(index), house.supervisor, `/api/tickets/${ticketId}/${path}`, body, 'once'),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(({ body: item }) => item['id'])).size).toBe(1);
    expect(
      await count(`tickets.${table} WHERE ticket_id = $1 AND idempotency_key IS NOT NULL`, [ticketId]),
    ).toBe(1);
  });

  test('a ticket opened by hand with its Idempotency-Key; another wish under it is refused', async () => {
    const wish = { subject: 'Opened once', customer: { name: 'Nadia', email: 'nadia@example.org' } };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        call(either(index), house.supervisor, '/api/tickets', wish, 'opened-once'),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(({ body: ticket }) => ticket['id'])).size).toBe(1);
    expect(await count(`tickets.ticket WHERE subject = $1`, [wish.subject])).toBe(1);
    const other = await call(
      first,
      house.supervisor,
      '/api/tickets',
      { ...wish, subject: 'Other' },
      'opened-once',
    );
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency-key-reused' } });
  });
});

test('two agents, a customer and a supervisor on one ticket at once: nobody is told of a failure of ours', async () => {
  const [agent] = (await crew(1)) as [Worker];
  for (let round = 0; round < 5; round += 1) {
    const ticketId = await mailIn(`busy${round}`);
    const offerId = await until(async () => {
      const { rows: made } = await rows.query<{ id: string }>(
        `SELECT id FROM routing.offer WHERE ticket_id = $1 AND state = 'made'`,
        [ticketId],
      );
      return made[0]?.id;
    }, PATIENCE_MS);
    const reply = { channel: 'email', text: 'One moment.', delayMs: 0 };
    const answers = await Promise.all([
      call(first, agent, `/api/offers/${offerId}/accept`),
      call(second, house.supervisor, `/api/tickets/${ticketId}/messages`, reply),
      call(first, house.supervisor, `/api/tickets/${ticketId}/notes`, { text: 'Urgent' }),
      call(second, house.supervisor, `/api/tickets/${ticketId}/take`),
      call(first, house.supervisor, `/api/tickets/${ticketId}/messages`, reply),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
  }
  expect(ownerFaults([], await readStored(rows))).toEqual([]);
  expect(offerFaults([], await readStored(rows))).toEqual([]);
});

test('intake killed between claim and commit: who is there takes over when the lease is over, and once', async () => {
  await first.kill();
  writeFileSync(switchFile, 'after-insert:2'); // the first pass is the mail's own, the second is intake's
  expect(await smtp(second.smtpPort, mailOf('claimed', 'claimed'), 'claimed@example.net')).toBe('ok');
  await until(() => !isAlive(second.pid), PATIENCE_MS);
  rmSync(switchFile, { force: true });
  expect(await count(`bus.inbox WHERE state = 'received' AND attempts = 1`)).toBe(1);
  expect(await count(`tickets.message WHERE text LIKE '%[key claimed]%'`)).toBe(0);
  const died = Date.now();
  await Promise.all([first.start(), second.start()]);
  await until(() => count(`tickets.message WHERE text LIKE '%[key claimed]%'`), PATIENCE_MS);
  expect(Date.now() - died).toBeLessThan(20_000);
  await until(async () => (await count(`bus.inbox WHERE state = 'received'`)) === 0, PATIENCE_MS);
  expect(await count(`tickets.message WHERE text LIKE '%[key claimed]%'`)).toBe(1);
}, 120_000);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
