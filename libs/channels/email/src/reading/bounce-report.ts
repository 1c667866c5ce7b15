/** Recognises returned mail in layers: a delivery-status part, a status block anywhere, X-Failed-Recipients, a daemon's plain words. */
import type { HeaderBlock } from './header-block.js';
import type { DeliveryReport, Verdict } from './received-mail.js';
import { readMessageIds } from './mail-ids.js';

export interface ReturnedParts {
  /** Contents of message/delivery-status parts. */
  deliveryStatus: string[];
  /** Contents of message/feedback-report parts (RFC 5965). */
  feedback: string[];
  /** Heads of returned messages (message/rfc822, text/rfc822-headers). */
  returned: string[];
}

const MAX_REPORTS = 50;
const hardStatus = /^5\.(1\.(1|2|3|6|10)|4\.4|2\.1)$/;
const hardWords =
  /user (?:is )?unknown|unknown (?:user|recipient|local part|(?:e-?mail )?address)|no such (?:user|recipient|mailbox|person|address)|does(?:n['’]t| not) (?:exist|have an? .{1,40} account)|(?:mailbox|recipient|address|account)[^.\n]{0,30}(?:not found|unavailable|unknown|invalid|disabled|does not exist)|not (?:a )?(?:known|valid) (?:user|recipient|mailbox)|(?:invalid|bad) (?:recipient|mailbox|destination)|host (?:or domain name )?(?:unknown|not found)|domain (?:does not exist|not found)|has moved|unrouteable address|not listed in/i;
const softWords =
  /mailbox (?:is )?full|over ?quota|quota exceeded|too (?:big|large)|size (?:limit|exceed)|gr[ae]y ?list|try again later|temporar|timed? ?out|deferred|connection refused|too many/i;
const policyWords =
  /spam|block(?:ed|list| list)|black ?list|reputation|policy|dmarc|spf\b|dkim|reverse dns|not authori[sz]ed|access denied|rejected for|virus/i;
const daemonSender =
  /(?:mailer-daemon|postmaster|mail-daemon|maildelivery|mdaemon|bounce[sd]?)@|mail deliver\w* (?:sub)?system|mail administrator/i;
const bounceSubject =
  /undeliver|delivery (?:status|failure|report|has failed|notification|problem|error)|(?:returned|failed) mail|mail (?:delivery )?(?:failed|failure|error|system error)|failure (?:notice|delivery)|could not (?:be delivered|send)|non remis|[ée]chec de (?:la )?(?:remise|distribution)|unzustellbar|nicht zugestellt|rebotado|no se puede entregar|mancata consegna|não entregue|недостав|配信不能|退信|delivery status notification|nondeliverable|message status/i;
const delayedSubject =
  /delay|warning: (?:message|could not)|still (?:being )?(?:retried|trying)|verz[öo]ger|retard[ée]/i;

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
  const reports =
    byDeliveryStatus(parts) ??
    byStatusBlock(headers, text) ??
    byFailedRecipients(headers, text) ??
    byWords(headers, text);
  if (!reports) return { reports: [], returnedIds: [] };
  verdict.auto = true;
  verdict.evidence.push(`bounce-${reports.layer}`);
  const failed = reports.found.filter((report) => report.action === 'failed' || report.action === null);
  verdict.delayed = failed.length === 0 && reports.found.some((report) => report.action === 'delayed');
  verdict.bounce = failed.length > 0;
  verdict.hard = failed.some((report) => report.hard);
  return { reports: reports.found, returnedIds: returnedIds(parts, text) };
}

type Layer = { layer: string; found: DeliveryReport[] } | undefined;

function byDeliveryStatus(parts: ReturnedParts): Layer {
  const found = parts.deliveryStatus.flatMap(readStatusBlocks).slice(0, MAX_REPORTS);
  return found.length > 0 ? { layer: 'delivery-status', found } : undefined;
}

/** Some servers paste the block into the text; a human quoting one is not a daemon, so the sender must look like one. */
function byStatusBlock(headers: HeaderBlock, text: string): Layer {
  if (!fromDaemon(headers) || !/^(?:Final|Original)-Recipient:/im.test(text)) return undefined;
  const found = readStatusBlocks(text).slice(0, MAX_REPORTS);
  return found.length > 0 ? { layer: 'status-block', found } : undefined;
}

function byFailedRecipients(headers: HeaderBlock, text: string): Layer {
  const recipients = headers.all('x-failed-recipients').flatMap((value) => value.split(','));
  const found = recipients
    .map((recipient) => recipient.trim())
    .filter(Boolean)
    .slice(0, MAX_REPORTS)
    .map((recipient) =>
      judged({
        recipient,
        action: delayedSays(headers) ? 'delayed' : 'failed',
        status: statusIn(text),
        reason: reasonIn(text),
      }),
    );
  return found.length > 0 ? { layer: 'failed-recipients', found } : undefined;
}

function byWords(headers: HeaderBlock, text: string): Layer {
  const subject = headers.text('subject') ?? '';
  if (!fromDaemon(headers) || !(bounceSubject.test(subject) || delayedSubject.test(subject)))
    return undefined;
  const recipient =
    /<([^\s<>@]{1,64}@[^\s<>@]{1,255})>/.exec(text)?.[1] ??
    /([^\s<>@:;,"'()]{1,64}@[^\s<>@:;,"'()]{1,255})/.exec(text)?.[1] ??
    null;
  const action = delayedSays(headers) ? 'delayed' : 'failed';
  return {
    layer: 'words',
    found: [judged({ recipient, action, status: statusIn(text), reason: reasonIn(text) })],
  };
}

function complaint(parts: ReturnedParts, verdict: Verdict): BounceFinding {
  verdict.auto = true;
  verdict.complaint = true;
  verdict.evidence.push('feedback-report');
  const recipients = parts.feedback.flatMap((block) => fieldsOf(block).all('original-rcpt-to'));
  const reports = recipients.map((recipient) => ({
    recipient: bareAddress(recipient),
    action: 'complaint',
    status: null,
    reason: 'feedback',
    hard: false,
  }));
  return { reports, returnedIds: returnedIds(parts, '') };
}

/** RFC 3464: one block for the message, then one per recipient. */
function readStatusBlocks(content: string): DeliveryReport[] {
  return content
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
    .filter((fields) => fields.has('final-recipient') || fields.has('original-recipient'))
    .map((fields) =>
      judged({
        recipient: bareAddress(fields.first('original-recipient') ?? fields.first('final-recipient') ?? ''),
        action: fields.first('action')?.toLowerCase().split(/[\s(]/)[0] ?? null,
        status: /\d\.\d{1,3}\.\d{1,3}/.exec(fields.first('status') ?? '')?.[0] ?? null,
        reason: fields.first('diagnostic-code') ?? null,
      }),
    );
}

/** Policy refusals are not the address's fault, so they are never hard. */
function judged(report: Omit<DeliveryReport, 'hard'>): DeliveryReport {
  const reason = report.reason ?? '';
  // A server's own words may carry a finer code than its Status field.
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(reason)?.[0] ?? report.status ?? '';
  const failed = report.action === null || report.action === 'failed';
  const hard =
    failed &&
    !status.startsWith('4.') &&
    (hardWords.test(reason) ||
      (hardStatus.test(status) && !softWords.test(reason) && !policyWords.test(reason)));
  return { ...report, hard };
}

interface Fields {
  has(name: string): boolean;
  first(name: string): string | undefined;
  all(name: string): string[];
}

function fieldsOf(block: string): Fields {
  const found = new Map<string, string[]>();
  for (const line of block.replace(/(?:\r?\n|\r)[ \t]+/g, ' ').split(/\r?\n|\r/)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    found.set(name, [...(found.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return {
    has: (name) => found.has(name),
    first: (name) => found.get(name)?.[0],
    all: (name) => found.get(name) ?? [],
  };
}

function bareAddress(value: string): string | null {
  const address = value
    .replace(/^[a-z0-9-]+\s*;\s*/i, '')
    .replace(/^<|>$/g, '')
    .trim();
  return address === '' ? null : address.slice(0, 320);
}

function fromDaemon(headers: HeaderBlock): boolean {
  return daemonSender.test(headers.text('from') ?? '') || /^\s*<\s*>/.test(headers.raw('return-path') ?? '');
}

function delayedSays(headers: HeaderBlock): boolean {
  const subject = headers.text('subject') ?? '';
  return delayedSubject.test(subject) && !/fail|undeliver|returned/i.test(subject);
}

function statusIn(text: string): string | null {
  return /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(text.slice(0, 20_000))?.[0] ?? null;
}

function reasonIn(text: string): string | null {
  const lines = text.slice(0, 20_000).split(/\r?\n|\r/);
  const told = lines.find(
    (line) => /\b[45]\d\d[ -]|\b[45]\.\d\.\d/.test(line) || hardWords.test(line) || softWords.test(line),
  );
  return told ? told.trim().slice(0, 500) : null;
}

function returnedIds(parts: ReturnedParts, text: string): string[] {
  const sources = parts.returned.length > 0 ? parts.returned : [text];
  const ids = sources.flatMap((source) => {
    const head = source.slice(0, 64_000).replace(/(?:\r?\n|\r)[ \t]+/g, ' ');
    return readMessageIds(/^[> ]*message-id:\s*(.{3,998})$/im.exec(head)?.[1]);
  });
  return [...new Set(ids)].slice(0, 10);
}
