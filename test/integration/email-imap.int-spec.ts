/** The IMAP door against a real Dovecot: woken by IDLE, counted by UID, alive after every outage. */
import { newId } from '@lib/platform';
import { until } from '../support/chat-edge.js';
import { startDovecot, type Dovecot } from '../support/dovecot.js';
import { startMailEdge, type MailEdge } from '../support/mail-edge.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { startTcpProxy } from '../support/tcp-proxy.js';

let dovecot: Dovecot;
const opened: { close(): Promise<void> }[] = [];
const databases: TestDatabase[] = [];

beforeAll(async () => {
  dovecot = await startDovecot({ users: 8 });
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  for (const one of databases.splice(0)) await one.drop();
});
afterAll(() => dovecot?.stop());

async function freshDatabase(): Promise<TestDatabase> {
  const made = await createDatabase();
  databases.push(made);
  return made;
}

async function watch(databaseUrl: string, imapUrl: string, env: NodeJS.ProcessEnv = {}): Promise<MailEdge> {
  const edge = await startMailEdge(databaseUrl, { IMAP_URL: imapUrl, IMAP_TLS_INSECURE: '1', ...env });
  opened.push(edge);
  return edge;
}

const folderOf = (box: string, query = '') =>
  `${dovecot.url(box)}/INBOX?mailbox=support@guichet.test${query}`;
const mailWith = (subject: string, body = 'Hello') =>
  `From: Zoe <zoe@example.net>\r\nTo: support@guichet.test\r\nSubject: ${subject}\r\nMessage-ID: <${newId()}@example.net>\r\nDate: Thu, 02 Apr 2026 09:00:00 +0200\r\n\r\n${body}\r\n`;
const subjects = async (edge: MailEdge) => (await edge.inbox()).map((message) => message.subject);
const stateOf = async (edge: MailEdge) =>
  (
    await edge.database.query<{ state: string; detail: string | null; uid: string | null }>(
      `SELECT state, state_detail AS detail, last_uid AS uid FROM email.mailbox`,
    )
  )[0];
const watching = (edge: MailEdge) => until(async () => (await stateOf(edge))?.state === 'ok');

test('IDLE brings a delivered mail in at once; it is flagged only after it was processed', async () => {
  await dovecot.deliver('box1', mailWith('Before the first start'));
  const edge = await watch((await freshDatabase()).url, folderOf('box1'));
  await watching(edge);
  const begun = Date.now();
  await dovecot.deliver('box1', mailWith('Now'));
  // In hand at once; reading the very first mail waits for its readers to be loaded.
  await until(async () => (await edge.database.query(`SELECT 1 FROM email.raw_mail`)).length === 1);
  expect(Date.now() - begun).toBeLessThan(2_500);
  await until(async () => (await subjects(edge)).includes('Now'));
  await until(() =>
    dovecot
      .doveadm('fetch', '-u', 'box1', 'flags', 'mailbox', 'INBOX', 'keyword', '$Ticketed')
      .includes('\\Seen'),
  );
  expect(await subjects(edge)).toEqual(['Now']);
  const [row] = await edge.database.query<{ door: string; uid: string }>(
    `SELECT door, uid FROM email.raw_mail`,
  );
  expect(row).toEqual({ door: 'imap', uid: '2' });
});

test('mail that came while nobody watched is taken in later, in order; days before the start on request', async () => {
  await dovecot.deliver('box2', mailWith('Old one'));
  const { url } = await freshDatabase();
  const first = await watch(url, folderOf('box2', '&import=7'));
  await until(async () => (await subjects(first)).length === 1);
  await opened.pop()?.close();
  for (const n of [1, 2, 3]) await dovecot.deliver('box2', mailWith(`Missed ${n}`));
  const second = await watch(url, folderOf('box2'));
  await until(async () => (await subjects(second)).length === 4);
  expect(await subjects(second)).toEqual(['Old one', 'Missed 1', 'Missed 2', 'Missed 3']);
});

