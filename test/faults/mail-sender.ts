/** Customers who write mail, through the product's own SMTP door or into the mailbox it watches; the same bytes until they are taken. */
import { createTransport } from 'nodemailer';
import type { Dovecot } from '../support/dovecot.js';
import { keyed, keyIn, type Ledger, type Outcome } from './ledger.js';

const CRLF = '\r\n';

export function mailOf(key: string, from: string): string {
  return [
    `Message-ID: <${key}@example.net>`,
    `Date: Mon, 01 Jun 2026 08:00:00 +0000`,
    `From: ${from}@example.net`,
    'To: support@guichet.test',
    `Subject: ${keyed('My bike', key)}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    keyed('The brakes are gone.', key),
    '',
  ].join(CRLF);
}

/** As a mail server would: after a broken line or a 4xx the same mail comes again. */
export async function sendMail(
  ledger: Ledger,
  { key, from, port, up }: { key: string; from: string; port: number; up: () => Promise<void> },
): Promise<void> {
  await ledger.insist(
    { key, op: 'mail.smtp', stream: `mail:${from}` },
    () => smtp(port, mailOf(key, from), `${from}@example.net`),
    up,
  );
}

/** Into the mailbox behind the product's back: from then on it is the product's to fetch. */
export async function postMail(
  ledger: Ledger,
  { key, from, dovecot, box }: { key: string; from: string; dovecot: Dovecot; box: string },
): Promise<void> {
  await ledger.attempt({ key, op: 'mail.imap', stream: `mail:${from}` }, async () => {
    await dovecot.deliver(box, mailOf(key, from));
    return 'ok';
  });
}

/** Keys of the mails that carry the \Seen flag on the server. */
export function seenKeys(dovecot: Dovecot, box: string): string[] {
  return dovecot
    .doveadm('fetch', '-u', box, 'hdr.subject', 'mailbox', 'INBOX', 'seen')
    .split('\n')
    .flatMap((line) => keyIn(line) ?? []);
}

/** What left the house, as its mail server got it; the subject repeats the customer's words and says nothing. */
export function readOutgoing(raw: Buffer): { mailId: string; text: string } {
  const [head = '', ...body] = raw.toString('latin1').split('\r\n\r\n');
  return { mailId: /^Message-ID: (.*)$/im.exec(head)?.[1] ?? '', text: body.join('\r\n\r\n') };
}

export async function smtp(port: number, raw: string, from: string): Promise<Outcome> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, connectionTimeout: 2_000 });
  try {
    await transport.sendMail({ envelope: { from, to: ['support@guichet.test'] }, raw });
    return 'ok';
  } catch (error) {
    return Number((error as { responseCode?: number }).responseCode) >= 500 ? 'fail' : 'unknown';
  } finally {
    transport.close();
  }
}
