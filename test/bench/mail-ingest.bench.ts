/** How many mails a second become tickets, beside what imapflow and mailparser alone need to fetch and parse the same mails. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate, startEmbeddedPostgres } from '@lib/database';
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { Client } from 'pg';
import { startDovecot, type Dovecot } from '../support/dovecot.js';
import { freePorts } from '../support/ports.js';
import { letter } from './letters.js';

const count = Number(process.env.BENCH_MAILS ?? 5_000);
const connections = 8;
const mailsPerSecondLimit = 150;
const box = 'box1';

/** As `npm start` runs it. */
const { productFlags } = (await import(resolve('infra/bin/parts/product-flags.mjs'))) as {
  productFlags: string[];
};
const silent = () => undefined;
const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
chmodSync(folder, 0o711); // root lends the database server to another user, who has to get in
const postgres = await startEmbeddedPostgres({
  dataDir: join(folder, 'postgres'),
  log: { info: silent, warn: silent, error: silent },
});
const dovecot = await startDovecot({ users: 1 });
const [port, smtpPort] = (await freePorts(2)) as [number, number];
let product: ChildProcess | undefined;
try {
  await migrate(postgres.url);
  await stock(dovecot);
  const alone = await fetchAndParse();
  say('imapflow fetch and mailparser alone', alone, null, 1);
  product = await startProduct();
  await measure('IMAP', alone, moveIntoInbox);
  await measure('SMTP', alone, sendAll);
} finally {
  if (product) await stopProduct(product);
  await dovecot.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The built product in a process of its own, as it would run; this one plays the customers. */
async function startProduct(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...productFlags, resolve('dist/apps/all-in-one/main.js')], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      SMTP_IN_PORT: String(smtpPort),
      DATABASE_URL: postgres.url,
      GUICHET_SECRET: 'a-secret-for-benches-only-0123456789',
      GUICHET_DATA_DIR: join(folder, 'data'),
      IMAP_URL: `${dovecot.url(box)}/INBOX?mailbox=support@guichet.test`,
      IMAP_TLS_INSECURE: '1',
      VOICE_CARRIER: 'off',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let look = 0; look < 600 && child.exitCode === null; look += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return child;
    await pause(100);
  }
  throw new Error('the product did not get ready');
}

async function stopProduct(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** From the first mail offered to the last one being an inbox row, and to the last one being on a ticket. */
async function measure(door: string, alone: number, offer: () => Promise<void>): Promise<void> {
  const database = new Client({ connectionString: postgres.url });
  await database.connect();
  const at = async (): Promise<{ rows: number; tickets: number }> => {
    const { rows } = await database.query<{ rows: number; tickets: number }>(
      `SELECT count(*)::int AS rows, (count(*) FILTER (WHERE ticket_id IS NOT NULL))::int AS tickets FROM bus.inbox`,
    );
    return rows[0] ?? { rows: 0, tickets: 0 };
  };
  const before = await at();
  const begun = performance.now();
  const offered = offer();
  let filed = 0;
  let ticketed = 0;
  while (!ticketed) {
    await pause(200);
    const now = await at();
    const took = (performance.now() - begun) / 1_000;
    if (!filed && now.rows - before.rows >= count) filed = count / took;
    if (now.tickets - before.tickets >= count) ticketed = count / took;
    if (took > 300) throw new Error(`${now.tickets - before.tickets} of ${count} mails in 300 s`);
  }
  await offered;
  await database.end();
  say(`${door} to committed inbox row`, filed, null, filed / alone);
  say(`${door} to committed ticket`, ticketed, mailsPerSecondLimit, ticketed / alone);
}

async function fetchAndParse(): Promise<number> {
  const client = await connected();
  await client.mailboxOpen('Processed');
  const begun = performance.now();
  let parsed = 0;
  for await (const mail of client.fetch('1:*', { uid: true, source: true })) {
    await simpleParser(mail.source ?? '');
    parsed += 1;
  }
  const rate = parsed / ((performance.now() - begun) / 1_000);
  await client.logout();
  return rate;
}

/** Fills a folder nobody watches, so that all of it can be moved under the watch at once. */
async function stock({ lmtpPort }: Dovecot): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: lmtpPort,
    lmtp: true,
    ignoreTLS: true,
    pool: true,
    maxConnections: connections,
    maxMessages: Infinity,
  });
  const envelope = { from: 'sender@example.org', to: [box] };
  await Promise.all(
    Array.from({ length: count }, (_, n) => transport.sendMail({ envelope, raw: letter('imap', n) })),
  );
  transport.close();
  const client = await connected();
  await client.mailboxOpen('INBOX');
  await client.messageMove('1:*', 'Processed');
  await client.logout();
}

async function moveIntoInbox(): Promise<void> {
  const client = await connected();
  await client.mailboxOpen('Processed');
  await client.messageMove('1:*', 'INBOX');
  await client.logout();
}

async function sendAll(): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: smtpPort,
    ignoreTLS: true,
    pool: true,
    maxConnections: connections,
    maxMessages: Infinity,
  });
  const envelope = { from: 'sender@example.org', to: ['support@guichet.test'] };
  await Promise.all(
    Array.from({ length: count }, (_, n) => transport.sendMail({ envelope, raw: letter('smtp', n) })),
  );
  transport.close();
}

async function connected(): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: dovecot.imapPort,
    doSTARTTLS: false,
    logger: false,
    auth: { user: box, pass: 'secret1' },
  });
  await client.connect();
  return client;
}

function say(figure: string, value: number, limit: number | null, ratio: number): void {
  const rounded = (number: number) => Math.round(number * 100) / 100;
  console.log(
    JSON.stringify({
      bench: 'mail-ingest',
      figure,
      unit: 'mails/s',
      value: rounded(value),
      limit,
      ratio: rounded(ratio),
    }),
  );
}
