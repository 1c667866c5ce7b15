/** What a burst of mail does to people who talk: chat and console delays while a backlog is worked off, and the memory one huge letter costs. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServerToAgent } from '@lib/contracts';
import { migrate, startEmbeddedPostgres } from '@lib/database';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { Client } from 'pg';
import { io } from 'socket.io-client';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { visit, type VisitorClient } from '../support/chat-edge.js';
import { startDovecot, type Dovecot } from '../support/dovecot.js';
import { letter } from './letters.js';

const backlog = Number(process.env.BENCH_MAILS ?? 5_000);
const backlogSecondsLimit = 40;
const delayMsLimit = 250;
const memoryMbLimit = 400;
const hugeBytes = 84 * 1024 * 1024;
/** Beyond the worst five of them lies what a p99 is. */
const quietLines = Number(process.env.BENCH_LINES ?? 500);
const visitors = Number(process.env.BENCH_VISITORS ?? 16);
/** Within what one visitor may write in a minute: together some 25 lines a second. */
const lineEveryMs = 650;
const box = 'box1';

/** As `npm start` runs it. */
const { productFlags: nodeFlags } = (await import(resolve('infra/bin/parts/product-flags.mjs'))) as {
  productFlags: string[];
};
const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
chmodSync(folder, 0o711); // root lends the database server to another user, who has to get in
const silent = () => undefined;
const postgres = await startEmbeddedPostgres({
  dataDir: join(folder, 'postgres'),
  log: { info: silent, warn: silent, error: silent },
});
const dovecot = await startDovecot({ users: 1 });
const database = new Client({ connectionString: postgres.url });
let app: RunningApp | undefined;
try {
  await migrate(postgres.url);
  await database.connect();
  await stock(dovecot);
  app = await startApp({
    databaseUrl: postgres.url,
    nodeFlags,
    env: { ...mailSettings(), VOICE_CARRIER: 'off' },
  });
  await talkWhileMailComes(app);
  await app.dispose();
  app = await startApp({ app: 'email', databaseUrl: postgres.url, nodeFlags, env: mailSettings() });
  await takeHugeLetters(app);
} finally {
  await app?.dispose();
  await database.end();
  await dovecot.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

function mailSettings(): Record<string, string> {
  return {
    IMAP_URL: `${dovecot.url(box)}/INBOX?mailbox=support@guichet.test`,
    IMAP_TLS_INSECURE: '1',
    LOG_LEVEL: 'warn',
  };
}

async function talkWhileMailComes({ url }: RunningApp): Promise<void> {
  await known(`SELECT 1 FROM email.mailbox WHERE uidvalidity IS NOT NULL`);
  const talk = await beginTalk(url);
  const quiet = await talk.lines((said) => Promise.resolve(said < quietLines));
  const before = await ticketed();
  const begun = performance.now();
  let seconds = 0;
  await move('Processed', 'INBOX');
  const busy = await talk.lines(async () => {
    const left = backlog - ((await ticketed()) - before);
    seconds = (performance.now() - begun) / 1_000;
    return left > 0;
  });
  talk.end();
  say('backlog of mail on tickets', 's', seconds, backlogSecondsLimit, seconds / backlogSecondsLimit);
  const said = busy.acked.length;
  // With fewer, the p99 is the worst moment of a few and no figure.
  say('chat lines said in the backlog', 'lines', said, quietLines, quietLines / said);
  for (const [what, still, loaded] of [
    ['chat line to its ack', quiet.acked, busy.acked],
    ['chat line to the console', quiet.pushed, busy.pushed],
  ] as const) {
    say(`${what}, no mail, p99`, 'ms', quantile(still, 0.99), null, 1);
    say(`${what}, in the backlog, p50`, 'ms', quantile(loaded, 0.5), null, null);
    const p99 = quantile(loaded, 0.99);
    say(`${what}, in the backlog, p99`, 'ms', p99, delayMsLimit, p99 / delayMsLimit);
  }
}

interface Delays {
  acked: number[];
  pushed: number[];
}

/** Asked now and then, with how many lines were said; false ends the talk. */
type More = (said: number) => Promise<boolean>;

/** Visitors who write and one supervisor's console that watches all their tickets. */
async function beginTalk(url: string) {
  const { token } = await ApiClient.logIn(url, 'max');
  const watcher = io(`${url}/agents`, { transports: ['websocket'], auth: { token }, forceNew: true });
  const shown = new Map<string, number>();
  watcher.on('timeline.appended', (push: Parameters<ServerToAgent['timeline.appended']>[0]) => {
    const mark = /line-\d+-/.exec(JSON.stringify(push))?.[0];
    if (mark && !shown.has(mark)) shown.set(mark, performance.now());
  });
  await new Promise((done) => watcher.once('hello', done));
  const people: VisitorClient[] = [];
  for (let n = 0; n < visitors; n += 1) {
    const visitor = visit(url);
    await visitor.hello;
    const begun = await visitor.emitWithAck('chat.start', { text: 'Bonjour', clientId: crypto.randomUUID() });
    if (!begun.ok) throw new Error(begun.problem.title);
    await watcher.emitWithAck('ticket.watch', { ticketId: await ticketOfChat(begun.conversation.id) });
    people.push(visitor);
  }
  let marks = 0;
  const lines = async (more: More): Promise<Delays> => {
    const sentAt = new Map<string, number>();
    const acked: number[] = [];
    let going = true;
    const talk = async (visitor: VisitorClient, turn: number): Promise<void> => {
      await pause((turn * lineEveryMs) / visitors);
      while (going) {
        const mark = `line-${(marks += 1)}-`;
        const at = performance.now();
        sentAt.set(mark, at);
        const answer = await visitor.emitWithAck('chat.send', { text: mark, clientId: crypto.randomUUID() });
        // A visitor has a rate of their own; who is told to wait has not been delayed by the mail.
        if (answer.ok) acked.push(performance.now() - at);
        else sentAt.delete(mark);
        await pause(Math.max(0, lineEveryMs - (performance.now() - at)));
      }
    };
    const watch = async (): Promise<void> => {
      // Asked apart from the talk and not often: to count the rows is work for the database too.
      while (await more(acked.length)) await pause(lineEveryMs);
      going = false;
    };
    await Promise.all([watch(), ...people.map(talk)]);
    await pause(2_000);
    const pushed = [...sentAt].map(([mark, at]) => (shown.get(mark) ?? Infinity) - at);
    return { acked, pushed };
  };
  return {
    lines,
    end: () => {
      for (const visitor of people) visitor.disconnect();
      watcher.disconnect();
    },
  };
}

/** A letter of 84 MB by each door; the most memory the mail service ever held. */
async function takeHugeLetters({ smtpPort, pid }: RunningApp): Promise<void> {
  const attachment = Buffer.alloc(Math.floor((hugeBytes * 57) / 78), 'pièce jointe ').toString('base64');
  const raw = Buffer.from(
    [
      'From: Zoe <zoe@example.net>',
      'To: support@guichet.test',
      'Subject: Huge',
      `Message-ID: <huge.${Date.now()}@example.net>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'See the file.',
      '--b',
      'Content-Type: application/octet-stream; name=plan.bin',
      'Content-Disposition: attachment; filename=plan.bin',
      'Content-Transfer-Encoding: base64',
      '',
      attachment.replace(/.{76}/g, '$&\r\n'),
      '--b--',
      '',
    ].join('\r\n'),
  );
  const idle = peakMb(pid);
  const smtp = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true });
  await smtp.sendMail({ envelope: { from: 'zoe@example.net', to: ['support@guichet.test'] }, raw });
  smtp.close();
  await known(`SELECT 1 FROM bus.inbox WHERE body->>'subject' = 'Huge'`);
  const bySmtp = peakMb(pid);
  await dovecot.deliver(box, Buffer.concat([Buffer.from('X-Door: imap\r\n'), raw]));
  await known(`SELECT 1 FROM email.raw_mail WHERE door = 'imap' AND size > 80000000 AND state <> 'stored'`);
  const byImap = peakMb(pid);
  say('mail service at rest, peak memory', 'MB', idle, null, null);
  say('letter of 84 MB by SMTP, peak memory', 'MB', bySmtp, memoryMbLimit, bySmtp / memoryMbLimit);
  say('letter of 84 MB by IMAP, peak memory', 'MB', byImap, memoryMbLimit, byImap / memoryMbLimit);
}

function peakMb(pid: number): number {
  const kb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1_024;
}

async function ticketOfChat(conversationId: string): Promise<string> {
  const sql = `SELECT ticket_id FROM bus.inbox WHERE lane = 'chat:${conversationId}' AND ticket_id IS NOT NULL LIMIT 1`;
  await known(sql);
  return ((await database.query<{ ticket_id: string }>(sql)).rows[0] as { ticket_id: string }).ticket_id;
}

async function ticketed(): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM bus.inbox WHERE channel = 'email' AND ticket_id IS NOT NULL`,
  );
  return rows[0]?.n ?? 0;
}

async function known(sql: string): Promise<void> {
  for (let look = 0; look < 1_200; look += 1) {
    if ((await database.query(sql)).rows.length > 0) return;
    await pause(100);
  }
  throw new Error(`never so: ${sql}`);
}

/** Fills a folder nobody watches, so that all of it can be moved under the watch at once. */
async function stock({ lmtpPort }: Dovecot): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: lmtpPort,
    lmtp: true,
    ignoreTLS: true,
    pool: true,
    maxConnections: 8,
    maxMessages: Infinity,
  });
  const envelope = { from: 'sender@example.org', to: [box] };
  await Promise.all(
    Array.from({ length: backlog }, (_, n) => transport.sendMail({ envelope, raw: letter('backlog', n) })),
  );
  transport.close();
  await move('INBOX', 'Processed');
}

async function move(from: string, to: string): Promise<void> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: dovecot.imapPort,
    doSTARTTLS: false,
    logger: false,
    auth: { user: box, pass: 'secret1' },
  });
  await client.connect();
  await client.mailboxOpen(from);
  await client.messageMove('1:*', to);
  await client.logout();
}

function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
}

function say(figure: string, unit: string, value: number, limit: number | null, ratio: number | null): void {
  const rounded = (number: number | null) => (number === null ? null : Math.round(number * 100) / 100);
  console.log(
    JSON.stringify({
      bench: 'live-under-mail',
      figure,
      unit,
      value: rounded(value),
      limit,
      ratio: rounded(ratio),
    }),
  );
}
