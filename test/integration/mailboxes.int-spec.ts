/** Mailboxes set up in the product against a real Dovecot: in force at once, secrets kept to themselves, faults in plain words. */
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { MailboxSecrets, SmtpDoor } from '@lib/channels/email';
import type {
  MailboxList,
  MailboxView,
  MailPermissionPage,
  MailTestResult,
  SettingsChanges,
  WriteMailbox,
} from '@lib/contracts';
import { newId } from '@lib/platform';
import { MailboxHealthReader } from '@lib/routing';
import { until } from '../support/chat-edge.js';
import { startDovecot, type Dovecot } from '../support/dovecot.js';
import { startMailEdge, type MailEdge } from '../support/mail-edge.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

const API = '/api/admin/mailboxes';
let dovecot: Dovecot;
let database: TestDatabase;
let edge: MailEdge;

beforeAll(async () => {
  [dovecot, database] = await Promise.all([startDovecot({ users: 6, oauth2: true }), createDatabase()]);
  edge = await startMailEdge(database.url);
});
afterAll(async () => {
  await edge?.close();
  await Promise.all([dovecot?.stop(), database?.drop()]);
});

const mailWith = (subject: string) =>
  `From: Zoe <zoe@example.net>\r\nTo: help@guichet.test\r\nSubject: ${subject}\r\nMessage-ID: <${newId()}@example.net>\r\nDate: Thu, 02 Apr 2026 09:00:00 +0200\r\n\r\nHello\r\n`;

function settings(box: string, more: Partial<WriteMailbox> = {}): WriteMailbox {
  return {
    address: `${box}@guichet.test`,
    aliases: [],
    name: 'Help',
    queueId: null,
    receiving: {
      server: { host: '127.0.0.1', port: dovecot.imapPort, security: 'starttls' },
      folder: 'INBOX',
      afterFiling: 'flag',
      moveTo: null,
      firstSyncDays: 0,
    },
    sending: null,
    login: { kind: 'password', user: box, password: `secret${box.replace(/\D/g, '')}` },
    authority: dovecot.ca,
    trustedServer: null,
    ...more,
  };
}

