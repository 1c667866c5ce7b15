/** The customers of a mail bench: they lay mail ready where nobody watches, move it under the watch at once, or send it to the door. */
import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import type { Dovecot } from '../../support/dovecot.js';
import { letter } from '../letters.js';

const CONNECTIONS = 8;

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

/** Mails a second, with nothing but the two packages that everybody uses. */
export async function fetchAndParse(dovecot: Dovecot, box: string, folder: string): Promise<number> {
  const client = await connected(dovecot, box);
  await client.mailboxOpen(folder);
  const begun = performance.now();
  let parsed = 0;
  for await (const mail of client.fetch('1:*', { uid: true, source: true })) {
    await simpleParser(mail.source ?? '');
    parsed += 1;
  }
  const rate = parsed / ((performance.now() - begun) / 1_000);
  await client.logout();
  return rate;
}

/** Resolves when the door has said 250 to every one. */
export async function sendAll(port: number, count: number): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Infinity,
  });
  const envelope = { from: 'sender@example.org', to: ['support@guichet.test'] };
  await Promise.all(
    Array.from({ length: count }, (_, n) => transport.sendMail({ envelope, raw: letter('smtp', n) })),
  );
  transport.close();
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
