/** Takes the parts of a mail off the parser: its text, its HTML, what is attached, what it returns; in a second reading when the first lost letters. */
import { readFile, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { MailParser, type AttachmentStream, type MessageText } from 'mailparser';
import { generatedName, safeFileName } from './attachment-name.js';
import type { ReturnedParts } from './bounce-report.js';
import { forRescue, RescueDecoder } from './charset-rescue.js';
import type { HeaderBlock } from './header-block.js';
import { textOfHtml } from './html-text.js';
import { takeContent, type PartContent } from './part-content.js';
import { slices } from './raw-source.js';
import type { ReadAttachment } from './received-mail.js';
import { unpackTnef } from './tnef.js';

const MAX_HTML_TO_TEXT = 1_000_000;
const RETURNED_HEAD = 64 * 1024;
const MAX_PACKET = 5 * 1024 * 1024;

export interface Content {
  text: string;
  html: string | null;
  attachments: ReadAttachment[];
  /** What stood in winmail.dat; it counts when the mail itself says nothing. */
  wrapped?: { text: string; html: string };
  returned: Omit<ReturnedParts, 'body'>;
}

/** Attachments stay those of the first reading: bytes have no charset. */
export async function rescue(source: Buffer, headers: HeaderBlock, content: Content): Promise<void> {
  const parser = { Iconv: RescueDecoder };
  const again = await readParts(Readable.from(slices(forRescue(source))), headers, null, parser);
  content.text = again.text;
  content.html = again.html;
}

/** In these no text stands beside HTML, and only there its translation into HTML is asked for. */
const TEXT_APART = /^(multipart\/alternative|text\/plain)\b/i;

export function readParts(
  source: Readable,
  headers: HeaderBlock,
  spoolDir: string | null,
  rescuer: { Iconv?: typeof RescueDecoder } = {},
): Promise<Content> {
  const subject = headers.text('subject');
  const content: Content = {
    text: '',
    html: null,
    attachments: [],
    returned: { deliveryStatus: [], dispositions: [], feedback: [], returned: [] },
  };
  const parser = new MailParser({
    skipImageLinks: true,
    skipTextLinks: true,
    skipTextToHtml: TEXT_APART.test(headers.raw('content-type') ?? 'text/plain'),
    keepDeliveryStatus: true,
    maxHtmlLengthToParse: MAX_HTML_TO_TEXT,
    checksumAlgo: false,
    ...rescuer,
  });
  return new Promise((resolve, reject) => {
    let pending = Promise.resolve();
    parser.on('data', (part: AttachmentStream | MessageText) => {
      if (part.type === 'text') {
        content.text = part.text ?? '';
        content.html = part.html ?? null;
        return;
      }
      pending = pending
        .then(() => takePart(part, content, subject, spoolDir))
        .then(() => part.release?.())
        .catch((error: unknown) => {
          parser.destroy(error instanceof Error ? error : new Error(String(error)));
        });
    });
    parser.on('error', reject);
    source.on('error', reject);
    parser.on('end', () => void pending.then(() => resolve(content)));
    source.pipe(parser);
  });
}

const DISPOSITION = /^message\/(?:global-)?disposition-notification$/;

async function takePart(
  part: AttachmentStream,
  content: Content,
  subject: string | undefined,
  spoolDir: string | null,
): Promise<void> {
  const type = (part.contentType || 'application/octet-stream').toLowerCase();
  const taken = await takeContent(part.content, spoolDir);
  const head = taken.bytes ? Buffer.from(taken.bytes).subarray(0, RETURNED_HEAD).toString('utf8') : '';
  if (type === 'message/delivery-status' || type === 'message/global-delivery-status')
    content.returned.deliveryStatus.push(head);
  else if (DISPOSITION.test(type)) content.returned.dispositions.push(head);
  else if (type === 'message/feedback-report') content.returned.feedback.push(head);
  else if (type === 'message/rfc822' || type === 'text/rfc822-headers') content.returned.returned.push(head);
  if (type === 'message/delivery-status' || type === 'message/feedback-report' || DISPOSITION.test(type))
    return;
  if (isTnef(type) && (await takeTnef(taken, content, spoolDir))) return;
  const returnedSubject =
    type === 'message/rfc822' ? (/^subject:\s*(.{1,200})$/im.exec(head)?.[1] ?? subject) : undefined;
  content.attachments.push({
    ...taken,
    type,
    name:
      safeFileName(part.filename ?? '') ||
      generatedName(type, content.attachments.length + 1, returnedSubject),
    contentId: part.cid?.slice(0, 998),
    inline: part.related === true || (part.contentDisposition === 'inline' && part.cid !== undefined),
  });
}

function isTnef(type: string): boolean {
  return type === 'application/ms-tnef' || type === 'application/vnd.ms-tnef';
}

/** Puts what is in a packet in its place; false when nothing is, and the packet is kept as it is. */
async function takeTnef(taken: PartContent, content: Content, spoolDir: string | null): Promise<boolean> {
  if (taken.size > MAX_PACKET) return false;
  const unpacked = unpackTnef(taken.spool ? await readFile(taken.spool) : Buffer.from(taken.bytes ?? []));
  if (!unpacked || (unpacked.files.length === 0 && !unpacked.text && !unpacked.html)) return false;
  for (const file of unpacked.files) {
    const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.type)
      ? file.type.toLowerCase()
      : 'application/octet-stream';
    content.attachments.push({
      ...(await takeContent(Readable.from([file.bytes]), spoolDir)),
      type,
      name: safeFileName(file.name) || generatedName(type, content.attachments.length + 1, undefined),
      contentId: file.contentId?.slice(0, 998),
      inline: file.contentId !== undefined,
    });
  }
  content.wrapped = { text: unpacked.text, html: unpacked.html };
  if (taken.spool) await rm(taken.spool, { force: true });
  return true;
}

/** HTML alone has words as well, and parts nobody can tell apart are still somebody's. */
export function textOf({ text, html, attachments, wrapped }: Content, body: () => string): string {
  if (text.trim() !== '') return text;
  if (html === null && wrapped?.text) return wrapped.text;
  if (html !== null) return textOfHtml(html) || text;
  return attachments.length === 0 ? body() : text;
}
