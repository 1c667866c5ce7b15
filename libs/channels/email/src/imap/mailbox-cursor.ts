/** What the database remembers of an IMAP folder: how far it is read, how it does, which mails still want their flag. */
import { Injectable } from '@nestjs/common';
import { Database } from '@lib/database';

export interface SavedCursor {
  uidValidity: bigint | null;
  lastUid: number;
  lastOkAt: Date | null;
}

export type MailboxState = 'ok' | 'backoff' | 'auth-failed';

@Injectable()
export class MailboxCursor {
  constructor(private readonly database: Database) {}

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

  async tell(mailboxId: string, state: MailboxState, detail: string | null): Promise<void> {
    await this.database.query(
      `UPDATE email.mailbox SET state = $2, state_detail = $3,
         state_since = CASE WHEN state = $2 THEN state_since ELSE now() END,
         last_ok_at = CASE WHEN $2 = 'ok' THEN now() ELSE last_ok_at END
       WHERE id = $1`,
      [mailboxId, state, detail?.slice(0, 1_000) ?? null],
    );
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
