/** Turns a group of read mails into their effect in one transaction: key, inbox row, thread index, bounce, state. */
import { Injectable } from '@nestjs/common';
import { Inbox, Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { crashPoint, storable } from '@lib/platform';
import type { MailSpam, MailThreading, MailTrust } from '@lib/contracts';
import { contentKey, decideFate, senderTrust, type Fate } from './email.normalizer.js';
import type { MailFacts } from './mail-facts.js';
import { MailQueue, type ClaimedMail, type SettledMail } from './mail-queue.js';
import { forgetPace, paceOf } from './mail-pace.js';
import { mailboxOf, Mailboxes, type Mailbox } from './mailboxes.js';
import type { ReceivedMail } from './reading/received-mail.js';
import { SenderEndings } from './sender-endings.js';
import { MailTokens } from './sending/mail-tokens.js';
import { SenderRules, type ListedRule } from './spam/sender-rules.js';
import type { ScanAnswer } from './spam/spam-scanner.js';
import { heldBecause, spamVerdict } from './spam/spam-verdict.js';
import { threadingEvidence } from './threading-evidence.js';
import type { SenderCheck } from './trust/sender-check.js';

export interface ReadMailItem {
  claimed: ClaimedMail;
  mail: ReceivedMail;
  /** What we found out about the sender; null when nobody looked. */
  check: SenderCheck | null;
  /** What the scanner thinks; null when there is none or it has no opinion. */
  scan: ScanAnswer | 'away' | null;
}

interface Decided extends ReadMailItem {
  key: string;
  fate: Fate;
  trust: MailTrust;
  spam: MailSpam | null;
  threading: MailThreading;
}

interface SpamGround {
  rules: ListedRule[];
  mailboxes: Mailbox[];
}

@Injectable()
export class MailFiler {
  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly outbox: Outbox,
    private readonly queue: MailQueue,
    private readonly mailboxes: Mailboxes,
    private readonly tokens: MailTokens,
    private readonly rules: SenderRules,
    private readonly endings: SenderEndings,
  ) {}

  async file(group: ReadMailItem[]): Promise<void> {
    const [factsOf, ground, { items, taught }] = await Promise.all([
      this.lookUp(group),
      this.spamGround(group),
      this.endings.read(group),
    ]);
    const decided = items.map((item) => {
      const facts = factsOf(item);
      const trust = senderTrust(item.mail, facts);
      const judged = this.judge(item, decideFate(item.mail, facts), trust, ground);
      const threading = threadingEvidence(item.mail, facts);
      return { ...item, key: contentKey(item.mail), trust, threading, ...judged };
    });
    await this.database.transaction(async (tx) => {
      const firstOf = await this.takeKeys(tx, decided);
      const fresh = decided.filter((item) => firstOf.get(item.key) === item.claimed.id && isSomebodys(item));
      await this.markLoops(tx, fresh);
      const settled = await tx.together(decided, (item) => this.settle(tx, item, firstOf.get(item.key)));
      await this.indexThreads(
        tx,
        decided.filter((item) => firstOf.get(item.key) === item.claimed.id),
      );
      await this.endings.keep(tx, taught);
      await this.queue.settle(tx, settled);
      crashPoint('after-insert');
    });
    crashPoint('after-commit-before-ack');
  }

  private async settle(
    tx: Tx,
    { claimed, mail, key, fate, trust, spam, threading }: Decided,
    first: string | undefined,
  ): Promise<SettledMail> {
    const base = {
      ...record(claimed, mail, key),
      trust,
      spam,
      threading,
      error: null,
      heldWhy: null,
      duplicateOf: null,
      inboxId: null,
    };
    if (fate.kind === 'suppress') return { ...base, state: 'suppressed', error: fate.reason };
    if (fate.kind === 'quarantine') {
      await this.queue.tellQuarantined(tx, claimed.id, fate.reason);
      return { ...base, state: 'quarantined', heldWhy: fate.why, error: fate.reason };
    }
    if (first !== undefined && first !== claimed.id)
      return { ...base, state: 'duplicate', duplicateOf: first };
    const { id } = await this.inbox.put(fate.message, tx);
    if (fate.bounced && mail.verdict.bounce) await this.sayBounced(tx, fate.bounced, mail);
    return { ...base, state: 'processed', inboxId: id };
  }

  /** Reports and copies are not counted: what comes back is bounded by what we sent. */
  private async markLoops(tx: Tx, fresh: Decided[]): Promise<void> {
    const paces = await paceOf(
      tx,
      fresh.map(({ mail, claimed }) => ({ mail, receivedAt: claimed.receivedAt })),
    );
    for (const [at, { fate }] of fresh.entries())
      if (paces[at] && fate.kind === 'deliver')
        fate.message.data = { ...fate.message.data, possibleLoop: paces[at] };
    const [last] = fresh;
    if (last) await forgetPace(tx, last.claimed.receivedAt);
  }

  /** The first mail with a content keeps its key for ever, also after its ticket is gone. */
  private async takeKeys(tx: Tx, decided: Decided[]): Promise<Map<string, string>> {
    const wanted = decided
      .filter((item) => item.fate.kind === 'deliver')
      .map((item) => ({ key: item.key, id: item.claimed.id }));
    if (wanted.length === 0) return new Map();
    await tx.query(
      `INSERT INTO email.mail_key (content_key, raw_mail_id, at)
       SELECT key, id, now() FROM jsonb_to_recordset($1::jsonb) AS mail(key text, id uuid) ORDER BY key
       ON CONFLICT (content_key) DO NOTHING`,
      [JSON.stringify(wanted)],
    );
    const rows = await tx.query<{ key: string; id: string }>(
      `SELECT content_key AS key, raw_mail_id AS id FROM email.mail_key WHERE content_key = ANY($1)`,
      [wanted.map((mail) => mail.key)],
    );
    return new Map(rows.map((row) => [row.key, row.id]));
  }

  private async indexThreads(tx: Tx, decided: Decided[]): Promise<void> {
    const refs = decided.flatMap(({ claimed, mail, fate }) =>
      fate.kind === 'deliver' && mail.messageId
        ? [{ mid: mail.messageId, root: fate.threadRoot, id: claimed.id }]
        : [],
    );
    if (refs.length === 0) return;
    await tx.query(
      `INSERT INTO email.mail_ref (message_id, thread_root, direction, of_id)
       SELECT mid, root, 'in', id FROM jsonb_to_recordset($1::jsonb) AS ref(mid text, root text, id uuid) ORDER BY mid
       ON CONFLICT (message_id) DO NOTHING`,
      [JSON.stringify(storable(refs))],
    );
  }

  private async sayBounced(tx: Tx, messageId: string, mail: ReceivedMail): Promise<void> {
    const [sent] = await tx.query(
      `UPDATE email.outgoing SET bounced_at = now() WHERE message_id = $1 AND bounced_at IS NULL RETURNING message_id`,
      [messageId],
    );
    if (!sent) return;
    const report = mail.reports.find((one) => one.hard) ?? mail.reports[0];
    const detail =
      [report?.recipient, report?.status, report?.reason].filter(Boolean).join(' ') ||
      'returned by the mail system';
    await this.outbox.publish(tx, 'message.failed', {
      subject: { type: 'message', id: messageId },
      data: { messageId, channel: 'email', detail: detail.slice(0, 1_000), state: 'bounced' },
    });
  }

  /** Only what would become a ticket is judged: what returns to us is bounded by what we sent. */
  private judge(
    { claimed, mail, scan }: ReadMailItem,
    fate: Fate,
    trust: MailTrust,
    { rules, mailboxes }: SpamGround,
  ): { fate: Fate; spam: MailSpam | null } {
    if (fate.kind !== 'deliver' || fate.bounced !== null) return { fate, spam: null };
    const spam = spamVerdict(mail, {
      ...mailboxOf(mailboxes, claimed.mailboxId),
      ...{ rules, scan, trust: trust.verdict, said: claimed.said },
      answersUs: fate.message.threadKeys[0]?.startsWith('ticket:') ?? false,
    });
    if (spam.verdict === 'hold')
      return { fate: { kind: 'quarantine', why: 'spam', reason: heldBecause(spam) }, spam };
    if (spam.verdict === 'flag')
      fate.message.data = {
        ...fate.message.data,
        spam: { verdict: spam.verdict, reasons: spam.reasons, said: null },
      };
    return { fate, spam };
  }

  private async spamGround(group: ReadMailItem[]): Promise<SpamGround> {
    const senders = group.flatMap(({ mail }) => mail.from.map(({ address }) => address));
    const [rules, mailboxes] = await Promise.all([this.rules.about(senders), this.mailboxes.list()]);
    return { rules, mailboxes };
  }

  /** One query per kind of knowledge for the whole group. */
  private async lookUp(group: ReadMailItem[]): Promise<(item: ReadMailItem) => MailFacts> {
    const [mailboxes, ownAddresses, roots, recipients] = await Promise.all([
      this.mailboxes.list(),
      this.mailboxes.ownAddresses(),
      this.threadRoots(group),
      this.tokenRecipients(group),
    ]);
    return ({ claimed, check }) => {
      const mailbox = mailboxOf(mailboxes, claimed.mailboxId);
      return {
        rawMailId: claimed.id,
        mailbox: mailbox.address,
        trustedServer: mailbox.trustedServer,
        arcSealers: mailbox.arcSealers,
        door: claimed.door,
        remote: claimed.envelope.remote,
        check,
        receivedAt: claimed.receivedAt,
        envelopeFrom: claimed.envelope.from,
        envelopeTo: claimed.envelope.to,
        ownAddresses,
        tokens: this.tokens,
        recipientsOf: (token) => recipients.get(token.messageSuffix) ?? [],
        threadRootOf: (id) => roots.get(id),
      };
    };
  }

  private async threadRoots(group: ReadMailItem[]): Promise<Map<string, string>> {
    const ids = group.flatMap(({ mail }) => [
      ...mail.references,
      ...mail.inReplyTo,
      ...mail.returnedIds,
      ...(mail.messageId ? [mail.messageId] : []),
    ]);
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; root: string }>(
      `SELECT message_id AS id, thread_root AS root FROM email.mail_ref WHERE message_id = ANY($1)`,
      [storable([...new Set(ids)])],
    );
    return new Map(rows.map((row) => [row.id, row.root]));
  }

  private async tokenRecipients(group: ReadMailItem[]): Promise<Map<string, string[]>> {
    const suffixes = group
      .flatMap(({ claimed, mail }) => [...claimed.envelope.to, ...mail.deliveredTo])
      .map((address) => this.tokens.readReplyAddress(address)?.messageSuffix ?? '')
      .filter(Boolean);
    if (suffixes.length === 0) return new Map();
    const rows = await this.database.query<{ suffix: string; recipients: string[] }>(
      `SELECT right(message_id::text, 12) AS suffix, recipients FROM email.outgoing WHERE right(message_id::text, 12) = ANY($1)`,
      [[...new Set(suffixes)]],
    );
    const found = new Map<string, string[]>();
    for (const row of rows) found.set(row.suffix, [...(found.get(row.suffix) ?? []), ...row.recipients]);
    return found;
  }
}

function isSomebodys({ fate }: Decided): boolean {
  return fate.kind === 'deliver' && fate.bounced === null;
}

function record(
  claimed: ClaimedMail,
  mail: ReceivedMail,
  key: string,
): Omit<
  SettledMail,
  'state' | 'error' | 'heldWhy' | 'duplicateOf' | 'inboxId' | 'trust' | 'spam' | 'threading'
> {
  return {
    id: claimed.id,
    messageId: mail.messageId,
    addresses: [
      ...new Set([...mail.from, ...mail.to, ...mail.cc].map((entry) => entry.address.toLowerCase())),
    ],
    contentKey: key,
    verdict: mail.verdict,
    reports: mail.reports,
    parsed: {
      from: mail.from,
      to: mail.to,
      subject: mail.subject,
      messageId: mail.messageId,
      inReplyTo: mail.inReplyTo[0] ?? null,
      references: mail.references,
      attachments: mail.attachments.map(({ name, type, size }) => ({ name, type, size })),
      text: mail.text,
      replyText: mail.replyText,
    },
  };
}