async function ask<T>(method: string, path: string, body?: unknown, version?: number): Promise<T> {
  const answer = await edge.call(`${API}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(version !== undefined && { 'if-match': String(version) }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
  return (text ? JSON.parse(text) : null) as T;
}
const one = async (id: string): Promise<MailboxView> =>
  (await ask<MailboxList>('GET', '')).items.find((mailbox) => mailbox.id === id) as MailboxView;
const reaches = (id: string, state: string) => until(async () => (await one(id))?.health.state === state);
const arrives = (subject: string) =>
  until(async () => (await edge.inbox()).some((mail) => mail.subject === subject));

test('a mailbox made, changed, removed and brought back is read at once, without a restart', async () => {
  const made = await ask<MailboxView>('POST', '', settings('box1'));
  await reaches(made.id, 'ok');
  await dovecot.deliver('box1', mailWith('First'));
  await arrives('First');
  expect((await one(made.id)).health.lastMailAt).not.toBeNull();

  const wrong = settings('box1', { login: { kind: 'password', user: 'box1', password: 'guess' } });
  const changed = await ask<MailboxView>('PUT', `/${made.id}`, wrong, made.version);
  await reaches(made.id, 'auth-failed');
  expect((await one(made.id)).health).toMatchObject({ fault: 'wrong-password', toFetch: 0 });
  await expect(ask('PUT', `/${made.id}`, wrong, made.version)).rejects.toThrow(/412/);
  await dovecot.deliver('box1', mailWith('Meanwhile'));
  await ask('PUT', `/${made.id}`, settings('box1'), changed.version);
  await arrives('Meanwhile');

  await ask('DELETE', `/${made.id}`);
  await until(async () => !/box1/.test(dovecot.doveadm('who')));
  expect(await edge.deliver('x', { to: ['box1@guichet.test'] }).catch(String)).toMatch(/550/);
  await ask('POST', `/${made.id}/restore`);
  await dovecot.deliver('box1', mailWith('Back again'));
  await arrives('Back again');
  const { items } = await ask<SettingsChanges>('GET', `/${made.id}/changes`);
  expect(items.map(({ what }) => what)).toEqual(['restored', 'archived', 'changed', 'changed', 'made']);
  await ask('DELETE', `/${made.id}`);
});

test('a password is sealed in the database and in no answer, and follows to no other server', async () => {
  const canary = 'kanarie-in-the-password';
  const login = { kind: 'password' as const, user: 'box2', password: canary };
  const made = await ask<MailboxView>('POST', '', settings('box2', { login }));
  const changes = await ask('GET', `/${made.id}/changes`);
  const rows = await edge.database.query(`SELECT * FROM email.mailbox, email.mailbox_change`);
  const events = await edge.database.query(`SELECT * FROM bus.event`);
  const said = JSON.stringify([made, await ask('GET', ''), changes, rows, events]);
  expect(said).not.toContain(canary);
  expect(made.login).toMatchObject({ hasPassword: true });
  const [kept] = await edge.database.query<{ sealed: string }>(
    `SELECT sealed FROM email.mailbox WHERE id = $1`,
    [made.id],
  );
  expect(kept?.sealed).toMatch(/^v1\./);

  const again = { kind: 'password' as const, user: 'box2' };
  const elsewhere = settings('box2', { login: again });
  if (elsewhere.receiving) elsewhere.receiving.server = { host: 'evil.test', port: 993, security: 'tls' };
  await expect(ask('PUT', `/${made.id}`, elsewhere, made.version)).rejects.toThrow(/login\.password/);
  await expect(ask('POST', '/test', { settings: elsewhere, mailboxId: made.id })).rejects.toThrow(
    /login\.password/,
  );
  const open = settings('box2', { login: again });
  if (open.receiving) open.receiving.server.security = 'none';
  await expect(ask('PUT', `/${made.id}`, open, made.version)).rejects.toThrow(/login\.password/);
  const renamed = await ask<MailboxView>(
    'PUT',
    `/${made.id}`,
    settings('box2', { login: again, name: 'Other' }),
    made.version,
  );
  expect(renamed.login).toMatchObject({ hasPassword: true });
  await ask('DELETE', `/${made.id}`);
});

test('a test says of each step what is wrong, in one word, and keeps nothing', async () => {
  const tried = async (
    more: Partial<WriteMailbox>,
    change: (wanted: WriteMailbox) => void = () => undefined,
  ) => {
    const wanted = settings('box3', more);
    change(wanted);
    const { steps, counts } = await ask<MailTestResult>('POST', '/test', {
      settings: wanted,
      mailboxId: null,
    });
    return { steps: steps.map(({ step, result, fault }) => `${step} ${fault ?? result}`), counts };
  };
  await dovecot.deliver('box3', mailWith('One'));
  const good = await tried({});
  expect(good.steps).toEqual(['receive-connect ok', 'receive-login ok', 'receive-folder ok']);
  expect(good.counts).toMatchObject({ all: 1, byDays: [{ days: 1, mails: 1 }, {}, {}, {}] });
  expect((await tried({ authority: null })).steps[0]).toBe('receive-connect certificate');
  expect((await tried({ login: { kind: 'password', user: 'box3', password: 'no' } })).steps).toEqual([
    'receive-connect ok',
    'receive-login wrong-password',
    'receive-folder skipped',
  ]);
  const folder = await tried({}, ({ receiving }) => receiving && (receiving.folder = 'Nowhere'));
  expect(folder.steps[2]).toBe('receive-folder folder-missing');
  const closed = await tried(
    { sending: { host: '127.0.0.1', port: 1, security: 'tls' } },
    ({ receiving }) => receiving && (receiving.server.port = 1),
  );
  expect(closed.steps).toEqual([
    ...['receive-connect refused', 'receive-login skipped', 'receive-folder skipped'],
    ...['send-connect refused', 'send-login skipped'],
  ]);
  const plain = await tried(
    { sending: { host: '127.0.0.1', port: edge.smtpPort, security: 'starttls' } },
    ({ receiving }) =>
      receiving && (receiving.server = { host: 'no-such-host.invalid', port: 993, security: 'tls' }),
  );
  expect(plain.steps).toContain('receive-connect host-unknown');
  expect(plain.steps).toContain('send-connect no-encryption');
  expect(
    (await ask<MailboxList>('GET', '')).items.some(({ address }) => address === 'box3@guichet.test'),
  ).toBe(false);
});

test('what cannot be set is refused with its place: twice the same address, a password in the clear, lines in a name', async () => {
  const refused = (wanted: WriteMailbox) => ask('POST', '', wanted).catch(String);
  expect(await refused(settings('box4', { aliases: ['support@guichet.test'] }))).toMatch(
    /mailbox-address-taken/,
  );
  expect(await refused(settings('box4', { queueId: newId() }))).toMatch(/400.*queueId/);
  const open = settings('box4');
  if (open.receiving) open.receiving.server = { host: 'mail.example.net', port: 143, security: 'none' };
  expect(await refused(open)).toMatch(/receiving\.server\.security/);
  expect(await refused(settings('box4', { name: 'Help\r\nBcc: x@y.test' }))).toMatch(/400.*name/);
  const [support] = (await ask<MailboxList>('GET', '')).items;
  expect(await ask('DELETE', `/${support?.id}`).catch(String)).toMatch(/mailbox-permanent/);
  for (const role of ['agent', 'supervisor'] as const)
    for (const [method, path] of [
      ['POST', ''],
      ['POST', '/find'],
      ['POST', '/test'],
      ['POST', '/permission'],
      ['POST', `/${support?.id}/permission`],
      ['PUT', `/${support?.id}`],
      ['DELETE', `/${support?.id}`],
    ] as const) {
      const body =
        path === '/find'
          ? { address: 'a@b.test' }
          : path === '/test'
            ? { settings: settings('box4'), mailboxId: null }
            : path === '/permission'
              ? { state: 'x'.repeat(30), code: 'y' }
              : settings('box4');
      const answer = await edge.call(`${API}${path}`, {
        ...{ method, role, body: method === 'DELETE' ? null : JSON.stringify(body) },
        headers: { ...(method !== 'DELETE' && { 'content-type': 'application/json' }), 'if-match': '1' },
      });
      expect([path, role, answer.status]).toEqual([path, role, 403]);
    }
  expect((await edge.call(API, { role: 'supervisor' })).status).toBe(200);
  expect((await edge.call(API, { role: 'agent' })).status).toBe(403);
});

/** Puts a mail into the folder as somebody who moves it there by hand would: with the date it once came. */
async function putBack(box: string, subject: string, daysAgo: number): Promise<void> {
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port: dovecot.imapPort, secure: false, doSTARTTLS: false, logger: false },
    auth: { user: box, pass: `secret${box.replace(/\D/g, '')}` },
  });
  await client.connect();
  await client.append('INBOX', mailWith(subject), [], new Date(Date.now() - daysAgo * 86_400_000));
  await client.logout();
}

test('a first sync takes the days it was told; an outage and old mail moved in by hand lose nothing; filed mail is moved', async () => {
  await putBack('box5', 'Too old', 10);
  await putBack('box5', 'Recent', 1);
  const wanted = settings('box5');
  if (wanted.receiving)
    Object.assign(wanted.receiving, { firstSyncDays: 3, afterFiling: 'move', moveTo: 'Filed' });
  const made = await ask<MailboxView>('POST', '', wanted);
  await arrives('Recent');
  await putBack('box5', 'Moved in by hand', 400);
  await arrives('Moved in by hand');
  await ask('DELETE', `/${made.id}`);
  await putBack('box5', 'During the outage', 2);
  await ask('POST', `/${made.id}/restore`);
  await arrives('During the outage');
  const lying = (folder: string): number =>
    dovecot.doveadm('fetch', '-u', 'box5', 'uid', 'mailbox', folder).match(/uid: /g)?.length ?? 0;
  await until(() =>
    Promise.resolve(/Filed/.test(dovecot.doveadm('mailbox', 'list', '-u', 'box5')) && lying('Filed') === 3),
  );
  expect(lying('INBOX')).toBe(1);
  expect((await edge.inbox()).some(({ subject }) => subject === 'Too old')).toBe(false);
  await ask('DELETE', `/${made.id}`);
});

test('who watches the house is told at once of a refused login, after five minutes of an outage, and when nobody looks', async () => {
  const made = await ask<MailboxView>(
    'POST',
    '',
    settings('box4', { login: { kind: 'password', user: 'box4', password: 'no' } }),
  );
  await reaches(made.id, 'auth-failed');
  const reader = new MailboxHealthReader(edge.database);
  const told = async (state: string, minutes: number) => {
    await edge.database.query(
      `UPDATE email.mailbox SET state = $2, state_since = now() - interval '1 minute' * $3, last_ok_at = NULL WHERE id = $1`,
      [made.id, state, minutes],
    );
    const [health] = (await reader.read()).filter(({ id }) => id === made.id);
    return [health?.alarming, health?.fault];
  };
  expect(await told('auth-failed', 0)).toEqual([true, 'wrong-password']);
  expect((await told('backoff', 4))[0]).toBe(false);
  expect((await told('backoff', 6))[0]).toBe(true);
  expect((await told('ok', 4))[0]).toBe(false);
  expect(await told('ok', 6)).toEqual([true, 'unwatched']);
  expect(await told('idle', 6)).toEqual([true, 'unwatched']);
  await ask('DELETE', `/${made.id}`);
  expect((await reader.read()).filter(({ id }) => id === made.id)).toEqual([]);
});

interface Issuer {
  url: string;
  server: Server;
  asked: Record<string, string>[];
  /** What the next answers are; the last one stays. */
  answers: { status: number; body: object }[];
}

async function startIssuer(): Promise<Issuer> {
  const asked: Issuer['asked'] = [];
  const answers: Issuer['answers'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      asked.push(Object.fromEntries(new URLSearchParams(body)));
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      response.writeHead(answer?.status ?? 500, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer?.body ?? {}));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, asked, answers };
}

test('permission from a provider: asked with PKCE, used once, tokens renewed without loss; taken back it is said once', async () => {
  const issuer = await startIssuer();
  const login = {
    ...{ kind: 'oauth2' as const, user: 'box6@guichet.test', issuer: 'custom' as const, clientId: 'guichet' },
    ...{ grant: 'person' as const, tenant: null },
    ...{
      clientSecret: 'kanarie-client',
      authorizeUrl: `${issuer.url}/authorize`,
      tokenUrl: `${issuer.url}/token`,
    },
    scope: 'mail',
  };
  const made = await ask<MailboxView>('POST', '', settings('box6', { login }));
  await reaches(made.id, 'auth-failed');
  expect((await one(made.id)).health.fault).toBe('reauthorise');
  expect(issuer.asked).toEqual([]);

  const { url } = await ask<MailPermissionPage>('POST', `/${made.id}/permission`);
  const page = new URL(url);
  expect(Object.fromEntries(page.searchParams)).toMatchObject({
    ...{ response_type: 'code', client_id: 'guichet', scope: 'mail', code_challenge_method: 'S256' },
    redirect_uri: expect.stringMatching(/\/settings\/mailboxes$/) as string,
  });
  const state = page.searchParams.get('state') ?? '';
  const token = (seconds: number) => dovecot.token('box6', { expiresInSeconds: seconds });
  // Lives four seconds: the first look at the folder uses it, the next connection needs another.
  issuer.answers.push(
    { status: 200, body: { access_token: token(60), refresh_token: 'kanarie-refresh', expires_in: 4 } },
    { status: 200, body: { access_token: token(600), expires_in: 600 } },
  );
  await expect(ask('POST', '/permission', { state: 'x'.repeat(43), code: 'code-1' })).rejects.toThrow(
    /authorisation-failed/,
  );
  await ask('POST', '/permission', { state, code: 'code-1' });
  expect(issuer.asked[0]).toMatchObject({ grant_type: 'authorization_code', code: 'code-1' });
  expect(issuer.asked[0]?.['code_verifier']).toMatch(/^[\w-]{43,128}$/);
  await expect(ask('POST', '/permission', { state, code: 'code-1' })).rejects.toThrow(/authorisation-failed/);
  await reaches(made.id, 'ok');
  await dovecot.deliver('box6', mailWith('By token'));
  await arrives('By token');

  // It is renewed at half its life, before it ends.
  await new Promise((done) => setTimeout(done, 2_100));
  await ask('POST', `/${made.id}/retry`);
  await until(() => Promise.resolve(issuer.asked.length === 2));
  expect(issuer.asked[1]).toMatchObject({
    ...{ grant_type: 'refresh_token', refresh_token: 'kanarie-refresh', client_secret: 'kanarie-client' },
  });
  await dovecot.deliver('box6', mailWith('By a new token'));
  await arrives('By a new token');

  // The provider may end a token early: one other is asked for, and nobody notices.
  await hold(made.id, { accessToken: token(-60), renewAt: Date.now() + 600_000 });
  await ask('POST', `/${made.id}/retry`);
  await until(() => Promise.resolve(issuer.asked.length === 3));
  await dovecot.deliver('box6', mailWith('By a third token'));
  await arrives('By a third token');
  expect((await one(made.id)).health.state).toBe('ok');

  const said = JSON.stringify([
    await ask('GET', ''),
    await ask('GET', `/${made.id}/changes`),
    await edge.database.query(`SELECT * FROM email.mailbox`),
    await edge.database.query(`SELECT * FROM email.authorisation`),
  ]);
  expect(said).not.toMatch(/kanarie/);

  issuer.answers.splice(0, issuer.answers.length, { status: 400, body: { error: 'invalid_grant' } });
  await hold(made.id, { renewAt: 0 });
  await ask('POST', `/${made.id}/retry`);
  await reaches(made.id, 'auth-failed');
  const { fault, retryAt } = (await one(made.id)).health;
  expect(fault).toBe('reauthorise');
  expect(Date.parse(retryAt ?? '') - Date.now()).toBeGreaterThan(14 * 60_000);
  expect(issuer.asked).toHaveLength(4);
  await ask('DELETE', `/${made.id}`);
  await new Promise((done) => issuer.server.close(done));
});

test('an application’s own permission: nobody is asked, tokens are fetched anew by themselves, and lacking consent is said plainly', async () => {
  const issuer = await startIssuer();
  const login = {
    ...{
      kind: 'oauth2' as const,
      user: 'box5@guichet.test',
      issuer: 'custom' as const,
      clientId: 'guichet-app',
    },
    ...{
      grant: 'app' as const,
      tenant: null,
      authorizeUrl: null,
      tokenUrl: `${issuer.url}/token`,
      scope: '.default',
    },
  };
  const withSecret = { ...login, clientSecret: 'kanarie-app' };
  await expect(ask('POST', '', settings('box5', { login }))).rejects.toThrow(/login\.clientSecret/);
  const token = (box: string, seconds = 600) => dovecot.token(box, { expiresInSeconds: seconds });

  const tried = () =>
    ask<MailTestResult>('POST', '/test', {
      settings: settings('box5', { login: withSecret }),
      mailboxId: null,
    });
  const loginStep = async () => (await tried()).steps.find(({ step }) => step === 'receive-login');
  issuer.answers.push({
    status: 401,
    body: { error: 'invalid_client', error_description: 'AADSTS7000222: expired' },
  });
  expect(await loginStep()).toMatchObject({
    fault: 'app-refused',
    detail: expect.stringContaining('7000222'),
  });
  issuer.answers[0] = {
    status: 400,
    body: { error: 'invalid_grant', error_description: 'AADSTS65001: no consent' },
  };
  expect(await loginStep()).toMatchObject({ fault: 'app-consent' });
  // A token it has, but nobody opened this mailbox to the application.
  issuer.answers[0] = { status: 200, body: { access_token: token('box4'), expires_in: 600 } };
  expect(await loginStep()).toMatchObject({ fault: 'app-consent' });
  issuer.answers[0] = { status: 200, body: { access_token: token('box5'), expires_in: 600 } };
  expect(await tried()).toMatchObject({ ok: true });
  expect(issuer.asked.at(-1)).toEqual({
    ...{
      grant_type: 'client_credentials',
      client_id: 'guichet-app',
      client_secret: 'kanarie-app',
      scope: '.default',
    },
  });

  const made = await ask<MailboxView>('POST', '', settings('box5', { login: withSecret }));
  expect(made.login).toMatchObject({ grant: 'app', authorised: true, hasClientSecret: true });
  await reaches(made.id, 'ok');
  await expect(ask('POST', `/${made.id}/permission`)).rejects.toThrow(/invalid-input/);
  const before = issuer.asked.length;
  await hold(made.id, { accessToken: token('box5', -60), renewAt: Date.now() + 600_000 });
  await ask('POST', `/${made.id}/retry`);
  await until(() => Promise.resolve(issuer.asked.length > before));
  await dovecot.deliver('box5', mailWith('By the application'));
  await arrives('By the application');
  expect(JSON.stringify([await ask('GET', ''), await ask('GET', `/${made.id}/changes`)])).not.toMatch(
    /kanarie/,
  );

  issuer.answers[0] = {
    status: 400,
    body: { error: 'unauthorized_client', error_description: 'AADSTS700016: unknown' },
  };
  await hold(made.id, { renewAt: 0 });
  await ask('POST', `/${made.id}/retry`);
  await reaches(made.id, 'auth-failed');
  expect((await one(made.id)).health.fault).toBe('app-refused');
  await ask('DELETE', `/${made.id}`);
  await new Promise((done) => issuer.server.close(done));
});

/** As if its tokens had come otherwise. */
async function hold(id: string, tokens: { accessToken?: string; renewAt: number }): Promise<void> {
  const secrets = edge.app.get(MailboxSecrets);
  const [row] = await edge.database.query<{ id: string; sealed: string }>(
    `SELECT id, sealed FROM email.mailbox WHERE id = $1`,
    [id],
  );
  if (!row) throw new Error('no such mailbox');
  const sealed = secrets.seal(id, { ...secrets.open(row), ...tokens });
  await edge.database.query(`UPDATE email.mailbox SET sealed = $2 WHERE id = $1`, [id, sealed]);
}

/** What the mail door says to one mail for these, by LMTP: to each recipient, and then for each that was taken. */
async function overLmtp(port: number, recipients: string[], body: string): Promise<string[]> {
  const socket: Socket = connect(port, '127.0.0.1');
  const lines = createInterface({ input: socket });
  const answers: string[] = [];
  let wake = (): void => undefined;
  lines.on('line', (line) => {
    if (/^\d{3} /.test(line)) answers.push(line);
    wake();
  });
  const say = async (line: string, replies = 1): Promise<string[]> => {
    const from = answers.length;
    socket.write(`${line}\r\n`);
    while (answers.length < from + replies) await new Promise<void>((done) => (wake = done));
    return answers.slice(from);
  };
  while (answers.length === 0) await new Promise<void>((done) => (wake = done));
  await say('LHLO test');
  await say('MAIL FROM:<zoe@example.net>');
  const asked: string[] = [];
  for (const recipient of recipients) asked.push(...(await say(`RCPT TO:<${recipient}>`)));
  await say('DATA');
  const taken = await say(`${body}\r\n.`, asked.filter((answer) => answer.startsWith('250')).length);
  socket.destroy();
  return [...asked, ...taken];
}

test('the LMTP door answers for each recipient, and a house in disorder asks to try again later', async () => {
  const port = await edge.app.get(SmtpDoor).listen(0, '127.0.0.1', 'lmtp');
  const both = ['support@guichet.test', 'nobody@elsewhere.test', 'support+tag@guichet.test'];
  const answers = await overLmtp(port, both, mailWith('By LMTP').trim());
  expect(answers.map((answer) => answer.slice(0, 3))).toEqual(['250', '550', '250', '250', '250']);
  await arrives('By LMTP');
  expect((await edge.inbox()).filter(({ subject }) => subject === 'By LMTP')).toHaveLength(1);

  await edge.database.query(`ALTER TABLE email.raw_mail RENAME TO mislaid`);
  try {
    const later = await overLmtp(port, ['support@guichet.test'], mailWith('Later').trim());
    expect(later.map((answer) => answer.slice(0, 3))).toEqual(['250', '451']);
    expect(await edge.deliver(mailWith('Later')).catch(String)).toMatch(/451/);
  } finally {
    await edge.database.query(`ALTER TABLE email.mislaid RENAME TO raw_mail`);
  }
  expect(await edge.deliver(mailWith('Later'))).toMatch(/kept/);
});
