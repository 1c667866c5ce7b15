/** The rows waiting to be processed: claimed under a short lease, settled with the effect, counted apart when they fail. */
import { Injectable } from '@nestjs/common';
import type { MailRecord, MailSpam, MailThreading, MailTrust, QuarantineWhy } from '@lib/contracts';
import { Outbox, Wakeups } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { storable } from '@lib/platform';
import { FilingShare } from './filing-share.js';
import { MailStore } from './mail-store.js';
import type { DeliveryReport, Verdict } from './reading/received-mail.js';

export interface ClaimedMail {
  id: string;
  mailboxId: string | null;
  door: 'imap' | 'smtp' | 'upload';
  sha256: string;
  size: string;
  envelope: { from: string | null; to: string[]; remote?: string; helo?: string };
  receivedAt: Date;
  /** What a person said of it before it is read again. */
  said: 'spam' | 'not-spam' | null;
}

export interface SettledMail {
  id: string;
  state: 'processed' | 'duplicate' | 'suppressed' | 'quarantined';
  error: string | null;
  heldWhy: QuarantineWhy | null;
  messageId: string | null;
  addresses: string[];
  contentKey: string;
  duplicateOf: string | null;
  inboxId: string | null;
  parsed: MailRecord['parsed'];
  verdict: Verdict;
  reports: DeliveryReport[];
  trust: MailTrust;
  spam: MailSpam | null;
  threading: MailThreading;
}

/** Short, because a killed process must not hold mail back; whoever works renews it. */
const LEASE = '15 seconds';
const MAX_ATTEMPTS = 3;
/** A mail that was in hand this often when a process died is under suspicion, and given up at the second number. */
const SUSPECT_CLAIMS = 4;
const MAX_CLAIMS = 12;

@Injectable()
export class MailQueue {
  private readonly share = new FilingShare();

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly wakeups: Wakeups,
    private readonly store: MailStore,
  ) {}

  /**
   * Ordinary mails by the group; of those that may have ended a process only one, so that it shows itself alone. While senders
   * wait at this process's door, fewer than `limit`: storing goes before reading.
   */
  async claim(limit: number): Promise<ClaimedMail[]> {
    const room = this.share.room(limit, this.store.atTheDoor > 0);
    if (room === 0) return [];
    const rows = await this.database.query<ClaimedMail & { claims: number }>(
      `WITH ordinary AS (
         SELECT id FROM email.raw_mail
         WHERE state = 'stored' AND not_before <= now() AND claims < ${SUSPECT_CLAIMS}
         ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED),
       suspect AS (
         SELECT id FROM email.raw_mail
         WHERE state = 'stored' AND not_before <= now() AND claims >= ${SUSPECT_CLAIMS}
         ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
       UPDATE email.raw_mail AS held SET claims = held.claims + 1, not_before = now() + interval '${LEASE}'
       FROM (SELECT id FROM ordinary UNION ALL SELECT id FROM suspect) AS due
       WHERE held.id = due.id
       RETURNING held.id, held.mailbox_id AS "mailboxId", held.door, held.sha256, held.size, held.envelope,
         held.received_at AS "receivedAt", held.said, held.claims`,
      [room],
    );
    this.share.took(rows.length);
    const claimed = rows.sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const mail of claimed.filter(({ claims }) => claims > MAX_CLAIMS))
      await this.quarantine(mail.id, `reading was cut short ${MAX_CLAIMS} times`);
    return claimed.filter(({ claims }) => claims <= MAX_CLAIMS);
  }

  async renew(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.query(
      `UPDATE email.raw_mail SET not_before = now() + interval '${LEASE}' WHERE id = ANY($1) AND state = 'stored'`,
      [ids],
    );
  }

  /** In the transaction of the effect. */
  async settle(tx: Tx, mails: SettledMail[]): Promise<void> {
    await tx.query(
      `UPDATE email.raw_mail AS raw
       SET state = done.state, error = done.error, held_why = done."heldWhy", message_id = done."messageId", addresses = done.addresses,
           content_key = done."contentKey", duplicate_of = done."duplicateOf", inbox_id = done."inboxId",
           parsed = done.parsed, verdict = done.verdict, reports = done.reports, trust = done.trust, spam = done.spam, threading = done.threading,
           processed_at = now()
       FROM jsonb_to_recordset($1::jsonb) AS done(
         id uuid, state text, error text, "heldWhy" text, "messageId" text, addresses jsonb, "contentKey" text, "duplicateOf" uuid,
         "inboxId" uuid, parsed jsonb, verdict jsonb, reports jsonb, trust jsonb, spam jsonb,
         threading jsonb)
       WHERE raw.id = done.id`,
      [JSON.stringify(storable(mails))],
    );
    tx.afterCommit(() => this.wakeups.poke('mail-processed'));
  }

  /** In a transaction of its own: the count and the reason must survive the rollback they describe. */
  async countFailure(id: string, reason: string): Promise<void> {
    const [row] = await this.database.query<{ attempts: number }>(
      `UPDATE email.raw_mail
       SET attempts = attempts + 1, claims = 0, error = $2, not_before = now() + interval '500 milliseconds' * (4 ^ attempts)
       WHERE id = $1 AND state = 'stored' RETURNING attempts`,
      [id, storable(reason.slice(0, 2_000))],
    );
    if (row && row.attempts >= MAX_ATTEMPTS) await this.quarantine(id, reason);
  }

  async quarantine(id: string, reason: string): Promise<void> {
    const kept = storable(reason.slice(0, 2_000));
    await this.database.transaction(async (tx) => {
      await tx.query(
        `UPDATE email.raw_mail SET state = 'quarantined', held_why = 'unreadable', error = $2, processed_at = now() WHERE id = $1 AND state = 'stored'`,
        [id, kept],
      );
      await this.tellQuarantined(tx, id, kept);
    });
  }

  async tellQuarantined(tx: Tx, id: string, reason: string): Promise<void> {
    await this.outbox.publish(tx, 'mail.quarantined', {
      subject: { type: 'raw-mail', id },
      data: { rawMailId: id, reason },
    });
  }
}
