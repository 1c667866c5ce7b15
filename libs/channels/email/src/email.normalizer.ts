/** Pure: raw MIME → InboundMessage. What the mail says, joined with what the house knows about it; no database, no clock, no network. */
import { createHash } from 'node:crypto';
import {
  findTicketNumber,
  type Address,
  type InboundMessageInput,
  type MailTrust,
  type QuarantineWhy,
} from '@lib/contracts';
import { attachmentRefs } from './attachment-refs.js';
import type { MailFacts } from './mail-facts.js';
import { forwardedHtml } from './reading/forwarded-html.js';
import { withHtml } from './reading/parse-messages.js';
import type { ReceivedMail } from './reading/received-mail.js';
import { passedOn } from './passed-on.js';
import { returnsOf } from './returned-mail.js';
import { trustVerdict } from './trust/trust-verdict.js';

export type Fate =
  | { kind: 'deliver'; message: InboundMessageInput; threadRoot: string; bounced: string | null }
  | { kind: 'suppress'; reason: string }
  | { kind: 'quarantine'; why: QuarantineWhy; reason: string };

const MAX_HOPS = 50;
const MAX_KEYS = 50;
const MAX_CC = 48;

/**
 * From bytes to the shape all channels speak, for tests and tools; the service reads in a worker thread and then calls
 * `decideFate`. The reader is fetched here and the sanitiser handed in, because their packages are slow to load and only
 * ever needed where strangers' mail is read.
 */
export async function normalizeMail(
  raw: Buffer,
  facts: MailFacts,
  sanitise: (html: string) => string | null,
): Promise<{ mail: ReceivedMail; fate: Fate }> {
  const { readMail } = await import('./reading/read-mail.js');
  const { mail: read, rawHtml, rawAttachedHtml } = await readMail(raw, { envelopeFrom: facts.envelopeFrom });
  const safe = (html: string | null): string | null => (html === null ? null : sanitise(html));
  const html = safe(rawHtml);
  const mail = withHtml(read, {
    html,
    attachedHtml: rawAttachedHtml.map(safe),
    forwardedHtml:
      html !== null && read.forwardedText
        ? forwardedHtml(html, read.subject, read.forwardedText, sanitise)
        : null,
  });
  return { mail, fate: decideFate(mail, facts) };
}

export function decideFate(mail: ReceivedMail, facts: MailFacts): Fate {
  if (mail.loopMarks.some((mark) => facts.tokens.isOwnLoopMark(mark)) && !returnsSomething(mail))
    return { kind: 'suppress', reason: 'our own mail came back' };
  if (mail.from.length > 0 && mail.from.every((entry) => facts.ownAddresses.has(entry.address.toLowerCase())))
    return { kind: 'suppress', reason: 'sent from one of our own mailboxes' };
  if (mail.hops > MAX_HOPS)
    return { kind: 'quarantine', why: 'loop', reason: `went through ${mail.hops} servers: a loop` };
  const bounced = bouncedMessage(mail, facts);
  if (!bounced && mail.verdict.evidence.includes('read-receipt'))
    return { kind: 'suppress', reason: 'a read receipt for no mail of ours' };
  if (returnsSomething(mail) && !bounced)
    return { kind: 'quarantine', why: 'orphan-return', reason: 'orphan bounce: answers no mail of ours' };
  const threadRoot = rootOf(mail, facts);
  return {
    kind: 'deliver',
    message: toInbound(mail, facts, bounced, threadRoot),
    threadRoot,
    bounced: bounced?.messageId ?? null,
  };
}

