/** Reads one raw MIME mail into plain data: headers, text, own words, attachments, what kind of mail it is. Knows no database and no secrets. */
import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { MailParser, type AttachmentStream, type MessageText } from 'mailparser';
import { generatedName, safeFileName } from './attachment-name.js';
import { judgeAutomatic } from './automatic-mail.js';
import { judgeBounce, type ReturnedParts } from './bounce-report.js';
import { headerEnd, readHeaderBlock, type HeaderBlock, type MailAddress } from './header-block.js';
import { textOfHtml } from './html-text.js';
import { forRescue, needsRescue, RescueDecoder } from './charset-rescue.js';
import { normalMessageId, readMessageIds } from './mail-ids.js';
import { takeContent } from './part-content.js';
import type { ReadAttachment, ReceivedMail } from './received-mail.js';
import { splitReply } from './reply-split.js';

/** Above this a mail is streamed from disk instead of being held whole. */
const WHOLE_MAIL = 5 * 1024 * 1024;
const MAX_TEXT = 200_000;
const MAX_HTML_TO_TEXT = 1_000_000;
const RETURNED_HEAD = 64 * 1024;

export interface ReadMail {
  mail: ReceivedMail;
  /** Not yet sanitised, so never part of `mail`. */
  rawHtml: string | null;
}

export interface ReadOptions {
  /** Where large attachments are put aside; null keeps them in memory. */
  spoolDir?: string | null;
  /** MAIL FROM as the door heard it; '' is the null sender. */
  envelopeFrom?: string | null;
}

/** Waits for the disk on its own thread: handing that to another costs more than the reading of a letter. */
export async function readMailFile(path: string, options: ReadOptions): Promise<ReadMail> {
  if (statSync(path).size <= WHOLE_MAIL) return readMail(readFileSync(path), options);
  return parse(readHeaderBlock(headOf(path)), createReadStream(path), options);
}

export async function readMail(raw: Buffer, options: ReadOptions = {}): Promise<ReadMail> {
  const source = withEndedHeaders(usualLineEnds(withoutEnvelopeLine(raw)));
  return parse(readHeaderBlock(source), Readable.from(slices(source)), options, source);
}

async function parse(
  headers: HeaderBlock,
  source: Readable,
  options: ReadOptions,
  whole: Buffer | null = null,
): Promise<ReadMail> {
  const { envelopeFrom } = options;
  if (envelopeFrom !== null && envelopeFrom !== undefined) headers.supply('return-path', `<${envelopeFrom}>`);
  const body = (): string => (whole ? bodyOf(whole) : '');
  const content = await readParts(source, headers, options.spoolDir ?? null);
  if (whole && needsRescue(whole, content.text, content.html)) await rescue(whole, headers, content);
  const text = textOf(content, body).slice(0, MAX_TEXT);
  const verdict = judgeAutomatic(headers);
  const { reports, returnedIds } = judgeBounce(headers, text, { ...content.returned, body }, verdict);
  const mail: ReceivedMail = {
    ...envelopeFields(headers),
    subject: (headers.text('subject') ?? '').slice(0, 998),
    text,
    replyText: splitReply(text),
    html: null,
    attachments: content.attachments,
    verdict,
    reports,
    returnedIds,
  };
  return { mail, rawHtml: content.html };
}

/** HTML alone has words as well, and parts nobody can tell apart are still somebody's. */
function textOf({ text, html, attachments }: Content, body: () => string): string {
  if (text.trim() !== '') return text;
  if (html !== null) return textOfHtml(html) || text;
  return attachments.length === 0 ? body() : text;
}

function envelopeFields(
  headers: HeaderBlock,
): Omit<
  ReceivedMail,
  'subject' | 'text' | 'replyText' | 'html' | 'attachments' | 'verdict' | 'reports' | 'returnedIds'
> {
  const date = Date.parse(headers.raw('date') ?? '');
  return {
    from: unique(headers.addresses('from')),
    sender: headers.addresses('sender'),
    replyTo: headers.addresses('reply-to'),
    to: headers.addresses('to'),
    cc: headers.addresses('cc'),
    deliveredTo: ['delivered-to', 'x-original-to', 'envelope-to', 'x-forwarded-to', 'to', 'cc']
      .flatMap((name) => headers.addresses(name))
      .map((entry) => entry.address)
      .filter(Boolean),
    returnPath: headers.addresses('return-path')[0]?.address ?? null,
    messageId: normalMessageId(headers.raw('message-id') ?? '') || null,
    inReplyTo: readMessageIds(headers.raw('in-reply-to')),
    references: readMessageIds(headers.raw('references')),
    date: Number.isNaN(date) ? null : new Date(date).toISOString(),
    hops: headers.all('received').length,
    loopMarks: headers.all('x-guichet-loop'),
    authenticationResults: headers.all('authentication-results').slice(0, 10),
    dkimDomains: headers
      .all('dkim-signature')
      .map((value) => /\bd\s*=\s*([\w.-]+)/.exec(value)?.[1]?.toLowerCase() ?? '')
      .filter(Boolean),
  };
}

