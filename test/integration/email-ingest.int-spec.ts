/** The way in for mail against a real database: stored before acknowledged, processed once, quarantined instead of lost. */
import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth';
import { useDatabase } from '../support/postgres.js';
import { until } from '../support/chat-edge.js';
import { idIn, startMailEdge, type MailEdge } from '../support/mail-edge.js';

const database = useDatabase();
let edge: MailEdge;

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const names = new Map([
  ['s1._domainkey.proven.example', `v=DKIM1; k=rsa; p=${publicKey}`],
  ['_dmarc.proven.example', 'v=DMARC1; p=reject'],
]);
/** Answers what the table says; about `silent.example` nobody ever answers. */
const answers = (name: string): Promise<string[][]> => {
  const record = names.get(name);
  if (name.endsWith('silent.example')) return new Promise(() => undefined);
  if (record) return Promise.resolve([[record]]);
  return Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
};

beforeAll(async () => {
  edge = await startMailEdge(database.url, {}, answers);
});
afterAll(() => edge?.close());

const settled = (id: string) =>
  until(async () => {
    const record = await edge.record(id);
    return record.state === 'stored' ? null : record;
  });

const inboxOf = async (rawMailId: string) => {
  const rows = await edge.inbox();
  return rows.find((message) => message.data.rawMailId === rawMailId);
};

