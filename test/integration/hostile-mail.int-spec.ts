/** Mail made to hurt its reader, all of it at once: nothing of it stops the others, the service around it, or its memory. */
import { readFileSync } from 'node:fs';
import { useDatabase } from '../support/postgres.js';
import { until } from '../support/chat-edge.js';
import { startMailEdge, type MailEdge } from '../support/mail-edge.js';

const NEXT_MAIL_MS = 10_000;
const STALL_MS = 100;
const GROWTH_MB = 300;
const LOOK_MS = 5;

const database = useDatabase();
let edge: MailEdge;

beforeAll(async () => {
  edge = await startMailEdge(database.url);
});
afterAll(() => edge?.close());

const head = 'From: a@example.net\r\nTo: support@guichet.test\r\n';
const text = 'Content-Type: text/plain; charset=utf-8\r\n\r\nx';
const times = (piece: string, count: number): string => piece.repeat(count);
const numbered = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('');

const nested = (depth: number): string =>
  numbered(depth, (n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`) + text;

const bombs: Record<string, string | Buffer> = {
  'NUL everywhere': `${head}Subject: a\0b\r\nX\0Y: z\0\r\n${text}\0\0`,
  'line ends of CR alone': `From: a@example.net\rSubject: x\r\r${times('line\r', 50_000)}`,
  'ten thousand parts': `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${times('--b\r\nContent-Type: text/plain\r\n\r\nx\r\n', 10_000)}--b--`,
  'ten thousand nameless attachments': `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${times('--b\r\nContent-Type: image/png\r\n\r\nx\r\n', 10_000)}--b--`,
  'a thousand parts within each other': head + nested(1_000),
  'messages within messages': head + times('Content-Type: message/rfc822\r\n\r\n', 3_000) + text,
  'address groups fifty thousand deep': `From: ${times('g:', 50_000)}a@example.net${times(';', 50_000)}\r\n${text}`,
  'fifty thousand comments': `From: ${times('(c)', 50_000)}a@example.net\r\n${text}`,
  'comments fifty thousand deep': `From: a@example.net ${times('(', 50_000)}\r\n${text}`,
  'a hundred thousand recipients': `${head}Cc: ${numbered(100_000, (n) => `a${n}@example.net, `)}\r\n${text}`,
  'a hundred thousand encoded words': `Subject: ${times('=?utf-8?q?a?= ', 100_000)}\r\n${head}${text}`,
  'a header of one megabyte': `X-Long: ${times('a', 1_000_000)}\r\n${head}${text}`,
  'a hundred thousand header lines': `${numbered(100_000, (n) => `X-${n}: y\r\n`)}${head}${text}`,
  'a hundred thousand folds': `References: ${times('<a@b>\r\n ', 100_000)}\r\n${head}${text}`,
  'a content type of continued parameters': `${head}Content-Type: application/pdf; ${numbered(20_000, (n) => `name*${n}*=a;\r\n `)}x=y\r\n\r\nx`,
  'HTML a hundred thousand deep': `${head}Content-Type: text/html\r\n\r\n${times('<div>', 100_000)}`,
  'HTML of a hundred thousand styles': `${head}Content-Type: text/html\r\n\r\n${numbered(100_000, (n) => `<p style="color:#${n}">`)}`,
  'HTML of nothing but opening marks': `${head}Content-Type: text/html\r\n\r\n${times('<', 900_000)}`,
  'attributions without end': `${head}${text}\r\n${times('On a wrote ', 9_000)}\r\n${times('On 1 <a@b>\r\n', 20_000)}`,
  'quotation marks without end': `${head}${text}\r\n${times('> ', 90_000)}\r\n${times('>\r\n', 30_000)}`,
  'a daemon’s endless report': `From: MAILER-DAEMON@example.net\r\nSubject: failure notice\r\n${text}\r\n${times('could not be delivered <', 20_000)}${times(' a@b', 20_000)}`,
  'blanks without end': `${head}Subject: ${times(' ', 30_000)}x\r\n${text}${times(' ', 300_000)}x`,
  'a boundary that is everywhere': `${head}Content-Type: multipart/mixed; boundary="-"\r\n\r\n${times('---\r\n', 50_000)}`,
  'base64 that is none': `${head}Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n${times('!?=\r\n', 300_000)}`,
  'every byte there is': Buffer.concat([
    Buffer.from(`${head}Content-Type: text/plain; charset=utf-8\r\n\r\n`),
    Buffer.alloc(500_000, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))),
  ]),
  'one line of five megabytes': `${head}${text}${times('a', 5_000_000)}`,
  'nothing at all': '\r\n',
};

test('each is read, labelled or kept back, and meanwhile the next mail is on time, the service answers and its memory stays', async () => {
  // The readers have their code and their first mails behind them: what is measured is what the bombs add.
  await settled(await upload(Object.keys(bombs).map((_, n) => letter(n))), 60_000);
  const before = await settledMemory();
  const sent: string[] = [];
  let nextMs = Number.POSITIVE_INFINITY;
  const stall = await stallWhile(async () => {
    sent.push(...(await upload(Object.values(bombs).map(ofItsOwn))));
    const begun = performance.now();
    await settled(await upload([letter(1_000)]), 60_000);
    nextMs = performance.now() - begun;
    await settled(sent, 110_000);
  });
  const after = await settledMemory();
  const fates = await Promise.all(sent.map((id) => edge.record(id)));
  const lost = Object.keys(bombs).filter(
    (_, at) => !['processed', 'quarantined'].includes(fates[at]?.state ?? ''),
  );
  expect(lost).toEqual([]);
  expect(fates.every((fate) => fate.state !== 'quarantined' || fate.error !== null)).toBe(true);
  expect(nextMs).toBeLessThan(NEXT_MAIL_MS);
  expect(stall).toBeLessThan(STALL_MS);
  expect(after - before).toBeLessThan(GROWTH_MB);
}, 180_000);

function letter(n: number): string {
  return `From: friend-${n}@example.net\r\nSubject: Letter ${n}\r\nMessage-ID: <${n}@letters>\r\n${text} ${n}`;
}

/** An id each, so that none is taken for another that says as little. */
function ofItsOwn(bomb: string | Buffer, n: number): string | Buffer {
  return typeof bomb === 'string' && /^[\w-]+: .*\r\n/.test(bomb)
    ? `Message-ID: <${n}@bombs>\r\n${bomb}`
    : bomb;
}

async function upload(mails: (string | Buffer)[]): Promise<string[]> {
  const ids: string[] = [];
  for (const mail of mails) {
    const answer = await edge.call('/api/admin/mail', {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822' },
      body: new Uint8Array(Buffer.from(mail)),
    });
    ids.push(((await answer.json()) as { id: string }).id);
  }
  return ids;
}

async function settled(ids: string[], patienceMs: number): Promise<void> {
  await until(async () => {
    const rows = await edge.database.query<{ left: number }>(
      `SELECT count(*)::int AS left FROM email.raw_mail WHERE id = ANY($1) AND state = 'stored'`,
      [ids],
    );
    return rows[0]?.left === 0 ? true : null;
  }, patienceMs);
}

/** The longest the service's own loop was kept from the next thing by its own work, in milliseconds. */
async function stallWhile(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let at = performance.now();
  let worked = ownWorkMs();
  const look = setInterval(() => {
    const [now, workedNow] = [performance.now(), ownWorkMs()];
    longest = Math.max(longest, Math.min(now - at, workedNow - worked));
    [at, worked] = [now, workedNow];
  }, LOOK_MS);
  await work();
  clearInterval(look);
  return longest;
}

/** Processor time of this thread (proc_pid_schedstat(5)); where it is not told, the clock: then a busy machine counts as well. */
function ownWorkMs(): number {
  try {
    const [ran] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
    return Number(ran) / 1e6;
  } catch {
    return performance.now();
  }
}

async function settledMemory(): Promise<number> {
  await new Promise((done) => setTimeout(done, 500));
  return process.memoryUsage().rss / 1024 / 1024;
}
