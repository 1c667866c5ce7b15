import { plainName } from './attachment.service.js';

test.each([
  ['report.pdf', 'report.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\x\\photo.png', 'photo.png'],
  ['\u200b.htaccess', 'htaccess'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['a\r\nset-cookie: x.txt', 'aset-cookie: x.txt'],
  ['..', 'file'],
  ['', 'file'],
])('%j is kept as %j', (given, kept) => {
  expect(plainName(given)).toBe(kept);
});
