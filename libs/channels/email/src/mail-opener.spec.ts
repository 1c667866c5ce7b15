/** What is opened of a mail that is a file, and what is not. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { FileStore, type Config, type VirusScanner } from '@lib/platform';
import { AttachmentKeeper } from './attachment-keeper.js';
import { MailOpener } from './mail-opener.js';
import { UnreadableMail, type ParsePool } from './reading/parse-pool.js';
import { readMail } from './reading/read-mail.js';

const folder = mkdtempSync(join(tmpdir(), 'guichet-opener-'));
const files = new FileStore({ GUICHET_DATA_DIR: folder } as Config);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const viruses = {
  scan: async (open) =>
    (await text(open())).includes('SICK')
      ? { verdict: 'infected', detail: 'Sick.Test' }
      : { verdict: 'clean', detail: null },
} as Pick<VirusScanner, 'scan'> as VirusScanner;
const pool = {
  warmUp: () => Promise.resolve(),
  read: async (path: string) => {
    const raw = readFileSync(path);
    if (raw.includes('UNREADABLE')) throw new UnreadableMail('no');
    return (await readMail(raw, { attached: true })).mail;
  },
} as Pick<ParsePool, 'read' | 'warmUp'> as ParsePool;
const opener = new MailOpener(pool, files, new AttachmentKeeper(files, viruses));

const letter = (subject: string, ...parts: string[]) =>
  [
    ...[`From: Ann <ann@example.org>`, `Subject: ${subject}`, 'MIME-Version: 1.0'],
    ...[`Content-Type: multipart/mixed; boundary=${subject}`, '', `--${subject}`],
    ...['Content-Type: text/plain', '', `Words of ${subject}`],
    ...parts.flatMap((part) => [`--${subject}`, part]),
    `--${subject}--`,
    '',
  ].join('\r\n');
const part = (name: string, type: string, content: string) =>
  `Content-Type: ${type}; name=${name}\r\nContent-Disposition: attachment; filename=${name}\r\n\r\n${content}`;
const eml = (name: string, content: string) => part(name, 'message/rfc822', content);
const stored = async (raw: string, released = false) => ({
  ...(await files.put(Buffer.from(raw))),
  released,
});

it('a mail is shown with its files, and each of them is fetched by its place', async () => {
  const file = await stored(
    letter('one', part('a.txt', 'text/plain', 'paper'), eml('two.eml', letter('two'))),
  );
  const view = await opener.open(file, []);
  expect(view).toMatchObject({
    ...{ subject: 'one', from: [{ name: 'Ann', address: 'ann@example.org' }], date: null, html: null },
    files: [
      { place: '0', name: 'a.txt', opens: false, scan: { verdict: 'clean' } },
      { place: '1', name: 'two.eml', opens: true },
    ],
  });
  expect(view.text).toContain('Words of one');
  const paper = await opener.fileIn(file, [0]);
  expect(paper).toMatchObject({ name: 'a.txt', type: 'text/plain' });
  expect((await files.read(paper.sha256)).toString()).toContain('paper');
  await expect(opener.fileIn(file, [7])).rejects.toThrow(/not-found/);
});

it('mails inside mails are opened three deep; what is no mail is not opened as one', async () => {
  const three = letter('three', eml('four.eml', letter('four')));
  const file = await stored(letter('one', eml('two.eml', letter('two', eml('three.eml', three)))));
  expect((await opener.open(file, [0])).files[0]).toMatchObject({ place: '0.0', opens: true });
  const deepest = await opener.open(file, [0, 0]);
  expect(deepest).toMatchObject({ subject: 'three', files: [{ place: '0.0.0', opens: false }] });
  expect(await opener.fileIn(file, [0, 0, 0])).toMatchObject({ name: 'four.eml' });
  const plain = await stored(letter('one', part('a.txt', 'text/plain', letter('two'))));
  await expect(opener.open(plain, [0])).rejects.toThrow(/not-found/);
});

it('an infected file inside is named and kept shut, also as a mail on the way further in, until an administrator has let the whole be opened', async () => {
  const raw = letter(
    'one',
    part('a.bin', 'application/pdf', 'SICK'),
    eml('two.eml', letter('two', part('b', 'x/y', 'SICK'))),
  );
  const file = await stored(raw);
  expect((await opener.open(file, [])).files[0]?.scan).toEqual({ verdict: 'infected', detail: 'Sick.Test' });
  for (const shut of [opener.fileIn(file, [0]), opener.open(file, [1]), opener.fileIn(file, [1, 0])])
    await expect(shut).rejects.toThrow(/attachment-infected/);
  expect(await opener.fileIn({ ...file, released: true }, [0])).toMatchObject({ name: 'a.bin' });
});

it('one that cannot be read says so, one that is too large is not tried', async () => {
  await expect(opener.open(await stored('UNREADABLE'), [])).rejects.toThrow(/mail-unreadable/);
  await expect(opener.open({ ...(await stored('x')), size: 26 * 1024 * 1024 }, [])).rejects.toThrow(
    /too-large/,
  );
});

it('who opens too many at once is asked to come again', async () => {
  const file = await stored(letter('one'));
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => opener.open(file, [])));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(16);
  expect((await opener.open(file, [])).subject).toBe('one');
});
