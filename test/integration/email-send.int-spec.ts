/** The way out for mail: built once, threaded, signed, and its end known or said to be unknown. */
import type { AddressInfo } from 'node:net';
import { Dispatches } from '@lib/bus';
import { CustomerText, type EmailDispatch, type MailboxView } from '@lib/contracts';
import { FileStore, newId } from '@lib/platform';
import { SMTPServer } from 'smtp-server';
import { useDatabase } from '../support/postgres.js';
import { until } from '../support/chat-edge.js';
import { idIn, startMailEdge, type MailEdge } from '../support/mail-edge.js';
import { refusal, startMailSink, type MailSink } from '../support/mail-sink.js';

const database = useDatabase();
let sink: MailSink;
let edge: MailEdge;

beforeAll(async () => {
  sink = await startMailSink();
  edge = await startMailEdge(database.url, { SMTP_URL: `smtp://127.0.0.1:${sink.port}` });
});
afterAll(async () => {
  await edge?.close();
  await sink?.close();
});
beforeEach(() => {
  sink.mails.length = 0;
  sink.behave = () => null;
  sink.admit = () => null;
});

function dispatchOf(change: Partial<EmailDispatch> = {}): EmailDispatch {
  return {
    channel: 'email',
    kind: 'message',
    ticketId: newId(),
    ticketNumber: 'G-000123',
    messageId: newId(),
    mailbox: 'support@guichet.test',
    fromName: 'Léa, du guichet',
    to: [{ address: 'zoe@example.net', name: 'Martin, Zoé' }],
    cc: [{ address: 'boss@example.net' }],
    subject: 'Re: Panne réseau [G-000123]',
    text: CustomerText.parse('Bonjour Zoé,\n\nc’est réparé.\n'),
    inReplyTo: 'q2@example.net',
    references: ['q1@example.net', 'q2@example.net'],
    attachments: [],
    locale: 'fr',
    automatic: false,
    ...change,
  };
}

async function put(dispatch: EmailDispatch): Promise<EmailDispatch> {
  await edge.database.transaction((tx) =>
    edge.app.get(Dispatches).put(tx, dispatch, { key: `message:${dispatch.messageId}` }),
  );
  return dispatch;
}

interface Row {
  state: string;
  detail: string | null;
  provider_id: string | null;
  attempts: number;
  wait: number;
}
const rowOf = async ({ messageId }: EmailDispatch): Promise<Row> => {
  const [row] = await edge.database.query<Row>(
    `SELECT state, detail, provider_id, attempts, extract(epoch FROM not_before - now())::float AS wait
     FROM bus.dispatch WHERE message_id = $1`,
    [messageId],
  );
  if (!row) throw new Error('no dispatch');
  return row;
};
const ended = (dispatch: EmailDispatch, state: string) =>
  until(async () => {
    const row = await rowOf(dispatch);
    return row.state === state && row.attempts > 0 ? row : null;
  });
/** Makes the next try due now instead of in some minutes. */
const hurry = (dispatch: EmailDispatch) =>
  edge.database.query(
    `UPDATE bus.dispatch SET not_before = now() WHERE message_id = $1 AND state = 'waiting'`,
    [dispatch.messageId],
  );
const headersOf = (raw: Buffer) => {
  const head = raw.toString('utf8').split('\r\n\r\n')[0] ?? '';
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return new Map(
    unfolded.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 2),
    ]),
  );
};
const sentMail = async (dispatch: EmailDispatch) => {
  const row = await ended(dispatch, 'sent');
  const mail = sink.mails.at(-1);
  if (!mail) throw new Error('nothing arrived');
  return { row, mail, headers: headersOf(mail.raw) };
};