test('a renumbered folder is read again without a twin', async () => {
  const edge = await watch((await freshDatabase()).url, folderOf('box3'));
  await watching(edge);
  for (const n of [1, 2, 3]) await dovecot.deliver('box3', mailWith(`Number ${n}`));
  await until(async () => (await subjects(edge)).length === 3);
  dovecot.doveadm('mailbox', 'update', '-u', 'box3', '--uid-validity', '424242', 'INBOX');
  await dovecot.restart();
  await until(async () => {
    const [count] = await edge.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM email.raw_mail WHERE state = 'duplicate' AND uidvalidity = 424242`,
    );
    return count?.n === 3;
  });
  await dovecot.deliver('box3', mailWith('After'));
  await until(async () => (await subjects(edge)).length === 4);
});

test('a cut line is mended by itself, and what came meanwhile arrives once', async () => {
  const proxy = await startTcpProxy({ port: dovecot.imapPort });
  const edge = await watch(
    (await freshDatabase()).url,
    folderOf('box4').replace(`:${dovecot.imapPort}`, `:${proxy.port}`),
  );
  await watching(edge);
  proxy.cut();
  await until(async () => (await stateOf(edge))?.state === 'backoff');
  await dovecot.deliver('box4', mailWith('During the cut'));
  proxy.pass();
  await until(async () => (await subjects(edge)).length === 1);
  await watching(edge);
  await opened.pop()?.close();
  await proxy.stop();
});

test('a wire that falls silent is noticed and replaced, and what came meanwhile arrives once', async () => {
  const proxy = await startTcpProxy({ port: dovecot.imapPort });
  const edge = await watch(
    (await freshDatabase()).url,
    folderOf('box8').replace(`:${dovecot.imapPort}`, `:${proxy.port}`),
    { IMAP_SOCKET_TIMEOUT_MS: '1000' },
  );
  await watching(edge);
  proxy.blackhole();
  await dovecot.deliver('box8', mailWith('In the silence'));
  // At twice the time it is given up; a new line is as silent, until the wire is back.
  await until(async () => (await stateOf(edge))?.state === 'backoff');
  proxy.reset();
  proxy.pass();
  await until(async () => (await subjects(edge)).length === 1, 30_000);
  await opened.pop()?.close();
  await proxy.stop();
});

test('a wrong password and an unknown certificate are said, and not hammered', async () => {
  const wrong = await watch((await freshDatabase()).url, folderOf('box5').replace('secret5', 'guess'));
  await until(async () => (await stateOf(wrong))?.state === 'auth-failed');
  const imaps = `imaps://box5:secret5@127.0.0.1:${dovecot.imapsPort}/INBOX?mailbox=support@guichet.test`;
  const strict = await watch((await freshDatabase()).url, imaps, { IMAP_TLS_INSECURE: '0' });
  await until(async () => /self.signed|certificate/i.test((await stateOf(strict))?.detail ?? ''));
  const stripped = await watch((await freshDatabase()).url, `${folderOf('box5')}`, {
    IMAP_TLS_INSECURE: '0',
  });
  await until(async () => (await stateOf(stripped))?.state === 'backoff');
});

test('a mail too large to hold is streamed to the store', async () => {
  const edge = await watch((await freshDatabase()).url, folderOf('box6'));
  await watching(edge);
  const big = Buffer.alloc(6 * 1024 * 1024, 'x')
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n');
  const raw = [
    'From: zoe@example.net',
    'To: support@guichet.test',
    'Subject: Big',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: application/octet-stream; name=big.bin',
    'Content-Transfer-Encoding: base64',
    '',
    big,
    '--b--',
    '',
  ].join('\r\n');
  await dovecot.deliver('box6', raw);
  await until(async () => (await subjects(edge)).length === 1);
  const [message] = await edge.inbox();
  expect(message?.attachments).toMatchObject([{ name: 'big.bin', size: 6 * 1024 * 1024 }]);
});

test('two processes on one mailbox: one watches, the other takes over when it is gone', async () => {
  const { url } = await freshDatabase();
  const first = await watch(url, folderOf('box7'));
  await watching(first);
  const second = await watch(url, folderOf('box7'));
  await dovecot.deliver('box7', mailWith('One'));
  await until(async () => (await subjects(second)).length === 1);
  await opened.shift()?.close();
  await dovecot.deliver('box7', mailWith('Two'));
  await until(async () => (await subjects(second)).length === 2);
});
