/** Signed marks: they come back through any mail system, and nobody else can make one. */
import { loadConfig, newId, Secrets } from '@lib/platform';
import { MailTokens } from './mail-tokens.js';

const tokensOf = (secret: string) => new MailTokens(new Secrets(loadConfig({ GUICHET_SECRET: secret })));
const tokens = tokensOf('one-secret-for-tests-0123456789-abcdef');
const others = tokensOf('another-secret-for-tests-0123456789-ab');
const box = 'support@guichet.test';

test('a reply address survives lower-casing and names ticket, message and recipient', () => {
  const messageId = newId();
  const address = tokens.replyAddress(box, 'G-000123', messageId, 'Zoe@Example.net').toUpperCase();
  const token = tokens.readReplyAddress(address);
  expect(token).toMatchObject({
    mailbox: box,
    ticketNumber: 'G-000123',
    messageSuffix: messageId.slice(-12),
  });
  if (!token) throw new Error('unreadable');
  expect(tokens.issuedTo(token, 'zoe@example.net')).toBe(true);
  expect(tokens.issuedTo(token, 'eve@example.net')).toBe(false);
  expect(others.issuedTo(token, 'zoe@example.net')).toBe(false);
});

test('what stands before the @ never passes 64 characters', () => {
  for (const length of [1, 7, 15, 16, 25, 26, 40]) {
    const mailbox = `${'m'.repeat(length)}@guichet.test`;
    for (const address of [
      tokens.replyAddress(mailbox, 'G-999999999', newId(), 'a@b.test'),
      tokens.bounceAddress(mailbox, newId()),
    ])
      expect(address.indexOf('@')).toBeLessThanOrEqual(64);
  }
});

test('the same message always has the same id, and only ours is believed', () => {
  const messageId = newId();
  const id = tokens.messageId('G-000123', messageId, 'guichet.test');
  expect(tokens.messageId('G-000123', messageId, 'guichet.test')).toBe(id);
  expect(tokens.readMessageId(id)).toEqual({ ticketNumber: 'G-000123', messageId });
  expect(others.readMessageId(id)).toBeNull();
  expect(tokens.readMessageId(id.replace('t.123.', 't.124.'))).toBeNull();
});

test('a bounce address names the message; a changed one nothing', () => {
  const messageId = newId();
  const address = tokens.bounceAddress(box, messageId);
  expect(tokens.readBounceAddress(address)).toEqual({ mailbox: box, messageId });
  expect(others.readBounceAddress(address)).toBeNull();
});

test('the loop mark is ours alone', () => {
  expect(tokens.isOwnLoopMark(tokens.loopMark('x@guichet.test'))).toBe(true);
  expect(others.isOwnLoopMark(tokens.loopMark('x@guichet.test'))).toBe(false);
  expect(tokens.isOwnLoopMark('nonsense')).toBe(false);
});
