/** What an IMAP_URL may say. */
import { readImapUrl } from './imap-address.js';

test('an IMAP address says all a connection needs, and demands encryption unless told otherwise', () => {
  expect(readImapUrl('imaps://user%40x:p%3Ass@mx.test/INBOX?mailbox=Support@x.test', false)).toMatchObject({
    mailbox: 'support@x.test',
    folder: 'INBOX',
    importDays: 0,
    connection: { host: 'mx.test', port: 993, secure: true, auth: { user: 'user@x', pass: 'p:ss' } },
  });
  expect(readImapUrl('imap://u:p@mx.test', false).connection).toMatchObject({
    port: 143,
    secure: false,
    doSTARTTLS: true,
  });
  expect(() => readImapUrl('https://mx.test', false)).toThrow(/IMAP_URL/);
});
