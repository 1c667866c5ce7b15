/** Text in the charset its bytes are in, whatever its sender declared. */
import iconv from 'iconv-lite';
import { readMail } from './read-mail.js';

const cases: [declared: string, real: string, text: string][] = [
  ['utf-7', 'utf-7', 'Grüße aus 東京'],
  ['gb2312', 'gb18030', '你好朱镕基€𠀀'],
  ['ks_c_5601-1987', 'cp949', '똠방각하 안녕'],
  ['iso-8859-1', 'windows-1252', '“Prix” 5 €'],
  ['us-ascii', 'utf8', 'déjà vu'],
  ['us-ascii', 'windows-1252', '“Prix” élevé'],
  ['utf-8', 'windows-1252', 'déjà vu à Noël'],
  ['shift_jis', 'cp932', '①②高橋髙'],
  ['x-nobody-knows', 'utf8', 'déjà vu'],
  ['koi8-r', 'koi8-r', 'Привет'],
];

test.each(cases)('a body declared %s that is %s', async (declared, real, text) => {
  const head = `From: a@b.example\r\nContent-Type: text/plain; charset=${declared}\r\nContent-Transfer-Encoding:`;
  const bytes = iconv.encode(text, real);
  const raw = Buffer.concat([Buffer.from(`${head} 8bit\r\n\r\n`), bytes]);
  const packed = Buffer.from(`${head} base64\r\n\r\n${bytes.toString('base64')}\r\n`);
  expect((await readMail(raw)).mail.text.trim()).toBe(text);
  expect((await readMail(packed)).mail.text.trim()).toBe(text);
});

test.each(cases)('an encoded word declared %s that is %s, packed and raw', async (declared, real, text) => {
  const bytes = iconv.encode(text, real);
  const word = `Subject: =?${declared}?B?${bytes.toString('base64')}?=\r\n\r\nx`;
  expect((await readMail(Buffer.from(word))).mail.subject).toBe(text);
  const raw = Buffer.concat([
    Buffer.from(`Subject: =?${declared}?Q?`),
    Buffer.from(bytes.toString('latin1').replace(/ /g, '_'), 'latin1'),
    Buffer.from(`?=\r\nContent-Type: text/plain; charset=${declared}\r\n\r\nx`),
  ]);
  expect((await readMail(raw)).mail.subject).toBe(text);
});

test('a character cut in two by the end of an encoded word is put together', async () => {
  const bytes = iconv.encode('镕𠀀', 'gb18030');
  const word = (part: Buffer) => `=?gb2312?B?${part.toString('base64')}?=`;
  const subject = `Subject: ${word(bytes.subarray(0, 4))}\r\n ${word(bytes.subarray(4))}\r\n\r\nx`;
  expect((await readMail(Buffer.from(subject))).mail.subject).toBe('镕𠀀');
});

test('HTML in the wrong charset is put right as well, and its text with it', async () => {
  const raw = Buffer.concat([
    Buffer.from('From: a@b.example\r\nContent-Type: text/html;\r\n charset="utf-8"\r\n\r\n<p>'),
    iconv.encode('très « cher »', 'windows-1252'),
    Buffer.from('</p>'),
  ]);
  const { mail, rawHtml } = await readMail(raw);
  expect(rawHtml).toContain('très « cher »');
  expect(mail.text.trim()).toBe('très « cher »');
});

test.each([
  [
    'only HTML among alternatives',
    'Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Hello <b>there</b></p><p>A &amp; B</p>\n--b--',
    'Hello there\n\nA & B',
  ],
  ['no headers at all', '', 'This is a letter.\nNothing else.'],
  ['headers that end in a line of blanks', 'Subject: x\nContent-Type: text/plain\n \nthe text', 'the text'],
  [
    'parts with a boundary that never comes',
    'Content-Type: multipart/mixed; boundary=never\n\nthe text',
    'the text',
  ],
])('the words of a mail with %s are not lost', async (_oddity, raw, text) => {
  const { mail } = await readMail(Buffer.from(raw || text));
  expect(mail.text.trim()).toBe(text);
});
