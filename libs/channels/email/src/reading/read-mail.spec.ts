/** Odd mails, one fixture each, named after what is odd about it. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readMail } from './read-mail.js';

const fixtures = resolve(import.meta.dirname, '../../../../../test/fixtures/mail');
const read = async (name: string) => readMail(await readFile(join(fixtures, `${name}.eml`)));

test.each([
  ['subject-in-raw-latin1', 'Problème d’accès à la messagerie', 'Ça ne marche plus'],
  ['subject-in-raw-utf8', 'Problème réseau 東京', 'Bonjour'],
  ['subject-in-raw-shift-jis', 'ネットワークの障害について', 'つながりません。'],
  ['subject-in-raw-iso-2022-jp', '請求書の件', 'お願いします。'],
  ['body-in-gb2312-that-is-gb18030', '発票镕', '朱镕基'],
  ['line-ends-of-bare-cr', 'Old Mac', 'First line\nSecond line'],
  ['mbox-from-line-first', 'After the envelope line', 'Hello'],
  ['blank-lines-before-headers', 'Late start', 'Hello'],
])('%s', async (name, subject, text) => {
  const { mail } = await read(name);
  expect(mail.subject).toBe(subject);
  expect(mail.text).toContain(text);
  expect(mail.from).toEqual([{ name: 'Zoé Martin', address: 'Zoe@example.net' }]);
});

test('nothing-but-a-body', async () => {
  const { mail } = await read('nothing-but-a-body');
  expect(mail).toMatchObject({ from: [], messageId: null, date: null, subject: '' });
  expect(mail.text).toContain('Help me please');
});

test('references-wrapped-and-joined', async () => {
  const { mail } = await read('references-wrapped-and-joined');
  expect(mail.messageId).toBe('long@example.net');
  expect(mail.inReplyTo).toEqual(['b@example.net']);
  expect(mail.references).toEqual(['a@example.net', 'b@example.net', 'c@example.net']);
});

test('two-senders and sender-behind-a-comment are not taken for the trusted one', async () => {
  expect((await read('two-senders')).mail.from).toHaveLength(2);
  expect((await read('sender-behind-a-comment')).mail.from.map((entry) => entry.address)).not.toContain(
    'boss@trusted.test',
  );
});

test('attachments-without-names get names of their own', async () => {
  const { mail } = await read('attachments-without-names');
  expect(mail.attachments.map(({ name, type }) => [name, type])).toEqual([
    ['image-1.png', 'image/png'],
    ['Inner mail.eml', 'message/rfc822'],
  ]);
});

test('returned-by-postfix-style-report names each recipient and the mail that came back', async () => {
  const { mail } = await read('returned-by-postfix-style-report');
  expect(mail.verdict).toMatchObject({ auto: true, bounce: true, hard: true, delayed: false });
  expect(mail.reports).toEqual([
    {
      recipient: 'gone@example.net',
      action: 'failed',
      status: '5.1.1',
      reason: 'smtp; 550 5.1.1 User unknown',
      hard: true,
    },
    {
      recipient: 'full@example.net',
      action: 'failed',
      status: '5.2.2',
      reason: 'smtp; 552 5.2.2 Mailbox full',
      hard: false,
    },
  ]);
  expect(mail.returnedIds).toEqual(['original@guichet.test']);
});

test('still-trying-report is a delay, not a bounce', async () => {
  const { mail } = await read('still-trying-report');
  expect(mail.verdict).toMatchObject({ auto: true, bounce: false, delayed: true, hard: false });
});

test('complaint-feedback-report is a complaint about the mail inside it', async () => {
  const { mail } = await read('complaint-feedback-report');
  expect(mail.verdict).toMatchObject({ complaint: true, bounce: false });
  expect(mail.reports).toMatchObject([{ recipient: 'annoyed@example.net', reason: 'feedback' }]);
  expect(mail.returnedIds).toEqual(['original@guichet.test']);
});

test('a person who quotes a delivery report is still a person', async () => {
  const { mail } = await readMail(
    Buffer.from(
      'From: zoe@example.net\r\nSubject: My mail came back\r\n\r\nI got this:\r\n\r\nFinal-Recipient: rfc822; x@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n',
    ),
  );
  expect(mail.verdict).toMatchObject({ auto: false, bounce: false });
});

test('the null sender at the door counts like an empty Return-Path', async () => {
  const { mail } = await readMail(Buffer.from('From: robot@example.net\r\nSubject: x\r\n\r\ny\r\n'), {
    envelopeFrom: '',
  });
  expect(mail.verdict.auto).toBe(true);
});