test('a reply leaves with signed id, thread, token address and one envelope recipient per address', async () => {
  const dispatch = await put(dispatchOf());
  const { row, mail, headers } = await sentMail(dispatch);
  expect(headers.get('message-id')).toMatch(
    /^<t\.123\.[0-9a-f]{32}\.[a-z2-7]{8}\.[a-z2-7]{26}@guichet\.test>$/,
  );
  expect(row.provider_id).toBe(headers.get('message-id')?.slice(1, -1));
  expect(headers.get('in-reply-to')).toBe('<q2@example.net>');
  expect(headers.get('references')).toBe('<q1@example.net> <q2@example.net>');
  expect(headers.get('reply-to')).toMatch(/<support\+t[a-z2-7]+\.[a-z2-7]{26}@guichet\.test>$/);
  expect(headers.get('from')).toMatch(/<support@guichet\.test>$/);
  expect(headers.get('x-guichet-loop')).toMatch(/ [a-z2-7]{26}$/);
  expect(headers.has('auto-submitted')).toBe(false);
  expect(headers.has('bcc')).toBe(false);
  expect(mail.to).toEqual(['zoe@example.net', 'boss@example.net']);
  expect(mail.from).toMatch(/^support\+b[a-z2-7]{26}\.[a-z2-7]{16}@guichet\.test$/);
  const [event] = await edge.database.query<{ data: object }>(
    `SELECT data FROM bus.event WHERE name = 'message.sent' AND subject_id = $1`,
    [dispatch.messageId],
  );
  expect(event?.data).toMatchObject({ providerId: row.provider_id, detail: expect.stringMatching(/^250 /) });
});

test('an acknowledgement says that a machine wrote it', async () => {
  const { headers } = await sentMail(await put(dispatchOf({ automatic: true })));
  expect(headers.get('auto-submitted')).toBe('auto-replied');
  expect(headers.get('x-auto-response-suppress')).toBe('All');
});

test('a name cannot add a recipient or a header, an odd address is refused before any server sees it', async () => {
  const sly = await sentMail(
    await put(
      dispatchOf({
        to: [
          {
            address: 'zoe@example.net',
            name: 'Zoé" <evil@example.net>, other@example.net\r\nBcc: spy@example.net',
          },
        ],
        cc: [],
        subject: 'Hi\r\nBcc: spy@example.net',
      }),
    ),
  );
  expect(sly.mail.to).toEqual(['zoe@example.net']);
  expect(sly.headers.has('bcc')).toBe(false);
  const odd = await ended(
    await put(dispatchOf({ to: [{ address: 'a@example.net, b@example.net' }] })),
    'failed',
  );
  expect(odd.detail).toMatch(/not an address/);
  expect(sink.mails).toHaveLength(1);
});

test('a server that says "later" is asked again with the very same bytes', async () => {
  sink.behave = () => refusal(451, 'greylisted, come back');
  const dispatch = await put(dispatchOf());
  const waiting = await ended(dispatch, 'waiting');
  expect(waiting).toMatchObject({ detail: expect.stringContaining('451 greylisted') });
  expect(waiting.wait).toBeGreaterThan(30);
  sink.behave = () => null;
  await hurry(dispatch);
  await ended(dispatch, 'sent');
  expect(sink.mails).toHaveLength(2);
  expect(sink.mails[1]?.raw.equals(sink.mails[0]?.raw ?? Buffer.alloc(0))).toBe(true);
});

test('a server that says "never" ends it with its own words', async () => {
  sink.admit = () => refusal(550, '5.1.1 no such person');
  const failed = await ended(await put(dispatchOf()), 'failed');
  expect(failed.detail).toContain('550 5.1.1 no such person');
  expect(sink.mails).toHaveLength(0);
});

test('an end nobody knows is tried once more with the same id, then called unsure', async () => {
  sink.behave = () => 'hang-up';
  const dispatch = await put(dispatchOf());
  await ended(dispatch, 'waiting');
  await hurry(dispatch);
  const unsure = await ended(dispatch, 'unsure');
  expect(unsure.attempts).toBe(2);
  const ids = new Set(sink.mails.map((mail) => headersOf(mail.raw).get('message-id')));
  expect(sink.mails).toHaveLength(2);
  expect(ids.size).toBe(1);
});

