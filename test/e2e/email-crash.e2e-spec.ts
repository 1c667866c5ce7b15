/** The mail service killed again and again at its named points: every mail that got a 250 is there once, and none twice. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CustomerText, type EmailDispatch } from '@lib/contracts';
import { newId } from '@lib/platform';
import { createTransport } from 'nodemailer';
import { startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'guichet-crash-'));
/** Names the point at which whoever runs dies, and at which pass. */
const armed = join(folder, 'armed');
let app: RunningApp;
let sink: SmtpSink;
let keeper: ReturnType<typeof keepAlive>;

beforeAll(async () => {
  sink = await startSmtpSink();
  app = await startApp({
    app: 'email',
    databaseUrl: database.url,
    env: { SMTP_URL: sink.url, GUICHET_CRASH_AT: `@${armed}` },
  });
  keeper = keepAlive(app);
});
afterEach(() => rmSync(armed, { force: true }));
afterAll(async () => {
  await keeper?.stop();
  await app?.dispose();
  await sink?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the service again whenever it died; answers how often, and stops when told. */
function keepAlive(running: RunningApp): { deaths: () => number; stop: () => Promise<void> } {
  let deaths = 0;
  let over = false;
  const loop = (async () => {
    while (!over) {
      if (isAlive(running.pid)) await pause(20);
      else {
        deaths += 1;
        // The database of a failed test is dropped under it; that failure has been told already.
        await running.start().catch(() => (over = true));
      }
    }
  })();
  return {
    deaths: () => deaths,
    stop: () => {
      over = true;
      return loop;
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** As a mail server would: the same bytes until somebody says 250. */
async function deliverUntilTaken(port: number, from: string, raw: string): Promise<void> {
  for (const end = Date.now() + 100_000; Date.now() < end;) {
    const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, connectionTimeout: 2_000 });
    try {
      await transport.sendMail({
        envelope: { from, to: ['support@guichet.test'] },
        raw,
      });
      return;
    } catch {
      await pause(100);
    } finally {
      transport.close();
    }
  }
  throw new Error('never taken');
}

async function until(look: () => Promise<boolean>, ms: number): Promise<void> {
  const end = Date.now() + ms;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`not seen within ${ms} ms: ${String(look)}`);
    await pause(100);
  }
}

// Filing takes several mails at once, so that its point is passed more seldom.
test.each([
  ['after-fetch', 9],
  ['after-commit-before-ack', 9],
  ['after-parse', 9],
  ['after-insert', 3],
])(
  'killed %s: no mail lost, none twice',
  async (point, nth) => {
    const before = keeper.deaths();
    writeFileSync(armed, `${point}:${nth}`);
    // Each death costs a start, and the third proves what the second did.
    const spareAfterTwo = () => keeper.deaths() - before > 1 && rmSync(armed, { force: true });
    const from = `${point}@example.net`;
    const wanted = Array.from({ length: 26 }, (_, n) => `${point} ${n}`);
    for (const subject of wanted) {
      const raw = `From: Zoe <${from}>\r\nSubject: ${subject}\r\nMessage-ID: <${newId()}@example.net>\r\n\r\nHello\r\n`;
      await deliverUntilTaken(app.smtpPort, from, raw);
      if (subject.endsWith('5')) await deliverUntilTaken(app.smtpPort, from, raw);
      spareAfterTwo();
    }
    await until(async () => {
      spareAfterTwo();
      // What the dead process held is freed by time; here the time is shortened.
      await database.query(
        `UPDATE email.raw_mail SET not_before = now() WHERE state = 'stored' AND not_before < now() + interval '13 seconds'`,
      );
      const [row] = await database.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM email.raw_mail WHERE state = 'stored'`,
      );
      return row?.n === 0;
    }, 100_000);
    expect(keeper.deaths() - before).toBeGreaterThan(1);
    const inbox = await database.query<{ subject: string }>(
      `SELECT body->>'subject' AS subject FROM bus.inbox WHERE body->>'subject' LIKE $1`,
      [`${point} %`],
    );
    expect(inbox.map((row) => row.subject).sort()).toEqual([...wanted].sort());
    const [kept] = await database.query<{ quarantined: number; duplicates: number }>(
      `SELECT count(*) FILTER (WHERE state = 'quarantined')::int AS quarantined,
         count(*) FILTER (WHERE state = 'duplicate')::int AS duplicates FROM email.raw_mail
       WHERE envelope->>'from' = $1`,
      [from],
    );
    expect(kept?.quarantined).toBe(0);
    expect(kept?.duplicates).toBeGreaterThanOrEqual(3);
  },
  180_000,
);

test('killed between the relay’s 250 and its note: at most one twin a kill, under the same id', async () => {
  const before = keeper.deaths();
  writeFileSync(armed, 'after-smtp-250-before-mark:3');
  const dispatches = Array.from({ length: 6 }, () => dispatchOf());
  for (const dispatch of dispatches)
    await database.query(
      `INSERT INTO bus.dispatch (id, channel, lane, key, body, message_id) VALUES ($1, 'email', $2, $3, $4, $5)`,
      [newId(), dispatch.ticketId, dispatch.messageId, JSON.stringify(dispatch), dispatch.messageId],
    );
  await until(async () => {
    // What the dead process held is freed by time; here the time is shortened.
    await database.query(
      `UPDATE bus.dispatch SET lease_until = now() WHERE state = 'leased' AND lease_until < now() + interval '13 seconds'`,
    );
    const [row] = await database.query<{ n: number }>(
      // A mail whose sending died twice in the middle is shown as unsure, never sent a third time.
      `SELECT count(*)::int AS n FROM bus.dispatch WHERE state IN ('sent', 'unsure')`,
    );
    return row?.n === dispatches.length;
  }, 100_000);
  const deaths = keeper.deaths() - before;
  expect(deaths).toBeGreaterThan(0);
  const copies = new Map<string, Buffer[]>();
  for (const { raw } of sink.mails) {
    const id = /^Message-ID:\s+(<[^>]+>)/im.exec(raw.toString())?.[1] ?? '';
    copies.set(id, [...(copies.get(id) ?? []), raw]);
  }
  const [{ unsure } = { unsure: 0 }] = await database.query<{ unsure: number }>(
    `SELECT count(*)::int AS unsure FROM bus.dispatch WHERE state = 'unsure'`,
  );
  expect(unsure).toBeLessThanOrEqual(deaths);
  expect(copies.size).toBeGreaterThanOrEqual(dispatches.length - unsure);
  expect(sink.mails.length - copies.size).toBeLessThanOrEqual(deaths * 2);
  for (const [first, ...others] of copies.values())
    for (const other of others) expect(other.equals(first ?? Buffer.alloc(0))).toBe(true);
}, 180_000);

function dispatchOf(): EmailDispatch {
  return {
    channel: 'email',
    kind: 'message',
    ticketId: newId(),
    ticketNumber: 'G-000001',
    messageId: newId(),
    mailbox: 'support@guichet.test',
    fromName: 'Léa',
    to: [{ address: 'zoe@example.net' }],
    cc: [],
    subject: 'Answer [G-000001]',
    text: CustomerText.parse('Hello'),
    references: [],
    attachments: [],
    locale: 'fr',
    automatic: false,
  };
}
