/** One matter by mail, from the customer's first line to the second answer; and the stream of made-up customers for demos. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { MailRecord, Ticket, TimelineItem } from '@lib/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { DEMO_PASSWORD, startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let app: RunningApp;

beforeAll(async () => {
  app = await startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', MAIL_UNDO_MS: '0' } });
}, 90_000);
afterAll(() => app?.dispose());

async function login(email: string): Promise<string> {
  const answer = await fetch(`${app.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: DEMO_PASSWORD }),
  });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

async function api<T>(token: string | null, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${app.url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
    },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function until<T>(look: () => Promise<T | null | undefined>, ms = 30_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`not seen within ${ms} ms: ${String(look)}`);
    await pause(50);
  }
}

interface Sent {
  messageId: string;
  replyTo: string;
  references: string[];
  subject: string;
  text: string;
  to: string[];
}
const outboxOf = async (address: string) =>
  (await api<{ items: Sent[] }>(null, '/api/demo/outbox')).items.filter((mail) => mail.to.includes(address));

test('question, answer, reply: one ticket, one thread, every mail accounted for', async () => {
  const ada = await login('ada@guichet.test');
  const customer = 'journey@example.net';
  const begun = Date.now();
  const { messageId } = await api<{ messageId: string }>(null, '/api/demo/mail', {
    from: customer,
    name: 'Jo Journey',
    subject: 'Imprimante en panne',
    text: 'Bonjour,\n\nelle ne démarre plus.',
  });
  const record = await until(async () => {
    const page = await api<{ items: MailRecord[] }>(
      ada,
      `/api/admin/mail?messageId=${encodeURIComponent(messageId)}`,
    );
    return page.items.find((item) => item.ticketId);
  });
  expect(Date.now() - begun).toBeLessThan(10_000);
  expect(record).toMatchObject({ state: 'processed', door: 'smtp' });

  const ticket = await api<Ticket>(ada, `/api/tickets/${record.ticketId}`);
  expect(ticket).toMatchObject({ subject: 'Imprimante en panne', customer: { name: 'Jo Journey' } });
  await api(ada, `/api/tickets/${ticket.id}/messages`, {
    channel: 'email',
    text: 'Essayez de la débrancher.',
  });
  const answer = await until(async () =>
    (await outboxOf(customer)).find(({ text }) => text.includes('Essayez de la débrancher.')),
  );
  expect(answer).toMatchObject({
    subject: `Re: Imprimante en panne [${ticket.number}]`,
    references: [messageId],
  });

  await api(null, '/api/demo/mail', {
    from: customer,
    to: answer.replyTo,
    subject: 'Re: Imprimante en panne',
    text: 'Elle marche, merci !\n\nLe jeu. 2 avr. 2026 à 09:00, Support <support@guichet.test> a écrit :\n> Essayez de la débrancher.',
    inReplyTo: answer.messageId,
    references: [messageId, answer.messageId],
  });
  const timeline = await until(async () => {
    const { items } = await api<{ items: TimelineItem[] }>(ada, `/api/tickets/${ticket.id}/timeline`);
    // Between them stands the acknowledgement, unless the answer was quicker.
    const messages = items.filter((item) => item.kind === 'message' && item.author.kind !== 'rule');
    return messages.length >= 3 ? messages : null;
  });
  expect(timeline.map((item) => item.direction)).toEqual(['in', 'out', 'in']);
  expect(timeline[2]?.replyText).toBe('Elle marche, merci !');
  expect(timeline[1]?.delivery?.state).toBe('sent');
});

test('a hostile upload waits in quarantine while the product goes on', async () => {
  const ada = await login('ada@guichet.test');
  const parts = Array.from({ length: 10_000 }, () => '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n').join('');
  const answer = await fetch(`${app.url}/api/admin/mail?mailbox=support@guichet.test`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ada}`, 'content-type': 'message/rfc822' },
    body: `From: x@example.net\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--`,
  });
  expect(answer.status).toBe(202);
  const { id } = (await answer.json()) as { id: string };
  const kept = await until(async () => {
    const record = await api<MailRecord>(ada, `/api/admin/mail/${id}`);
    return record.state === 'quarantined' ? record : null;
  }, 30_000);
  expect(kept.error).toMatch(/child nodes/i);
});

test('the stream of demo customers comes in by mail, chat and phone, and ends by itself', async () => {
  const { code, output } = await traffic('--url', app.url, '--smtp', `127.0.0.1:${app.smtpPort}`);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('6 of 6 customers came in') });
  const channels = await database.query<{ channel: string; count: number }>(
    `SELECT channel, count(DISTINCT ticket_id)::integer AS count FROM tickets.interaction
     JOIN customers.identity ON identity.id = identity_id
     WHERE value LIKE '%@example.org' OR value LIKE '+1500555____' OR channel = 'chat' GROUP BY channel`,
  );
  for (const channel of ['email', 'chat', 'voice'])
    expect(channels.find((row) => row.channel === channel)?.count).toBeGreaterThanOrEqual(2);
}, 180_000);

test('made-up customers are sent to no house that is not a demo', async () => {
  const house = createServer((_, answer) => answer.end('{"demo":false,"voice":false}')).listen(
    0,
    '127.0.0.1',
  );
  await once(house, 'listening');
  const { port } = house.address() as AddressInfo;
  const { code, output } = await traffic('--url', `http://127.0.0.1:${port}`);
  house.close();
  expect(code).toBe(1);
  expect(output).toContain('is no demo');
  expect((await traffic('--customers', '100000')).output).toContain('--customers  how many');
}, 120_000);

async function traffic(...more: string[]): Promise<{ code: number | null; output: string }> {
  const program = resolve(import.meta.dirname, '../../dist/infra/demo/traffic.js');
  const child = spawn(process.execPath, [
    program,
    ...['--customers', '6', '--every', '50', '--talk', '200'],
    ...more,
  ]);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => (output += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}
