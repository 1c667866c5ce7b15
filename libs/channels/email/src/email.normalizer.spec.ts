/** Raw mail in, the one shape of all channels out: who wrote, on which thread, how far it can be trusted. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InboundMessage } from '@lib/contracts';
import { loadConfig, newId, Secrets } from '@lib/platform';
import { contentKey, normalizeMail as normalize } from './email.normalizer.js';
import type { MailFacts } from './mail-facts.js';
import { MailTokens } from './sending/mail-tokens.js';

const textOnly = () => null;
const normalizeMail = (source: Buffer, known: MailFacts) => normalize(source, known, textOnly);
const tokens = new MailTokens(
  new Secrets(loadConfig({ GUICHET_SECRET: 'one-secret-for-tests-0123456789-abcdef' })),
);
const facts = (change: Partial<MailFacts> = {}): MailFacts => ({
  rawMailId: newId(),
  mailbox: 'support@guichet.test',
  receivedAt: new Date('2026-04-02T07:00:00Z'),
  envelopeFrom: 'zoe@example.net',
  envelopeTo: ['support@guichet.test'],
  ownAddresses: new Set(['support@guichet.test', 'sales@guichet.test']),
  trustedServer: 'mx.guichet.test',
  tokens,
  recipientsOf: () => [],
  threadRootOf: () => undefined,
  ...change,
});
const raw = (...headers: string[]) =>
  Buffer.from(
    `${['From: Zoe <zoe@example.net>', 'To: support@guichet.test', ...headers].join('\r\n')}\r\n\r\nHello\r\n`,
  );
async function delivered(source: Buffer, change: Partial<MailFacts> = {}) {
  const { fate } = await normalizeMail(source, facts(change));
  if (fate.kind !== 'deliver') throw new Error(`${fate.kind}: ${fate.reason}`);
  return InboundMessage.parse(fate.message);
}

test('every fixture fits the contract or says why it is kept back', async () => {
  const { readdir } = await import('node:fs/promises');
  const folder = resolve(import.meta.dirname, '../../../../test/fixtures/mail');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) {
    const { fate } = await normalizeMail(await readFile(join(folder, name)), facts());
    if (fate.kind === 'deliver') expect(() => InboundMessage.parse(fate.message)).not.toThrow();
    else expect(fate.reason).toMatch(/orphan bounce/);
  }
});

test('keys stand in order: signed, then ids from near to far, then the mail itself, then the number in the subject', async () => {
  const messageId = newId();
  const own = tokens.messageId('G-000042', messageId, 'guichet.test');
  const message = await delivered(
    raw(
      'Message-ID: <new@example.net>',
      `In-Reply-To: <${own}>`,
      `References: <a@example.net> <b@example.net> <${own}>`,
      'Subject: Re: Broken [G-000099]',
    ),
  );
  expect(message.threadKeys).toEqual([
    'ticket:G-000042',
    `mid:${own}`,
    'mid:b@example.net',
    'mid:a@example.net',
    'mid:new@example.net',
    'subject:G-000099',
  ]);
  expect(message.lane).toBe('ticket:G-000042');
});

test('the known root names the lane, so that a thread is worked through in order', async () => {
  const message = await delivered(raw('Message-ID: <c@x.test>', 'In-Reply-To: <b@x.test>'), {
    threadRootOf: (id) => (id === 'b@x.test' ? 'a@x.test' : undefined),
  });
  expect(message.lane).toBe('mid:a@x.test');
});

test('the reply token opens its ticket to whom it was made for', async () => {
  const messageId = newId();
  const address = tokens.replyAddress('support@guichet.test', 'G-000042', messageId, 'zoe@example.net');
  const mine = await delivered(raw(`Delivered-To: ${address}`));
  expect(mine.threadKeys[0]).toBe('ticket:G-000042');
  const other = tokens.replyAddress('support@guichet.test', 'G-000042', messageId, 'eva@example.net');
  const stolen = await delivered(raw(`Delivered-To: ${other}`), { recipientsOf: () => ['eva@example.net'] });
  expect(stolen.threadKeys).toEqual(['passed-on:G-000042']);
  expect(stolen.data).toMatchObject({ flags: ['token-of-another'], tokenIssuedTo: ['eva@example.net'] });
});

test('words that merely look like a ticket number are no key', async () => {
  expect((await delivered(raw('Subject: The G7 summit and my G-5 phone'))).threadKeys).toEqual([]);
});

test('two senders are nobody, and two nobodies are not the same', async () => {
  const both = (subject: string) =>
    delivered(Buffer.from(`From: boss@trusted.test, evil@example.org\r\nSubject: ${subject}\r\n\r\nHi\r\n`));
  const [one, two] = [await both('One'), await both('Two')];
  expect(one.from.value).toMatch(/@sender\.invalid$/);
  expect(one.from.value).not.toBe(two.from.value);
  expect(one.data).toMatchObject({
    flags: ['ambiguous-sender'],
    senders: ['boss@trusted.test', 'evil@example.org'],
  });
});

test('only our own server’s topmost word about the sender is believed', async () => {
  const trust = async (...headers: string[]) => (await delivered(raw(...headers))).trust;
  expect(await trust('Authentication-Results: mx.guichet.test; dmarc=pass header.from=example.net')).toBe(
    'pass',
  );
  expect(await trust('Authentication-Results: mx.guichet.test; spf=pass; dmarc=fail')).toBe('fail');
  expect(await trust('Authentication-Results: mx.evil.test; dmarc=pass')).toBe('none');
  expect(
    await trust(
      'Authentication-Results: mx.evil.test; x=1',
      'Authentication-Results: mx.guichet.test; dmarc=pass',
    ),
  ).toBe('none');
  expect(await trust()).toBe('none');
});

test('other recipients are copied, our own addresses are not', async () => {
  const message = await delivered(
    raw('Cc: Bob <bob@example.net>, sales@guichet.test, support+x@guichet.test, zoe@example.net'),
  );
  expect(message.cc.map((entry) => entry.value)).toEqual(['bob@example.net']);
});

test('another Reply-To is shown, never followed', async () => {
  const message = await delivered(raw('Reply-To: other@example.org'));
  expect(message.from.value).toBe('zoe@example.net');
  expect(message.data).toMatchObject({ flags: ['reply-to-differs'], replyTo: 'other@example.org' });
});

test('what we sent ourselves, and what went in circles, never becomes a ticket', async () => {
  const fateOf = async (source: Buffer) => (await normalizeMail(source, facts())).fate;
  expect(await fateOf(raw(`X-Guichet-Loop: ${tokens.loopMark('x@guichet.test')}`))).toMatchObject({
    kind: 'suppress',
  });
  expect(await fateOf(raw('X-Guichet-Loop: forged mark'))).toMatchObject({ kind: 'deliver' });
  expect(await fateOf(Buffer.from('From: SALES@guichet.test\r\n\r\nx'))).toMatchObject({ kind: 'suppress' });
  const circling = raw(...Array.from({ length: 51 }, (_, n) => `Received: from a by b; ${n}`));
  expect(await fateOf(circling)).toMatchObject({ kind: 'quarantine', reason: expect.stringContaining('51') });
});

test('a bounce counts only by our own signature', async () => {
  const messageId = newId();
  const report = (id: string) =>
    Buffer.from(
      `From: MAILER-DAEMON@mx.test\r\nSubject: Undelivered\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; x@y.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <${id}>\r\n--b--\r\n`,
    );
  const genuine = await normalizeMail(
    report(tokens.messageId('G-000042', messageId, 'guichet.test')),
    facts(),
  );
  expect(genuine.fate).toMatchObject({
    kind: 'deliver',
    bounced: messageId,
    message: { threadKeys: expect.arrayContaining(['ticket:G-000042']) },
  });
  const byAddress = await normalizeMail(
    report('unknown@elsewhere.test'),
    facts({ envelopeTo: [tokens.bounceAddress('support@guichet.test', messageId)] }),
  );
  expect(byAddress.fate).toMatchObject({ kind: 'deliver', bounced: messageId });
  const forged = await normalizeMail(
    report(`t.42.${messageId.replaceAll('-', '')}.aaaaaaaa.${'a'.repeat(26)}@guichet.test`),
    facts(),
  );
  expect(forged.fate).toMatchObject({ kind: 'quarantine', reason: expect.stringContaining('orphan') });
});

test('the content key ignores the way a mail took, and nothing its author chose', async () => {
  const keyOf = async (source: Buffer) => contentKey((await normalizeMail(source, facts())).mail);
  const plain = await keyOf(raw('Message-ID: <1@x.test>', 'Subject: A'));
  expect(await keyOf(raw('Received: from elsewhere', 'Message-ID: <1@x.test>', 'Subject: A'))).toBe(plain);
  expect(await keyOf(raw('Message-ID: <2@x.test>', 'Subject: A'))).not.toBe(plain);
  expect(await keyOf(raw('Message-ID: <1@x.test>', 'Subject: B'))).not.toBe(plain);
});
