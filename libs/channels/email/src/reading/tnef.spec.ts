/** Packets as Exchange makes them, and as somebody who means harm would. */
import fc from 'fast-check';
import { readMail } from './read-mail.js';
import { unpackTnef } from './tnef.js';

const u16 = (n: number): Buffer => Buffer.from([n & 255, n >> 8]);
const u32 = (n: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n);
  return bytes;
};
const attribute = (level: number, id: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from([level]), u32(id), u32(data.length), data, u16(0)]);
const packet = (...parts: Buffer[]): Buffer => Buffer.concat([u32(0x223e9f78), u16(1), ...parts]);
const pad = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
const value = (type: number, id: number, data: Buffer): Buffer =>
  Buffer.concat([u16(type), u16(id), u32(1), u32(data.length), pad(data)]);
const number = (id: number): Buffer => Buffer.concat([u16(3), u16(id), u32(7)]);
const named = Buffer.concat([
  u16(3),
  u16(0x8001),
  Buffer.alloc(16),
  u32(1),
  u32(6),
  pad(Buffer.from('abc', 'utf16le')),
  u32(9),
]);
const block = (...values: Buffer[]): Buffer => Buffer.concat([u32(values.length), ...values]);
const utf16 = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');

const winmail = packet(
  attribute(1, 0x00069003, block(number(0x26), named, value(0x1f, 0x1000, utf16('Grüße aus München')))),
  attribute(2, 0x00069002, Buffer.alloc(14)),
  attribute(2, 0x00018010, Buffer.from('RECHNU~1.PDF\0')),
  attribute(2, 0x0006800f, Buffer.from('%PDF-1.7 paper')),
  attribute(
    2,
    0x00069005,
    block(
      number(0x3705),
      value(0x1f, 0x3707, utf16('Rechnung für März.pdf')),
      value(0x1e, 0x370e, Buffer.from('application/pdf\0')),
    ),
  ),
  attribute(2, 0x00069002, Buffer.alloc(14)),
  attribute(
    2,
    0x00069005,
    block(
      value(0x1e, 0x3704, Buffer.from('note.txt\0')),
      value(0x0d, 0x3701, Buffer.concat([Buffer.alloc(16), Buffer.from('inside')])),
    ),
  ),
);

test('files come out with their true names, text with its letters', () => {
  expect(unpackTnef(winmail)).toEqual({
    files: [
      { name: 'Rechnung für März.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.7 paper') },
      { name: 'note.txt', type: '', bytes: Buffer.from('inside') },
    ],
    text: 'Grüße aus München',
    html: '',
  });
});

const mailWith = (data: Buffer): Buffer =>
  Buffer.from(
    `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${data.toString('base64')}\r\n--b--`,
  );

test('a mail that is nothing but winmail.dat is its text and its files', async () => {
  const { mail } = await readMail(mailWith(winmail));
  expect(mail.text).toBe('Grüße aus München');
  expect(mail.attachments.map(({ name, type, size }) => [name, type, size])).toEqual([
    ['Rechnung für März.pdf', 'application/pdf', 14],
    ['note.txt', 'application/octet-stream', 6],
  ]);
});

test('a packet nobody can open stays what it is', async () => {
  const { mail } = await readMail(mailWith(Buffer.from('not a packet')));
  expect(mail.attachments.map(({ name, size }) => [name, size])).toEqual([['winmail.dat', 12]]);
});

test('a packet that breaks off anywhere, or is changed anywhere, is read as far as it goes', () => {
  fc.assert(
    fc.property(fc.nat(winmail.length), fc.nat(winmail.length - 1), fc.nat(255), (end, at, byte) => {
      const changed = Buffer.from(winmail.subarray(0, end));
      if (at < end) changed[at] = byte;
      const begun = performance.now();
      const found = unpackTnef(changed);
      expect(found?.files.reduce((sum, file) => sum + file.bytes.length, 0) ?? 0).toBeLessThanOrEqual(end);
      expect(performance.now() - begun).toBeLessThan(500);
    }),
    { numRuns: 500 },
  );
});