function mail(headers: Record<string, string>, body = 'Hello'): string {
  const lines = Object.entries({
    From: 'Zoé Martin <zoe@example.net>',
    To: 'support@guichet.test',
    Date: 'Thu, 02 Apr 2026 09:00:00 +0200',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return [...lines, '', body, ''].join('\r\n');
}

let serial = 0;
const uniqueId = () => `<${++serial}.${Date.now()}@example.net>`;

test('a mail through the SMTP door becomes one inbox row', async () => {
  const messageId = uniqueId();
  const answer = await edge.deliver(
    mail(
      {
        'Message-ID': messageId,
        Subject: '=?utf-8?q?Panne_r=C3=A9seau?=',
        'In-Reply-To': '<Earlier@EXAMPLE.net>',
      },
      'It broke.\r\n\r\nOn Thu, 2 Apr 2026, Support wrote:\r\n> try again\r\n',
    ),
  );
  expect(answer).toMatch(/^250 kept as /);
  const record = await settled(idIn(answer));
  expect(record).toMatchObject({
    state: 'processed',
    door: 'smtp',
    mailbox: 'support@guichet.test',
    error: null,
  });
  expect(record.parsed?.replyText).toBe('It broke.');
  const message = await inboxOf(record.id);
  expect(message).toMatchObject({
    channel: 'email',
    kind: 'message',
    subject: 'Panne réseau',
    from: { kind: 'email', value: 'zoe@example.net', name: 'Zoé Martin' },
    to: { kind: 'email', value: 'support@guichet.test' },
    replyText: 'It broke.',
    lane: 'mid:Earlier@example.net',
    threadKeys: ['mid:Earlier@example.net', `mid:${messageId.slice(1, -1)}`],
    trust: 'none',
  });
  expect(message?.text).toContain('> try again');
});

test('a recipient that is not ours is refused at the door', async () => {
  await expect(edge.deliver(mail({}), { to: ['someone@elsewhere.test'] })).rejects.toThrow(/550/);
});

test('the same mail twice is one inbox row and a duplicate in the log', async () => {
  const raw = mail({ 'Message-ID': uniqueId(), Subject: 'Twice' });
  const first = await settled(idIn(await edge.deliver(raw)));
  const second = await settled(idIn(await edge.deliver(raw)));
  expect(second).toMatchObject({ state: 'duplicate', duplicateOf: first.id });
  const rows = (await edge.inbox()).filter((message) => message.subject === 'Twice');
  expect(rows).toHaveLength(1);
});

test('the same id with other content is kept as a mail of its own, on the same thread', async () => {
  const messageId = uniqueId();
  const first = await settled(idIn(await edge.deliver(mail({ 'Message-ID': messageId }, 'One'))));
  const second = await settled(idIn(await edge.deliver(mail({ 'Message-ID': messageId }, 'Two'))));
  expect([first.state, second.state]).toEqual(['processed', 'processed']);
  const [one, two] = [await inboxOf(first.id), await inboxOf(second.id)];
  expect(two?.externalId).not.toBe(one?.externalId);
  expect(two?.threadKeys).toContain(`mid:${messageId.slice(1, -1)}`);
  expect(two?.lane).toBe(one?.lane);
});

test('NUL and lone surrogates do not stop the channel', async () => {
  const record = await settled(
    idIn(
      await edge.deliver(
        mail({ 'Message-ID': uniqueId(), Subject: '=?utf-8?b?QQBC?= broken =?utf-16le?b?ANg=?=' }, 'a\0b'),
      ),
    ),
  );
  expect(record.state).toBe('processed');
  expect(record.parsed?.subject).toMatch(/^A\uFFFDB/);
});

test('a mail without From, Date, Message-ID and Subject is still somebody writing', async () => {
  const record = await settled(
    idIn(await edge.deliver('X-Nothing: 1\r\n\r\nHelp me\r\n', { from: 'env@example.net' })),
  );
  expect(record.state).toBe('processed');
  const message = await inboxOf(record.id);
  expect(message).toMatchObject({
    from: { value: expect.stringMatching(/^unknown\.[0-9a-f]{16}@sender\.invalid$/) },
    text: expect.stringContaining('Help me'),
  });
  expect(message?.data).toMatchObject({ flags: ['no-sender'], envelopeFrom: 'env@example.net' });
});

test('bare CR line ends are read', async () => {
  const id = await upload(
    Buffer.from('From: old@mac.example\rSubject: Old\rTo: support@guichet.test\r\rLine one\rLine two\r'),
  );
  const record = await settled(id);
  expect(record).toMatchObject({ state: 'processed', door: 'upload' });
  expect(record.parsed).toMatchObject({
    subject: 'Old',
    text: expect.stringContaining('Line one\nLine two'),
  });
});

test('a bomb of ten thousand parts is quarantined with its source, and delays nobody', async () => {
  const parts = Array.from(
    { length: 10_000 },
    (_, n) => `--b\r\nContent-Type: text/plain\r\n\r\n${n}\r\n`,
  ).join('');
  const bomb = mail({ 'Content-Type': 'multipart/mixed; boundary=b', Subject: 'Bomb' }, `${parts}--b--`);
  const bombId = idIn(await edge.deliver(bomb));
  const begun = Date.now();
  const next = await settled(idIn(await edge.deliver(mail({ 'Message-ID': uniqueId(), Subject: 'Next' }))));
  expect(next.state).toBe('processed');
  expect(Date.now() - begun).toBeLessThan(5_000);
  const record = await settled(bombId);
  expect(record).toMatchObject({
    state: 'quarantined',
    attempts: 3,
    error: expect.stringMatching(/child nodes/i),
  });

  const raw = await edge.call(`/api/admin/mail/${bombId}/raw`);
  expect(raw.headers.get('content-disposition')).toContain('attachment');
  expect((await raw.text()).length).toBe(bomb.length);
  const list = (await (await edge.call('/api/admin/quarantine')).json()) as { items: { id: string }[] };
  expect(list.items.map((item) => item.id)).toContain(bombId);
  const events = await edge.database.query<{ data: { rawMailId: string } }>(
    `SELECT data FROM bus.event WHERE name = 'mail.quarantined'`,
  );
  expect(events.map((event) => event.data.rawMailId)).toContain(bombId);

  expect((await edge.call(`/api/admin/quarantine/${bombId}/retry`, { method: 'POST' })).status).toBe(200);
  expect(await settled(bombId)).toMatchObject({ state: 'quarantined', attempts: 3 });
  expect((await edge.call(`/api/admin/quarantine/${bombId}/spam`, { method: 'POST' })).status).toBe(200);
  expect(await edge.record(bombId)).toMatchObject({ state: 'suppressed', said: { as: 'spam' } });
});

test('an upload larger than any form is streamed in', async () => {
  const body = Buffer.alloc(4 * 1024 * 1024, 'Zeile für Zeile\r\n');
  const id = await upload(
    Buffer.concat([Buffer.from('From: long@example.net\r\nSubject: Long\r\n\r\n'), body]),
  );
  const record = await settled(id);
  expect(record).toMatchObject({ state: 'processed', size: expect.any(Number) });
  expect(record.size).toBeGreaterThan(body.length);
  expect(record.parsed?.text).toHaveLength(200_000);
});

test('a mail that ended many processes is given up and shown', async () => {
  await edge.database.query(
    `INSERT INTO email.raw_mail (id, door, sha256, size, envelope, received_at, state, claims, attempts, not_before, addresses)
     VALUES ('0197f000-0000-7000-8000-00000000dead', 'upload', repeat('0', 64), 1, '{"from": null, "to": []}', now(), 'stored', 12, 0, now(), '[]')`,
  );
  expect(await settled('0197f000-0000-7000-8000-00000000dead')).toMatchObject({
    state: 'quarantined',
    error: expect.stringContaining('cut short'),
  });
});

test('attachments are stored by content and named safely', async () => {
  const body = [
    '--b',
    'Content-Type: text/plain',
    '',
    'see file',
    '--b',
    'Content-Type: application/pdf; name="..\\\\..\\\\etc/pass\u200bwd.pdf"',
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('%PDF-1.4 hello').toString('base64'),
    '--b--',
  ].join('\r\n');
  const record = await settled(
    idIn(
      await edge.deliver(
        mail({ 'Message-ID': uniqueId(), 'Content-Type': 'multipart/mixed; boundary=b' }, body),
      ),
    ),
  );
  const message = await inboxOf(record.id);
  expect(message?.attachments).toHaveLength(1);
  const [attachment] = message?.attachments ?? [];
  expect(attachment).toMatchObject({ name: 'passwd.pdf', type: 'application/pdf', size: 14 });
  expect(record.parsed?.attachments).toEqual([{ name: 'passwd.pdf', type: 'application/pdf', size: 14 }]);
});

test('a mail of our own mailbox or with our own mark never becomes a ticket', async () => {
  const record = await settled(
    idIn(await edge.deliver(mail({ From: 'Support <support@guichet.test>', 'Message-ID': uniqueId() }))),
  );
  expect(record).toMatchObject({ state: 'suppressed', error: expect.stringMatching(/own/) });
});

test('a bounce that answers nothing of ours waits in quarantine', async () => {
  const raw = mail(
    {
      From: 'MAILER-DAEMON@mx.example',
      Subject: 'Undelivered',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
    },
    '--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; gone@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n--b--',
  );
  const record = await settled(idIn(await edge.deliver(raw, { from: '' })));
  expect(record).toMatchObject({
    state: 'quarantined',
    verdict: { bounce: true, hard: true, auto: true },
    reports: [{ recipient: 'gone@example.net', status: '5.1.1', action: 'failed', hard: true }],
  });
});

test('only administrators upload and see sources; supervisors read the log; agents and strangers nothing', async () => {
  expect((await edge.call('/api/admin/mail', { role: null })).status).toBe(401);
  expect((await edge.call('/api/admin/mail', { role: 'agent' })).status).toBe(403);
  expect((await edge.call('/api/admin/mail', { role: 'supervisor' })).status).toBe(200);
  expect((await edge.call('/api/admin/quarantine', { role: 'supervisor' })).status).toBe(403);
  expect((await edge.call('/api/demo/outbox', { role: null })).status).toBe(404);
});

test('the mail log is found by address and message id, page by page', async () => {
  const messageId = uniqueId();
  await settled(
    idIn(await edge.deliver(mail({ 'Message-ID': messageId, From: 'Search Me <search@example.org>' }))),
  );
  const search = async (query: string) =>
    (await (await edge.call(`/api/admin/mail?${query}`)).json()) as {
      items: { id: string }[];
      nextCursor: string | null;
    };
  expect((await search('address=Search@Example.org')).items).toHaveLength(1);
  expect((await search(`messageId=${encodeURIComponent(messageId)}`)).items).toHaveLength(1);
  const first = await search('limit=2');
  const second = await search(`limit=2&cursor=${first.nextCursor}`);
  expect(new Set([...first.items, ...second.items].map((item) => item.id)).size).toBe(4);
});

async function upload(raw: Buffer): Promise<string> {
  const answer = await edge.call('/api/admin/mail?mailbox=support@guichet.test', {
    method: 'POST',
    headers: { 'content-type': 'message/rfc822' },
    body: new Uint8Array(raw),
  });
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { id: string }).id;
}

async function signed(domain: string): Promise<string> {
  const raw = mail({ From: `Zoe <zoe@${domain}>`, 'Message-ID': uniqueId(), Subject: 'Signed' }, domain);
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const { signatures } = await dkimSign(raw, {
    signatureData: [{ signingDomain: domain, selector: 's1', privateKey }],
  } as Parameters<typeof dkimSign>[1]);
  return signatures + raw;
}

test('a mail that its domain has signed is proven, with the evidence beside it and in what the ticket will know', async () => {
  const record = await settled(idIn(await edge.deliver(await signed('proven.example'))));
  expect(record).toMatchObject({
    state: 'processed',
    trust: { verdict: 'pass', domain: 'proven.example', by: 'us', dkim: 'pass', dmarc: 'pass' },
  });
  expect(record.trust?.evidence).toContain('dkim=pass proven.example');
  expect(await inboxOf(record.id)).toMatchObject({ trust: 'pass', data: { trust: record.trust } });
});

test('where no name server answers, the mail is taken in all the same, as not checked', async () => {
  const asked = performance.now();
  const answer = await edge.deliver(await signed('silent.example'));
  const tookMs = performance.now() - asked;
  const record = await settled(idIn(answer));
  expect(record).toMatchObject({ state: 'processed', trust: { verdict: 'none', why: 'too-slow' } });
  // The door has said 250 before anybody began to ask.
  expect(tookMs).toBeLessThan(2_000);
});
