/** Names from outside, made safe without losing what they say. */
import { generatedName, safeFileName } from './attachment-name.js';

test.each([
  ['report.pdf', 'report.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\zoe\\photo.jpg', 'photo.jpg'],
  ['.ht\u200baccess', 'htaccess'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['a\r\nb: c.txt', 'ab_ c.txt'],
  ['  ..  ', ''],
  [`${'x'.repeat(400)}.pdf`, `${'x'.repeat(196)}.pdf`],
])('%j', (given, safe) => expect(safeFileName(given)).toBe(safe));

test('nameless parts are named by what they are', () => {
  expect(generatedName('image/jpeg', 2, undefined)).toBe('image-2.jpg');
  expect(generatedName('message/rfc822', 1, 'Re: a/b')).toBe('b.eml');
  expect(generatedName('application/x-unknown', 3, undefined)).toBe('attachment-3.bin');
});
