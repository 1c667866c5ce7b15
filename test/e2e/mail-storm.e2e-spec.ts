/** A storm of mail through IMAP while the product is killed again and again: each letter one message, each stranger one ticket and one acknowledgement. */
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '@lib/platform';
import { createTransport } from 'nodemailer';
import { startApp, type RunningApp } from '../support/app.js';
import { startDovecot, type Dovecot } from '../support/dovecot.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';

/** A tenth of the storm with every change; the whole of it, 600 letters and 20 kills, by `npm run test:faults`. */
const whole = Number(process.env.FAULT_REPEATS ?? 1) >= 10;
const LETTERS = whole ? 600 : 60;
const REPEATED = LETTERS / 10;
const KILLS = whole ? 20 : 3;
const CONNECTIONS = 4;
const box = 'box1';

let database: TestDatabase;
let dovecot: Dovecot;
let relay: SmtpSink;
let app: RunningApp | undefined;

beforeAll(async () => {
  [database, dovecot, relay] = await Promise.all([
    createDatabase(),
    startDovecot({ users: 1 }),
    startSmtpSink(),
  ]);
  await database.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Support', true)`, [
    newId(),
  ]);
});
afterAll(async () => {
  await app?.dispose();
  await Promise.all([dovecot.stop(), relay.stop()]);
  await database.drop();
});

test(
  'killed at random instants while letters come in, a tenth of them twice: all are there once, each is acknowledged once',
  async () => {
    app = await startApp({
      databaseUrl: database.url,
      env: {
        GUICHET_DEMO: '0',
        IMAP_URL: `${dovecot.url(box)}/INBOX?mailbox=support@guichet.test`,
        IMAP_TLS_INSECURE: '1',
        SMTP_URL: relay.url,
        VOICE_CARRIER: 'off',
      },
    });
    const running = app;
    await mailboxKnown();
    const letters = Array.from({ length: LETTERS }, (_, n) => ({ n, raw: letter(n) }));
    const again = letters.filter(({ n }) => n % (LETTERS / REPEATED) === 3);
    const delivered = deliver([...letters, ...again]);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(100 + Math.random() * 900);
      await running.kill();
      await running.start();
    }
    await delivered;
    await settled();
    await running.stop();

    const messages = await database.query<{ sender: string; copies: number }>(
      `SELECT body->'from'->>'value' AS sender, count(*)::int AS copies FROM bus.inbox GROUP BY 1`,
    );
    expect(messages.length).toBe(LETTERS);
    expect(messages.filter(({ copies }) => copies !== 1)).toEqual([]);
    const [made] = await database.query(
      `SELECT (SELECT count(*)::int FROM tickets.ticket) AS tickets,
         (SELECT count(*)::int FROM customers.customer) AS customers,
         (SELECT count(*)::int FROM tickets.message WHERE direction = 'in') AS messages,
         (SELECT count(*)::int FROM email.raw_mail WHERE state = 'quarantined') AS quarantined`,
    );
    expect(made).toEqual({ tickets: LETTERS, customers: LETTERS, messages: LETTERS, quarantined: 0 });

    const acknowledged = new Map<string, Set<string>>();
    for (const { to, raw } of relay.mails)
      for (const address of to) {
        const id = /^Message-ID:\s+(<[^>]+>)/im.exec(raw.toString())?.[1] ?? '';
        acknowledged.set(address, (acknowledged.get(address) ?? new Set()).add(id));
      }
    // A kill between the relay's 250 and our note repeats the same bytes under the same id, which the receiver knows.
    expect([...acknowledged.values()].filter((ids) => ids.size !== 1)).toEqual([]);
    const [{ unsure } = { unsure: 0 }] = await database.query<{ unsure: number }>(
      `SELECT count(*)::int AS unsure FROM bus.dispatch WHERE state = 'unsure'`,
    );
    expect(acknowledged.size).toBeGreaterThanOrEqual(LETTERS - unsure);
    expect(relay.mails.length - acknowledged.size).toBeLessThanOrEqual(2 * CONNECTIONS * KILLS);
    process.stdout.write(
      `${LETTERS} letters, ${again.length} of them twice, ${KILLS} kills: ${messages.length} messages, ${acknowledged.size} acknowledged, ${relay.mails.length - acknowledged.size} repeated with the same id, ${unsure} unsure\n`,
    );
  },
  whole ? 600_000 : 180_000,
);

function letter(n: number): string {
  return [
    `From: Client ${n} <client${n}@example.net>`,
    'To: support@guichet.test',
    `Subject: Panne ${n}`,
    `Message-ID: <storm.${n}@example.net>`,
    'Date: Thu, 02 Apr 2026 09:00:00 +0200',
    '',
    `Bonjour, la machine ${n} ne marche plus.`,
    '',
  ].join('\r\n');
}

/** As a mail server hands them in, over LMTP, evenly over the time of the kills. */
async function deliver(all: { raw: string }[]): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: dovecot.lmtpPort,
    lmtp: true,
    ignoreTLS: true,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Infinity,
  });
  const envelope = { from: 'sender@example.net', to: [box] };
  for (let at = 0; at < all.length; at += CONNECTIONS) {
    await Promise.all(
      all.slice(at, at + CONNECTIONS).map(({ raw }) => transport.sendMail({ envelope, raw })),
    );
    await pause(100);
  }
  transport.close();
}

/** A new mailbox is read from its first sight on: what lay there before is not for this test. */
async function mailboxKnown(): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    const [known] = await database.query(`SELECT id FROM email.mailbox WHERE uidvalidity IS NOT NULL`);
    if (known) return;
    await pause(100);
  }
  throw new Error('the mailbox was never opened');
}

/** Everything taken in is worked through, and what has to leave has left. */
async function settled(): Promise<void> {
  const end = Date.now() + 120_000;
  for (;;) {
    const [left] = await database.query<{ mails: number; work: number }>(
      `SELECT (SELECT count(DISTINCT message_id)::int FROM email.raw_mail) AS mails,
         (SELECT count(*)::int FROM email.raw_mail WHERE state = 'stored')
           + (SELECT count(*)::int FROM bus.inbox WHERE ticket_id IS NULL)
           + (SELECT count(*)::int FROM bus.delivery WHERE listener LIKE 'rules%')
           + (SELECT count(*)::int FROM rules.run WHERE state = 'due')
           + (SELECT count(*)::int FROM bus.dispatch WHERE state IN ('waiting', 'leased')) AS work`,
    );
    if (left?.mails === LETTERS && left.work === 0) return;
    if (Date.now() > end) throw new Error(`not settled: ${JSON.stringify(left)}`);
    await pause(200);
  }
}
