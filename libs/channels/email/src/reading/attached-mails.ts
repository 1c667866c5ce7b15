/** Reads the mails that came attached to a mail: a few of them, of a size that people write, one level deep. */
import { readFile } from 'node:fs/promises';
import type { ReadMail, ReadOptions } from './reading.js';
import type { AttachedMail, ReadAttachment } from './received-mail.js';

/** Whoever attaches more sends an archive; those stay files that can be saved. */
const MOST_MAILS = 3;
const MAX_SIZE = 5 * 1024 * 1024;

/** `read` is the reader of whole mails. One that cannot be read stays a file and spoils nothing. */
export async function readAttachedMails(
  attachments: ReadAttachment[],
  read: (raw: Buffer, options: ReadOptions) => Promise<ReadMail>,
): Promise<{ mail: AttachedMail; rawHtml: string | null }[]> {
  const mails = attachments.filter(({ type, size }) => type === 'message/rfc822' && size <= MAX_SIZE);
  const found: { mail: AttachedMail; rawHtml: string | null }[] = [];
  for (const file of mails.slice(0, MOST_MAILS)) {
    const raw = file.spool ? await readFile(file.spool) : Buffer.from(file.bytes ?? []);
    const one = await read(raw, { attached: true }).catch(() => null);
    if (one) found.push({ mail: asAttached(file.sha256, one), rawHtml: one.rawHtml });
  }
  return found;
}

function asAttached(sha256: string, { mail }: ReadMail): AttachedMail {
  const { from, to, cc, subject, date, messageId, text, replyText, attachments } = mail;
  const answers = [...new Set([...mail.inReplyTo, ...mail.references.toReversed()])];
  return {
    sha256,
    from,
    to,
    cc,
    subject,
    date,
    messageId,
    answers,
    text,
    replyText,
    html: null,
    attachments,
  };
}
