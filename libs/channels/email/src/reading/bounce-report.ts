/** Recognises returned mail in layers: a delivery-status part, a status block anywhere, X-Failed-Recipients, a daemon's plain words. */
import {
  announcement,
  bounceSubject,
  daemonSender,
  delayedSubject,
  hardWords,
  listRefusal,
  policyWords,
  softWords,
} from './bounce-words.js';
import { failedAddresses } from './failed-addresses.js';
import type { HeaderBlock } from './header-block.js';
import { readMessageIds } from './mail-ids.js';
import type { DeliveryReport, Verdict } from './received-mail.js';
import { bareAddress, fieldsOf, readStatusBlocks, type StatusBlock } from './status-blocks.js';

export interface ReturnedParts {
  /** Contents of message/delivery-status parts. */
  deliveryStatus: string[];
  /** Contents of message/disposition-notification parts (RFC 8098). */
  dispositions: string[];
  /** Contents of message/feedback-report parts (RFC 5965). */
  feedback: string[];
  /** Heads of returned messages (message/rfc822, text/rfc822-headers). */
  returned: string[];
  /** The mail below its headers as it came, for systems whose MIME is broken; asked for only when all else is silent. */
  body: () => string;
}

const MAX_REPORTS = 50;
const MAX_TEXT = 20_000;
/** An announcement stands at the top; far below it is somebody's quotation. */
const MAX_ANNOUNCED = 3_000;
const hardStatus = /^5\.(1\.(1|2|3|6|10)|4\.4|2\.1)$/;

export interface BounceFinding {
  reports: DeliveryReport[];
  returnedIds: string[];
}

/** Adds what it found to the verdict and answers the reports; an ordinary mail leaves both untouched. */
export function judgeBounce(
  headers: HeaderBlock,
  text: string,
  parts: ReturnedParts,
  verdict: Verdict,
): BounceFinding {
  if (parts.feedback.length > 0) return complaint(parts, verdict);
  if (parts.dispositions.length > 0) return receipt(parts.dispositions, verdict);
  const found =
    byDeliveryStatus(parts, text) ??
    byStatusBlock(headers, text, parts) ??
    byFailedRecipients(headers, text) ??
    byWords(headers, text, parts, verdict);
  if (!found) return { reports: [], returnedIds: [] };
  const reports = found.blocks.slice(0, MAX_REPORTS).map(judged);
  verdict.auto = true;
  verdict.evidence.push(`bounce-${found.layer}`);
  const failed = reports.filter((report) => report.action === 'failed' || report.action === null);
  verdict.delayed = failed.length === 0 && reports.some((report) => report.action === 'delayed');
  verdict.bounce = failed.length > 0;
  verdict.hard = failed.some((report) => report.hard);
  return { reports, returnedIds: returnedIds(parts, text) };
}

type Layer = { layer: string; blocks: StatusBlock[] } | undefined;

function byDeliveryStatus(parts: ReturnedParts, text: string): Layer {
  const blocks = parts.deliveryStatus.flatMap(readStatusBlocks);
  return blocks.length > 0 ? { layer: 'delivery-status', blocks: explained(blocks, text) } : undefined;
}

/** Some servers paste the block into the text; a human quoting one is not a daemon, so the sender must look like one. */
function byStatusBlock(headers: HeaderBlock, text: string, parts: ReturnedParts): Layer {
  if (!fromDaemon(headers) && !toNobody(headers)) return undefined;
  for (const source of [text, parts.body()]) {
    if (!/^(?:Final|Original)-Recipient:/im.test(source)) continue;
    const blocks = readStatusBlocks(source);
    if (blocks.length > 0) return { layer: 'status-block', blocks: explained(blocks, text) };
  }
  return undefined;
}

function byFailedRecipients(headers: HeaderBlock, text: string): Layer {
  const blocks = headers
    .all('x-failed-recipients')
    .flatMap((value) => value.split(','))
    .flatMap((value) => bareAddress(value) ?? [])
    .map((recipient) => block(headers, text, recipient));
  return blocks.length > 0 ? { layer: 'failed-recipients', blocks } : undefined;
}

function byWords(headers: HeaderBlock, text: string, parts: ReturnedParts, verdict: Verdict): Layer {
  const source = text.trim() === '' && fromDaemon(headers) ? parts.body() : text;
  if (!announces(headers, source, verdict)) return undefined;
  const own = headers.addresses('to').map((entry) => entry.address);
  const recipients = failedAddresses(source.slice(0, MAX_TEXT), parts.returned, own);
  if (recipients.length === 0) recipients.push(...originalTo(headers, own));
  return {
    layer: 'words',
    blocks:
      recipients.length > 0
        ? recipients.map((recipient) => block(headers, source, recipient))
        : [block(headers, source, null)],
  };
}