test('a process that died after 250 and before noting it sends one recognisable twin, never more than one', async () => {
  const dispatch = await put(dispatchOf());
  await ended(dispatch, 'sent');
  const dieBeforeNoting = async () => {
    await edge.database.query(
      `UPDATE email.outgoing SET smtp_response = NULL, sent_at = NULL WHERE message_id = $1`,
      [dispatch.messageId],
    );
    await edge.database.query(
      `UPDATE bus.dispatch SET state = 'leased', lease_until = now() - interval '1 second', ended_at = NULL WHERE message_id = $1`,
      [dispatch.messageId],
    );
  };
  await dieBeforeNoting();
  await ended(dispatch, 'sent');
  expect(sink.mails).toHaveLength(2);
  expect(sink.mails[1]?.raw.equals(sink.mails[0]?.raw ?? Buffer.alloc(0))).toBe(true);
  await dieBeforeNoting();
  await ended(dispatch, 'unsure');
  expect(sink.mails).toHaveLength(2);
});

test('a process that died after noting the 250 sends nothing again', async () => {
  const dispatch = await put(dispatchOf());
  await ended(dispatch, 'sent');
  await edge.database.query(
    `UPDATE bus.dispatch SET state = 'leased', lease_until = now() - interval '1 second', ended_at = NULL WHERE message_id = $1`,
    [dispatch.messageId],
  );
  await ended(dispatch, 'sent');
  expect(sink.mails).toHaveLength(1);
});

test('attachments leave from the file store', async () => {
  const file = await edge.app.get(FileStore).put(Buffer.from('the very bytes'));
  const { mail } = await sentMail(
    await put(dispatchOf({ attachments: [{ ...file, name: 'Relevé d’été.txt', type: 'text/plain' }] })),
  );
  expect(mail.raw.toString()).toContain(Buffer.from('the very bytes').toString('base64'));
});

test('a reply to the token address is known by whom it was sent to; another sender only raises a flag', async () => {
  const dispatch = await put(dispatchOf());
  const { headers } = await sentMail(dispatch);
  const token = /<([^>]+)>/.exec(headers.get('reply-to') ?? '')?.[1] ?? '';
  const keysFrom = async (from: string, to: string) => {
    const raw = `From: ${from}\r\nTo: ${to}\r\nSubject: answer\r\nMessage-ID: <${newId()}@example.net>\r\n\r\nThanks\r\n`;
    const id = idIn(await edge.deliver(raw, { to: [to] }));
    return until(async () => (await edge.inbox()).find((message) => message.data.rawMailId === id));
  };
  expect((await keysFrom('zoe@example.net', token)).threadKeys[0]).toBe('ticket:G-000123');
  expect((await keysFrom('boss@example.net', token)).threadKeys[0]).toBe('ticket:G-000123');
  const stolen = await keysFrom('thief@example.org', token);
  expect(stolen.threadKeys).not.toContain('ticket:G-000123');
  expect(stolen.data).toMatchObject({
    flags: ['token-of-another'],
    tokenIssuedTo: ['zoe@example.net', 'boss@example.net'],
  });
  const forged = await keysFrom(
    'zoe@example.net',
    token.replace(/\.(.)/, (_, letter: string) => (letter === 'a' ? '.b' : '.a')),
  );
  expect(forged.threadKeys.some((key) => key.startsWith('ticket:') || key.startsWith('subject:'))).toBe(
    false,
  );
});

test('a reply that only names our signed id is joined by it', async () => {
  const { headers } = await sentMail(await put(dispatchOf()));
  const own = headers.get('message-id') ?? '';
  const id = idIn(
    await edge.deliver(
      `From: zoe@example.net\r\nTo: support@guichet.test\r\nIn-Reply-To: ${own}\r\nMessage-ID: <${newId()}@example.net>\r\n\r\nThanks\r\n`,
    ),
  );
  const message = await until(async () => (await edge.inbox()).find((one) => one.data.rawMailId === id));
  expect(message.threadKeys.slice(0, 2)).toEqual(['ticket:G-000123', `mid:${own.slice(1, -1)}`]);
});

