/** What the database remembers of an IMAP folder: how far it is read, how it does, which mails still want their flag. */
import { Injectable } from '@nestjs/common';
import { Outbox } from '@lib/bus';
import type { MailboxState, MailFault } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';

export interface SavedCursor {
  uidValidity: bigint | null;
  lastUid: number;
  lastOkAt: Date | null;
}

export interface MailboxHealthNow {
  state: Exclude<MailboxState, 'idle'>;
  fault?: MailFault;
  /** What the server said; inner. */
  detail?: string;
  retryAt?: Date;
}

@Injectable()
export class MailboxCursor {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  async idOf(address: string): Promise<string> {
    const [row] = await this.database.query<{ id: string }>(
      `SELECT id FROM email.mailbox WHERE address = $1`,
      [address],
    );
    if (!row) throw new Error('the mailbox has no row');
    return row.id;
  }

  async read(mailboxId: string): Promise<SavedCursor> {
    const [row] = await this.database.query<{
      uidvalidity: string | null;
      last_uid: string | null;
      last_ok_at: Date | null;
    }>(`SELECT uidvalidity, last_uid, last_ok_at FROM email.mailbox WHERE id = $1`, [mailboxId]);
    return {
      uidValidity: row?.uidvalidity ? BigInt(row.uidvalidity) : null,
      lastUid: Number(row?.last_uid ?? 0),
      lastOkAt: row?.last_ok_at ?? null,
    };
  }

  async move(mailboxId: string, uidValidity: bigint, lastUid: number): Promise<void> {
    await this.database.query(`UPDATE email.mailbox SET uidvalidity = $2, last_uid = $3 WHERE id = $1`, [
      mailboxId,
      uidValidity.toString(),
      lastUid,
    ]);
  }

  /** How many of a long row of mails are still to be fetched: shown, never relied on. */
  async remaining(mailboxId: string, toFetch: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(`UPDATE email.mailbox SET to_fetch = $2 WHERE id = $1`, [mailboxId, toFetch]);
      await this.announce(tx, mailboxId);
    });
  }

  /** The numbers of another account that was here before may be the same; its mails keep what they are, without a number. */
  async disown(mailboxId: string, uidValidity: bigint): Promise<void> {
    await this.database.query(
      `UPDATE email.raw_mail SET uidvalidity = NULL, uid = NULL WHERE mailbox_id = $1 AND uidvalidity = $2`,
      [mailboxId, uidValidity.toString()],
    );
  }

  /** Said again it is only noted; what is new is told to those who watch over the house. */
  async tell(mailboxId: string, health: MailboxHealthNow): Promise<void> {
    const { state, fault = null, detail = null, retryAt = null } = health;
    const [same] = await this.database.query<{ id: string }>(
      `UPDATE email.mailbox SET state_detail = $4, retry_at = $5, last_ok_at = CASE WHEN $2 = 'ok' THEN now() ELSE last_ok_at END
       WHERE id = $1 AND state = $2 AND fault IS NOT DISTINCT FROM $3 AND to_fetch = 0 RETURNING id`,
      [mailboxId, state, fault, detail, retryAt],
    );
    if (same) return;
    await this.database.transaction(async (tx) => {
      await tx.query(
        `UPDATE email.mailbox SET state = $2, fault = $3, state_detail = $4, retry_at = $5, to_fetch = 0,
           state_since = CASE WHEN state = $2 THEN state_since ELSE now() END,
           last_ok_at = CASE WHEN $2 = 'ok' THEN now() ELSE last_ok_at END
         WHERE id = $1 AND removed_at IS NULL`,
        [mailboxId, state, fault, detail, retryAt],
      );
      await this.announce(tx, mailboxId);
    });
  }

  private announce(tx: Tx, mailboxId: string): Promise<void> {
    return this.outbox.publish(tx, 'mailbox.changed', {
      subject: { type: 'mailbox', id: mailboxId },
      data: { mailboxId },
    });
  }

  /** Processed mails whose flag is not yet set on the server. */
  async unflagged(mailboxId: string, uidValidity: bigint): Promise<number[]> {
    const rows = await this.database.query<{ uid: string }>(
      `SELECT uid FROM email.raw_mail
       WHERE mailbox_id = $1 AND uidvalidity = $2 AND door = 'imap' AND flagged_at IS NULL
         AND state IN ('processed', 'duplicate', 'suppressed')
       ORDER BY uid LIMIT 200`,
      [mailboxId, uidValidity.toString()],
    );
    return rows.map((row) => Number(row.uid));
  }

  async markFlagged(mailboxId: string, uidValidity: bigint, uids: number[]): Promise<void> {
    await this.database.query(
      `UPDATE email.raw_mail SET flagged_at = now() WHERE mailbox_id = $1 AND uidvalidity = $2 AND uid = ANY($3)`,
      [mailboxId, uidValidity.toString(), uids],
    );
  }
}