/** The same mail, whichever door it came through and however often. An id alone never decides: senders choose it. */
export function contentKey(mail: ReceivedMail): string {
  const hash = createHash('sha256');
  const parts = [
    mail.messageId ?? 'none',
    mail.from.map((entry) => entry.address.toLowerCase()).join(','),
    mail.date ?? '',
    mail.subject,
    mail.text.replace(/\s+/g, ' ').trim(),
    ...mail.attachments.map((attachment) => attachment.sha256),
  ];
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function toInbound(
  mail: ReceivedMail,
  facts: MailFacts,
  bounced: Origin | null,
  threadRoot: string,
): InboundMessageInput {
  const flags: string[] = [];
  const keys = threadKeys(mail, facts, bounced, flags);
  const author = mail.from[0];
  if (!author) flags.push('no-sender');
  if (mail.from.length > 1) flags.push('ambiguous-sender');
  const replyTo = mail.replyTo.find((entry) => entry.address.toLowerCase() !== author?.address.toLowerCase());
  if (replyTo) flags.push('reply-to-differs');
  const trust = senderTrust(mail, facts);
  if (trust.verdict !== 'pass' && trust.spf === 'fail') flags.push('spf-fail');
  return {
    channel: 'email',
    kind: 'message',
    externalId: `mail:${contentKey(mail)}`,
    lane: keys.keys[0]?.startsWith('ticket:') ? keys.keys[0] : `mid:${threadRoot}`,
    threadKeys: keys.keys,
    from: address(mail.from.length === 1 && author ? author.address : nobody(mail), author?.name),
    to: address(facts.mailbox),
    cc: others(mail, facts).map((entry) => address(entry.address, entry.name)),
    receivedAt: facts.receivedAt.toISOString(),
    subject: mail.subject,
    text: mail.text,
    replyText: mail.replyText,
    html: mail.html ?? undefined,
    attachments: attachmentRefs(mail.attachments),
    automatic: automatic(mail),
    trust: trust.verdict,
    forwarded: passedOn(mail, facts),
    invitation: mail.invitation ?? undefined,
    data: {
      trust,
      rawMailId: facts.rawMailId,
      messageId: mail.messageId,
      flags,
      ...(mail.protection && { protection: mail.protection }),
      ...(mail.from.length > 1 && { senders: mail.from.map((entry) => entry.address) }),
      ...(keys.tokenIssuedTo && { tokenIssuedTo: keys.tokenIssuedTo }),
      ...(replyTo && { replyTo: replyTo.address }),
      ...(facts.envelopeFrom && { envelopeFrom: facts.envelopeFrom }),
      ...(bounced && { bounceOf: bounced.messageId, reports: mail.reports, returned: returnsOf(mail) }),
      ...(mail.attachments.length > 50 && { attachmentsNotListed: mail.attachments.length - 50 }),
    },
  };
}

interface Origin {
  messageId: string;
  ticketNumber: string | null;
}

/** Only our own signatures count: a forged bounce must change nothing. */
function bouncedMessage(mail: ReceivedMail, facts: MailFacts): Origin | null {
  if (!returnsSomething(mail)) return null;
  for (const id of [...mail.returnedIds, ...mail.inReplyTo, ...mail.references]) {
    const own = facts.tokens.readMessageId(id);
    if (own) return own;
  }
  for (const recipient of [...facts.envelopeTo, ...mail.deliveredTo]) {
    const own = facts.tokens.readBounceAddress(recipient);
    if (own) return { messageId: own.messageId, ticketNumber: null };
  }
  return null;
}

function returnsSomething(mail: ReceivedMail): boolean {
  const { bounce, delayed, complaint } = mail.verdict;
  // A report that it arrived says as little without our signature as one that it did not.
  return bounce || delayed || complaint || mail.reports.length > 0;
}

interface Keys {
  keys: string[];
  tokenIssuedTo?: string[];
}

/** Strongest first: what we signed, then ids we may know, then the number anybody can type. */
function threadKeys(mail: ReceivedMail, facts: MailFacts, bounced: Origin | null, flags: string[]): Keys {
  const strong: string[] = [];
  const weak: string[] = [];
  let tokenIssuedTo: string[] | undefined;
  const sender = mail.from[0]?.address ?? '';
  for (const recipient of new Set([...facts.envelopeTo, ...mail.deliveredTo])) {
    const token = facts.tokens.readReplyAddress(recipient);
    if (!token) continue;
    const known = facts.recipientsOf(token);
    if (facts.tokens.issuedTo(token, sender)) strong.push(`ticket:${token.ticketNumber}`);
    else if (known.some((one) => facts.tokens.issuedTo(token, one))) {
      tokenIssuedTo = known;
      // Everyone the message went to may answer it; anybody else holds a token that was passed on.
      if (known.some((one) => one.toLowerCase() === sender.toLowerCase()))
        strong.push(`ticket:${token.ticketNumber}`);
      else {
        flags.push('token-of-another');
        strong.push(`passed-on:${token.ticketNumber}`);
      }
    }
  }
  const answered = [...mail.inReplyTo, ...mail.references.toReversed()];
  for (const id of answered) {
    const own = facts.tokens.readMessageId(id);
    if (own) strong.push(`ticket:${own.ticketNumber}`);
  }
  if (bounced?.ticketNumber) strong.push(`ticket:${bounced.ticketNumber}`);
  const ids = [...answered, ...mail.returnedIds, ...(mail.messageId ? [mail.messageId] : [])].map(
    (id) => `mid:${id}`,
  );
  // Signed by us, but quoted by whoever got it: behind all that names the thread itself.
  const marked = mail.markers.flatMap((id) => {
    const own = facts.tokens.readMessageId(id);
    return own ? [`ticket:${own.ticketNumber}`] : [];
  });
  // As we write it, in full: "G7" in a subject is about something else.
  const numbered = findTicketNumber(/\bG-\d{6,9}\b/i.exec(mail.subject)?.[0] ?? '');
  if (numbered) weak.push(`subject:${numbered}`);
  const unique = (list: string[]): string[] => [...new Set(list)].map((key) => key.slice(0, 998));
  const last = unique(weak);
  return {
    keys: [...unique([...strong, ...ids, ...marked]).slice(0, MAX_KEYS - last.length), ...last].slice(
      0,
      MAX_KEYS,
    ),
    tokenIssuedTo,
  };
}

/** Mails of one thread are worked through in order: the thread is named by its first known id. */
function rootOf(mail: ReceivedMail, facts: MailFacts): string {
  const own = mail.messageId ?? `${contentKey(mail)}@none`;
  for (const id of [...mail.references, ...mail.inReplyTo, ...mail.returnedIds]) {
    const root = facts.threadRootOf(id);
    if (root) return root;
  }
  return mail.references[0] ?? mail.inReplyTo[0] ?? facts.threadRootOf(own) ?? own;
}

/** How far the sender can be believed, whatever becomes of the mail. */
export function senderTrust(mail: ReceivedMail, facts: MailFacts): MailTrust {
  const { door = 'upload', remote, trustedServer, arcSealers = [], check = null } = facts;
  const envelope = { from: facts.envelopeFrom, remote };
  return trustVerdict(mail, { door, envelope, trustedServer, arcSealers }, check);
}

function automatic(mail: ReceivedMail): InboundMessageInput['automatic'] {
  const { auto, outOfOffice, bulk, bounce, evidence } = mail.verdict;
  if (evidence.length === 0) return undefined;
  return {
    auto,
    outOfOffice,
    bulk,
    bounce: bounce || returnsSomething(mail),
    evidence: evidence.slice(0, 50),
  };
}

function others(mail: ReceivedMail, facts: MailFacts): { name: string; address: string }[] {
  const seen = new Set([mail.from[0]?.address.toLowerCase() ?? '']);
  return [...mail.to, ...mail.cc]
    .filter((entry) => {
      const key = entry.address.toLowerCase();
      if (seen.has(key) || !entry.address.includes('@') || isOwn(key, facts.ownAddresses)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, MAX_CC);
}

/** Who cannot be told, or says to be two, is matched to nobody: not to a customer we know, and not to the last unknown one. */
function nobody(mail: ReceivedMail): string {
  return `unknown.${contentKey(mail).slice(0, 16)}@sender.invalid`;
}

/** `support+anything@` is ours as well. */
function isOwn(lowerAddress: string, own: ReadonlySet<string>): boolean {
  return own.has(lowerAddress) || own.has(lowerAddress.replace(/\+[^@]*@/, '@'));
}

function address(value: string, name?: string): Address {
  return { kind: 'email', value: value.slice(0, 320), name: name ? name.slice(0, 200) : undefined };
}