/** Who sent it and what it says must agree; somebody's absence or receipt is not the mail system's word. */
function announces(headers: HeaderBlock, text: string, verdict: Verdict): boolean {
  if (/report-type\s*=\s*"?disposition-notification/i.test(headers.raw('content-type') ?? '')) return false;
  const subject = headers.text('subject') ?? '';
  const subjectTells = bounceSubject.test(subject) || delayedSubject.test(subject);
  const opening = text.slice(0, MAX_ANNOUNCED).replace(/^[ \t]*>.*$/gm, '');
  if (fromDaemon(headers)) return subjectTells || announcement.test(opening);
  if (verdict.outOfOffice) return false;
  if (fromList(headers)) return listRefusal.test(subject) && listRefusal.test(opening);
  if (!toNobody(headers) && !saysAutomatic(headers)) return false;
  return (
    subjectTells && (announcement.test(opening) || hardWords.test(opening) || statusIn(opening) !== null)
  );
}

function complaint(parts: ReturnedParts, verdict: Verdict): BounceFinding {
  verdict.auto = true;
  verdict.complaint = true;
  verdict.evidence.push('feedback-report');
  const recipients = parts.feedback.flatMap((one) => fieldsOf(one).all('original-rcpt-to'));
  const reports = recipients.slice(0, MAX_REPORTS).map((recipient) => ({
    recipient: bareAddress(recipient),
    action: 'complaint',
    status: null,
    reason: 'feedback',
    hard: false,
  }));
  return { reports, returnedIds: returnedIds(parts, '') };
}

/** A reader's own program says what became of a mail: shown to somebody, or at least arrived. */
function receipt(dispositions: string[], verdict: Verdict): BounceFinding {
  verdict.auto = true;
  verdict.evidence.push('read-receipt');
  const receipts = dispositions.slice(0, MAX_REPORTS).map(fieldsOf);
  return {
    reports: receipts.map((fields) => ({
      recipient: bareAddress(fields.first('final-recipient') ?? ''),
      action: /;\s*displayed\b/i.test(fields.first('disposition') ?? '') ? 'displayed' : 'delivered',
      status: null,
      reason: fields.first('disposition')?.slice(0, 200) ?? null,
      hard: false,
    })),
    returnedIds: receipts
      .flatMap((fields) => readMessageIds(fields.first('original-message-id')))
      .slice(0, 10),
  };
}

function block(headers: HeaderBlock, text: string, recipient: string | null): StatusBlock {
  const action = delayedSays(headers, text) ? 'delayed' : 'failed';
  return { recipient, action, status: statusIn(text), reason: reasonIn(text) };
}

/** A block without the server's words borrows them from the text, when there is only one it can be about. */
function explained(blocks: StatusBlock[], text: string): StatusBlock[] {
  const [only] = blocks;
  if (blocks.length !== 1 || !only || only.reason !== null) return blocks;
  return [{ ...only, reason: reasonIn(text) }];
}

/** Policy refusals are not the address's fault, so they are never hard. */
function judged(report: StatusBlock): DeliveryReport {
  const reason = report.reason ?? '';
  // A server's own words may carry a finer code than its Status field.
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(reason)?.[0] ?? report.status ?? '';
  const failed = report.action === null || report.action === 'failed';
  const lasting = failed && !status.startsWith('4.') && !/\b[45]\.(?:7\.\d{1,3}|1\.[78])\b/.test(reason);
  const hard =
    lasting &&
    !softWords.test(reason) &&
    (hardWords.test(reason) || (hardStatus.test(status) && !policyWords.test(reason)));
  return { ...report, hard };
}

function fromDaemon(headers: HeaderBlock): boolean {
  const from = headers.text('from') ?? '';
  return daemonSender.test(from) || /^\s*<\s*>\s*$/.test(from);
}

/** Nobody is to be told when it fails itself: a daemon's mail, but an automatic answer's as well. */
function toNobody(headers: HeaderBlock): boolean {
  return (
    headers.all('return-path').some((value) => /^\s*<\s*>/.test(value)) ||
    /report-type\s*=\s*"?delivery-status/i.test(headers.raw('content-type') ?? '')
  );
}

function fromList(headers: HeaderBlock): boolean {
  return ['x-mlserver', 'x-ml-info', 'x-mailman-version', 'x-beenthere', 'list-id', 'mailing-list'].some(
    (name) => headers.has(name),
  );
}

function saysAutomatic(headers: HeaderBlock): boolean {
  return /^\s*auto-/i.test(headers.raw('auto-submitted') ?? '') || headers.has('x-auto-response-suppress');
}

function delayedSays(headers: HeaderBlock, text: string): boolean {
  const subject = headers.text('subject') ?? '';
  if (/fail|undeliver|returned/i.test(subject)) return false;
  return (
    delayedSubject.test(subject) ||
    /(?:will (?:be )?(?:retr|keep trying|continue)|no need to re-?send|do not need to re-?send)/i.test(
      text.slice(0, MAX_ANNOUNCED),
    )
  );
}

function statusIn(text: string): string | null {
  return /\b[245]\.\d{1,3}\.\d{1,3}\b(?!\.)/.exec(text.slice(0, MAX_TEXT))?.[0] ?? null;
}

/** The server's own line tells more than the daemon's courtesies around it. */
function reasonIn(text: string): string | null {
  const lines = text
    .slice(0, MAX_TEXT)
    .split(/\r?\n|\r/)
    .map((line) => line.slice(0, 1_000));
  const at = [/\b[45]\d\d[ -]|\b[45]\.\d\.\d/, hardWords, softWords]
    .map((pattern) => lines.findIndex((line) => pattern.test(line)))
    .find((found) => found >= 0);
  if (at === undefined) return null;
  const folded = lines.slice(at, at + 3);
  const end = folded.findIndex((line, index) => index > 0 && !/^[ \t]+\S/.test(line));
  return folded
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.trim())
    .join(' ')
    .slice(0, 500);
}

/** One small agent names the failed address only as the mail's original destination. */
function originalTo(headers: HeaderBlock, own: string[]): string[] {
  return headers
    .all('x-original-to')
    .flatMap((value) => bareAddress(value) ?? [])
    .filter((address) => address.includes('@') && !own.includes(address));
}

function returnedIds(parts: ReturnedParts, text: string): string[] {
  const sources = parts.returned.length > 0 ? parts.returned : [text];
  const ids = sources.flatMap((source) => {
    const head = source.slice(0, 64_000).replace(/(?:\r?\n|\r)[ \t]+/g, ' ');
    return readMessageIds(/^[> ]*message-id:\s*(.{3,998})$/im.exec(head)?.[1]);
  });
  return [...new Set(ids)].slice(0, 10);
}
