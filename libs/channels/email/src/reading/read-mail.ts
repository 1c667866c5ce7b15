/** Reads one raw MIME mail into plain data: headers, text, own words, attachments, what kind of mail it is. Knows no database and no secrets. */
import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { readAttachedMails } from './attached-mails.js';
import { judgeAutomatic } from './automatic-mail.js';
import { judgeBounce } from './bounce-report.js';
import { readForwardedText } from './forwarded-text.js';
import { readHeaderBlock, type HeaderBlock, type MailAddress } from './header-block.js';
import { readMarkers, withoutMarkers } from './hidden-marker.js';
import { invitationIn } from './calendar-part.js';
import { needsRescue } from './charset-rescue.js';
import { normalMessageId, readMessageIds } from './mail-ids.js';
import { protectionOf } from './protection.js';
import { bodyOf, putRight, slices } from './raw-source.js';
import { readParts, rescue, textOf } from './read-parts.js';
import type { ReadMail, ReadOptions } from './reading.js';
import type { ReceivedMail } from './received-mail.js';
import { splitReply } from './reply-split.js';

/** Above this a mail is streamed from disk instead of being held whole. */
const WHOLE_MAIL = 5 * 1024 * 1024;
const MAX_TEXT = 200_000;
const MOST_OF_ONE = 5;
const MAX_SPAM_HEADER = 2_000;
/** In which mail servers say what they think of a mail. */
const SPAM_HEADERS = [
  'x-spam-flag',
  'x-spam-status',
  'x-spam-score',
  'x-rspamd-score',
  'x-spamd-result',
  'x-rspamd-action',
  'x-ms-exchange-organization-scl',
  'x-forefront-antispam-report',
];

/** Waits for the disk on its own thread: handing that to another costs more than the reading of a letter. */
export async function readMailFile(path: string, options: ReadOptions): Promise<ReadMail> {
  if (statSync(path).size <= WHOLE_MAIL) return readMail(readFileSync(path), options);
  return parse(readHeaderBlock(headOf(path)), createReadStream(path), options);
}

export async function readMail(raw: Buffer, options: ReadOptions = {}): Promise<ReadMail> {
  const source = putRight(raw);
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
  if (content.wrapped?.html && content.text.trim() === '') content.html ??= content.wrapped.html;
  if (whole && needsRescue(whole, content.text, content.html)) await rescue(whole, headers, content);
  const markers = readMarkers(content.html, content.text);
  content.html = content.html && withoutMarkers(content.html);
  const text = withoutMarkers(textOf(content, body)).slice(0, MAX_TEXT);
  const verdict = judgeAutomatic(headers);
  const { reports, returnedIds } = judgeBounce(headers, text, { ...content.returned, body }, verdict);
  const subject = (headers.text('subject') ?? '').slice(0, 998);
  const alone = options.attached === true || verdict.bounce || verdict.complaint;
  const attached = alone ? [] : await readAttachedMails(content.attachments, readMail);
  const mail: ReceivedMail = {
    ...envelopeFields(headers),
    subject,
    text,
    replyText: splitReply(text),
    html: null,
    attachments: content.attachments,
    attachedMails: attached.map((one) => one.mail),
    invitation: await invitationIn(content.attachments),
    forwardedText: alone ? null : readForwardedText(text, subject),
    verdict,
    reports,
    returnedIds,
    markers,
    protection: protectionOf(headers, text),
  };
  return { mail, rawHtml: content.html, rawAttachedHtml: attached.map((one) => one.rawHtml) };
}

function envelopeFields(
  headers: HeaderBlock,
): Omit<
  ReceivedMail,
  | 'subject'
  | 'text'
  | 'replyText'
  | 'html'
  | 'attachments'
  | 'attachedMails'
  | 'forwardedText'
  | 'invitation'
  | 'verdict'
  | 'reports'
  | 'returnedIds'
  | 'markers'
  | 'protection'
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
    arcSeals: headers.all('arc-seal').length,
    spamHeaders: SPAM_HEADERS.flatMap((name) =>
      headers
        .above(name, 'received')
        .slice(0, MOST_OF_ONE)
        .map(({ value, above }) => ({ name, value: value.slice(0, MAX_SPAM_HEADER), above })),
    ),
  };
}

/** Two From fields that name the same address name one sender. */
function unique(senders: MailAddress[]): MailAddress[] {
  const first = new Map<string, MailAddress>();
  for (const sender of senders) if (!first.has(sender.address)) first.set(sender.address, sender);
  return [...first.values()];
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
