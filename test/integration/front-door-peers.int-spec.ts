/** The peers that other tests rely on must themselves behave: a mail server, a sink, a wire that breaks on command. */
import { setTimeout as pause } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { Client } from 'pg';
import { startDovecot, type Dovecot } from '../support/dovecot.js';
import { useDatabase } from '../support/postgres.js';
import { startSmtpSink } from '../support/smtp-sink.js';
import { startTcpProxy } from '../support/tcp-proxy.js';

const database = useDatabase();

describe('a real Dovecot', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot({ users: 3, oauth2: true });
  });
  afterAll(() => dovecot.stop());

  const imap = (auth: { user: string; pass?: string; accessToken?: string }, secure = false): ImapFlow => {
    const port = secure ? dovecot.imapsPort : dovecot.imapPort;
    return new ImapFlow({
      host: 'localhost',
      port,
      secure,
      auth,
      logger: false,
      doSTARTTLS: secure ? undefined : false,
      tls: { ca: dovecot.ca },
    });
  };

  async function subjects(client: ImapFlow): Promise<string[]> {
    await client.connect();
    const lock = await client.getMailboxLock('INBOX');
    try {
      const found: string[] = [];
      for await (const message of client.fetch('1:*', { envelope: true }))
        found.push(message.envelope?.subject ?? '');
      return found;
    } finally {
      lock.release();
      await client.logout();
    }
  }

  test('takes mail over LMTP and gives it out over IMAP, plain and with TLS', async () => {
    await dovecot.deliver(
      'box1',
      'From: a@example.org\r\nTo: box1@guichet.test\r\nSubject: Bonjour\r\n\r\n.un point en tête\r\n',
    );
    expect(await subjects(imap({ user: 'box1', pass: 'secret1' }))).toEqual(['Bonjour']);
    expect(await subjects(imap({ user: 'box1', pass: 'secret1' }, true))).toEqual(['Bonjour']);
  });

  test('takes a signed token and refuses a forged and an expired one', async () => {
    expect(await subjects(imap({ user: 'box2', accessToken: dovecot.token('box2') }))).toEqual([]);
    for (const accessToken of [
      dovecot.token('box2', { secret: 'forged' }),
      dovecot.token('box2', { expiresInSeconds: -60 }),
    ]) {
      await expect(imap({ user: 'box2', accessToken }).connect()).rejects.toMatchObject({
        authenticationFailed: true,
      });
    }
  });

  test('keeps its mail over a restart, and changes UIDVALIDITY when told', async () => {
    await dovecot.deliver('box3', 'Subject: kept\r\n\r\nx\r\n');
    await dovecot.restart();
    expect(await subjects(imap({ user: 'box3', pass: 'secret3' }))).toEqual(['kept']);
    dovecot.doveadm('mailbox', 'update', '-u', 'box3', '--uid-validity', '4711', 'INBOX');
    const client = imap({ user: 'box3', pass: 'secret3' });
    await client.connect();
    expect(await client.status('INBOX', { uidValidity: true })).toMatchObject({ uidValidity: 4711n });
    await client.logout();
  });
});

test('the SMTP sink keeps what it took and refuses when told', async () => {
  const sink = await startSmtpSink();
  const transport = createTransport(sink.url);
  const mail = { from: 'a@guichet.test', to: 'b@example.org', subject: 'first', text: 'hello' };
  try {
    sink.refuse({ code: 451, message: 'later' });
    await expect(transport.sendMail(mail)).rejects.toMatchObject({ responseCode: 451 });
    await transport.sendMail(mail);
    const [taken] = await sink.waitFor(1, ({ raw }) => raw.includes('Subject: first'));
    expect(taken).toMatchObject({ from: 'a@guichet.test', to: ['b@example.org'] });
    expect(sink.mails).toHaveLength(1);
  } finally {
    transport.close();
    await sink.stop();
  }
});

test('the wire passes, delays, goes silent and breaks on command', async () => {
  const proxy = await startTcpProxy({ port: Number(new URL(database.url).port) });
  const url = new URL(database.url);
  url.port = String(proxy.port);
  const client = new Client({ connectionString: url.href });
  const broken = new Promise((done) => client.on('error', done));
  try {
    await client.connect();
    expect((await client.query('select 1 as up')).rows).toEqual([{ up: 1 }]);

    proxy.delay(120);
    const began = performance.now();
    await client.query('select 1');
    expect(performance.now() - began).toBeGreaterThan(200);

    proxy.pass();
    proxy.blackhole();
    const silent = client.query('select 2 as up');
    expect(await Promise.race([silent.then(() => 'answered'), pause(300, 'silence')])).toBe('silence');
    proxy.pass();
    expect((await silent).rows).toEqual([{ up: 2 }]);

    proxy.cut();
    await broken;
    await expect(new Client({ connectionString: url.href }).connect()).rejects.toMatchObject({
      code: expect.any(String),
    });
  } finally {
    await proxy.stop();
  }
});

test('each file has a database of its own with every migration applied', async () => {
  const [{ applied }] = (await database.query<{ applied: number }>(
    'select count(*)::int as applied from migration',
  )) as [{ applied: number }];
  expect(applied).toBeGreaterThan(0);
  expect(await database.query('select current_database() as name')).toEqual([{ name: database.name }]);
});