/** Two From fields that name the same address name one sender. */
function unique(senders: MailAddress[]): MailAddress[] {
  const first = new Map<string, MailAddress>();
  for (const sender of senders) if (!first.has(sender.address)) first.set(sender.address, sender);
  return [...first.values()];
}

interface Content {
  text: string;
  html: string | null;
  attachments: ReadAttachment[];
  returned: Omit<ReturnedParts, 'body'>;
}

/** Attachments stay those of the first reading: bytes have no charset. */
async function rescue(source: Buffer, headers: HeaderBlock, content: Content): Promise<void> {
  const parser = { Iconv: RescueDecoder };
  const again = await readParts(Readable.from(slices(forRescue(source))), headers, null, parser);
  content.text = again.text;
  content.html = again.html;
}

/** In these no text stands beside HTML, and only there its translation into HTML is asked for. */
const TEXT_APART = /^(multipart\/alternative|text\/plain)\b/i;

function readParts(
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
    returned: { deliveryStatus: [], feedback: [], returned: [] },
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
  else if (type === 'message/feedback-report') content.returned.feedback.push(head);
  else if (type === 'message/rfc822' || type === 'text/rfc822-headers') content.returned.returned.push(head);
  if (type === 'message/delivery-status' || type === 'message/feedback-report') return;
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

/** An mbox "From " line or blank lines in front would end the headers before they begin. */
function withoutEnvelopeLine(raw: Buffer): Buffer {
  let start = 0;
  while (start < raw.length && (raw[start] === 0x0a || raw[start] === 0x0d)) start++;
  const source = raw.subarray(start);
  const opening = source.subarray(0, 200).toString('latin1');
  if (opening.startsWith('From ')) {
    const end = source.findIndex((byte) => byte === 0x0a || byte === 0x0d);
    return end < 0
      ? source
      : source.subarray(source[end] === 0x0d && source[end + 1] === 0x0a ? end + 2 : end + 1);
  }
  if (isField(opening)) return source;
  // A blank line first, or no field before the first one: the mail has no headers and all of it is body.
  return start > 0 ? raw : withoutFields(source) ? Buffer.concat([Buffer.from('\r\n'), source]) : source;
}

function isField(line: string): boolean {
  return /^[!-9;-~]+[ \t]*:/.test(line);
}

function withoutFields(source: Buffer): boolean {
  const block = source.subarray(0, Math.min(headerEnd(source), RETURNED_HEAD)).toString('latin1');
  return !block.split(/\r?\n|\r/).some(isField);
}

/** Some programs end the headers with a line of spaces, which reads as a fold; what follows it is no field and no fold. */
function withEndedHeaders(source: Buffer): Buffer {
  const head = source.subarray(0, Math.min(headerEnd(source), RETURNED_HEAD)).toString('latin1');
  const blank = /(\r\n|\n)[ \t]+(?=\r?\n([^\r\n]*))/.exec(head);
  if (!blank || /^[ \t]/.test(blank[2] ?? '') || isField(blank[2] ?? '')) return source;
  const at = blank.index + (blank[1]?.length ?? 0);
  const after = blank.index + blank[0].length;
  return Buffer.concat([source.subarray(0, at), source.subarray(after)]);
}

/** Old Macintosh mail ends its lines with a bare CR, which no MIME parser takes for an end. */
function usualLineEnds(raw: Buffer): Buffer {
  if (raw.includes(0x0a) || !raw.includes(0x0d)) return raw;
  return Buffer.from(raw.map((byte) => (byte === 0x0d ? 0x0a : byte)));
}

/** As it came, for reports whose MIME no parser follows. */
function bodyOf(source: Buffer): string {
  return source
    .subarray(headerEnd(source), headerEnd(source) + RETURNED_HEAD)
    .toString('utf8')
    .trim();
}

function* slices(source: Buffer): Generator<Buffer> {
  for (let at = 0; at < source.length; at += 64 * 1024) yield source.subarray(at, at + 64 * 1024);
}

function headOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(1024 * 1024);
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}
