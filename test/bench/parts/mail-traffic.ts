/** The customers of a mail bench: they lay mail ready where nobody watches, and move it under the watch at once. */
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import type { Dovecot } from '../../support/dovecot.js';
import { sanitiseMailHtml } from '../../../libs/channels/email/src/reading/mail-html.js';
import { readMail } from '../../../libs/channels/email/src/reading/read-mail.js';
import { letter } from '../letters.js';

const CONNECTIONS = 8;
/** Until the compiler has seen enough of the reader's code. */
const WARM_UP = 200;

/** Fills a folder nobody watches with mails `from`, `from + 1`, …; of the kind `kind`, as their ids say. */
export async function stock(
  { lmtpPort }: Dovecot,
  box: string,
  mails: { kind: string; from: number; count: number },
): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: lmtpPort,
    lmtp: true,
    ignoreTLS: true,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Infinity,
  });
  const envelope = { from: 'sender@example.org', to: [box] };
  await Promise.all(
    Array.from({ length: mails.count }, (_, n) =>
      transport.sendMail({ envelope, raw: letter(mails.kind, mails.from + n) }),
    ),
  );
  transport.close();
}

/** All of a folder at once, as after a night without a connection. */
export async function move(dovecot: Dovecot, box: string, from: string, to: string): Promise<void> {
  const client = await connected(dovecot, box);
  await client.mailboxOpen(from);
  await client.messageMove('1:*', to);
  await client.logout();
}

/** Mails a second, with nothing but the two packages that everybody uses; and how many bytes they were. */
export async function fetchAndParse(
  dovecot: Dovecot,
  box: string,
  folder: string,
): Promise<{ rate: number; bytes: number }> {
  const client = await connected(dovecot, box);
  await client.mailboxOpen(folder);
  const begun = performance.now();
  let parsed = 0;
  let bytes = 0;
  for await (const { source } of client.fetch('1:*', { uid: true, source: true })) {
    await simpleParser(source ?? '');
    parsed += 1;
    bytes += source?.length ?? 0;
  }
  const rate = parsed / ((performance.now() - begun) / 1_000);
  await client.logout();
  return { rate, bytes };
}

/** Milliseconds of processor time a mail takes to read: by the package alone, and as the product reads it, which does more. */
export async function readingCost(letters: readonly Buffer[]): Promise<{ parsed: number; read: number }> {
  const cost = async (work: (letter: Buffer) => Promise<unknown>): Promise<number> => {
    for (const letter of letters.slice(0, WARM_UP)) await work(letter);
    const begun = process.cpuUsage();
    for (const letter of letters) await work(letter);
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1_000 / letters.length;
  };
  return {
    parsed: await cost((letter) => simpleParser(letter)),
    read: await cost(async (letter) => {
      const { rawHtml } = await readMail(letter);
      return rawHtml === null ? null : sanitiseMailHtml(rawHtml);
    }),
  };
}

async function connected({ imapPort }: Dovecot, box: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: imapPort,
    doSTARTTLS: false,
    logger: false,
    auth: { user: box, pass: `secret${box.replace(/\D/g, '')}` },
  });
  await client.connect();
  return client;
}
