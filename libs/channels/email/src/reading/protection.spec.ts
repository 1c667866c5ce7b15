/** What a mail is wrapped in, told by its outside. */
import { readMail } from './read-mail.js';

const wrapped = async (type: string, body = 'x') =>
  (await readMail(Buffer.from(`From: a@b.example\r\nContent-Type: ${type}\r\n\r\n${body}`))).mail.protection;

test.each([
  ['application/pkcs7-mime; smime-type=enveloped-data', { by: 'smime', as: 'sealed' }],
  ['application/x-pkcs7-mime; name=smime.p7m', { by: 'smime', as: 'sealed' }],
  ['application/pkcs7-mime; smime-type=signed-data', { by: 'smime', as: 'signed' }],
  ['multipart/signed; protocol="application/pkcs7-signature"; boundary=b', { by: 'smime', as: 'signed' }],
  ['multipart/signed; protocol="application/pgp-signature"; boundary=b', { by: 'pgp', as: 'signed' }],
  ['multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', { by: 'pgp', as: 'sealed' }],
  ['text/plain', null],
])('%s', async (type, protection) => {
  expect(await wrapped(type)).toEqual(protection);
});

test('armour in the text tells as well, a letter that speaks of it does not', async () => {
  expect(await wrapped('text/plain', '-----BEGIN PGP MESSAGE-----\r\n\r\nabc')).toEqual({
    by: 'pgp',
    as: 'sealed',
  });
  expect(await wrapped('text/plain', '-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256')).toEqual({
    by: 'pgp',
    as: 'signed',
  });
  expect(await wrapped('text/plain', 'What is -----BEGIN PGP MESSAGE-----?')).toBeNull();
});