test('our own mail that comes back is recognised and kept out', async () => {
  const { mail } = await sentMail(await put(dispatchOf()));
  const id = idIn(await edge.deliver(mail.raw));
  const record = await until(async () => {
    const one = await edge.record(id);
    return one.state === 'stored' ? null : one;
  });
  expect(record).toMatchObject({ state: 'suppressed', error: 'our own mail came back' });
});

test('a bounce marks the very message it returns, in the server’s words', async () => {
  const dispatch = await put(dispatchOf());
  const { mail } = await sentMail(dispatch);
  const dsn = [
    'From: Mail Delivery System <MAILER-DAEMON@mx.example>',
    `To: ${mail.from}`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'I am sorry.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    'Final-Recipient: rfc822; zoe@example.net',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
    '--b--',
    '',
  ].join('\r\n');
  const id = idIn(await edge.deliver(dsn, { from: '', to: [mail.from] }));
  const message = await until(async () => (await edge.inbox()).find((one) => one.data.rawMailId === id));
  expect(message.automatic).toMatchObject({ auto: true, bounce: true });
  expect(message.data).toMatchObject({ bounceOf: dispatch.messageId });
  const events = await edge.database.query<{ data: { state: string; detail: string } }>(
    `SELECT data FROM bus.event WHERE name = 'message.failed' AND subject_id = $1`,
    [dispatch.messageId],
  );
  expect(events.at(-1)?.data).toMatchObject({
    state: 'bounced',
    detail: expect.stringContaining('550 5.1.1 User unknown'),
  });
});

/** RFC 2047, as far as our own headers use it. */
function decodeWords(header: string): string {
  return header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?(q|b)\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : decodeURIComponent(text.replace(/_/g, ' ').replace(/%/g, '%25').replace(/=/g, '%')),
    );
}

test('a mailbox with a server of its own sends through it under its name, and waits while its password is wrong', async () => {
  const own: string[] = [];
  let raw = Buffer.alloc(0);
  const server = new SMTPServer({
    ...{ allowInsecureAuth: true, disabledCommands: ['STARTTLS'], disableReverseLookup: true },
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('no')),
    onData: (stream, session, done) => {
      stream.on('data', (piece: Buffer) => (raw = Buffer.concat([raw, piece])));
      stream.on('end', () => {
        own.push(String(session.user));
        done(null, 'taken');
      });
    },
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const { port } = server.server.address() as AddressInfo;
  const set = async (method: string, path: string, password: string): Promise<MailboxView> => {
    const answer = await edge.call(`/api/admin/mailboxes${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'if-match': '1' },
      body: JSON.stringify({
        ...{ address: 'sales@guichet.test', aliases: [], name: 'Sales', queueId: null, receiving: null },
        sending: { host: '127.0.0.1', port, security: 'none' },
        login: { kind: 'password', user: 'sales', password },
        ...{ authority: null, trustedServer: null },
      }),
    });
    return (await answer.json()) as MailboxView;
  };
  const made = await set('POST', '', 'wrong');
  const dispatch = await put(dispatchOf({ mailbox: 'sales@guichet.test' }));
  await until(async () => {
    const row = await rowOf(dispatch);
    return row.state === 'waiting' && row.attempts === 1;
  });
  await set('PUT', `/${made.id}`, 'right');
  await hurry(dispatch);
  await ended(dispatch, 'sent');
  expect(own).toEqual(['sales']);
  const from = headersOf(raw).get('from') ?? '';
  expect(from).toContain('<sales@guichet.test>');
  expect(decodeWords(from)).toContain('Léa, du guichet (Sales)');
  expect(sink.mails).toEqual([]);
  await new Promise<void>((done) => server.close(() => done()));
});
