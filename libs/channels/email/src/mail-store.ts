/** STORE: a mail's bytes and its row are safe before anybody outside is told that we have it. */
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Wakeups } from '@lib/bus';
import { Database } from '@lib/database';
import { crashPoint, FileStore, newId, storable } from '@lib/platform';

export interface MailOrigin {
  mailboxId: string | null;
  door: 'smtp' | 'upload';
  envelope: { from: string | null; to: string[]; remote?: string };
}

export interface FetchedMail {
  uid: number;
  source: Buffer | Readable;
  internalDate: Date;
}

export interface FetchCursor {
  mailboxId: string;
  uidValidity: bigint;
  lastUid: number;
}

@Injectable()
export class MailStore {
  private waiting = 0;

  constructor(
    private readonly database: Database,
    private readonly files: FileStore,
    private readonly wakeups: Wakeups,
  ) {}

  /** Senders who wait for their 250 now. */
  get atTheDoor(): number {
    return this.waiting;
  }

  /** Resolves after the commit: only then may the door say 250 or 202. `check` may still refuse when the bytes are all there. */
  async keep(
    source: Buffer | Readable,
    origin: MailOrigin,
    check: () => void = () => undefined,
  ): Promise<string> {
    this.waiting += 1;
    try {
      return await this.put(source, origin, check);
    } finally {
      this.waiting -= 1;
    }
  }

  /** Rows and cursor move together, so that no crash and no outage can open a gap between them. */
  async keepFetched(mails: FetchedMail[], cursor: FetchCursor): Promise<void> {
    // Each waits for its own disk write; together they wait once.
    const stored = await Promise.all(mails.map((mail) => this.files.put(mail.source)));
    const rows = mails.map((mail, at) => ({
      id: newId(),
      uid: mail.uid,
      sha256: stored[at]?.sha256,
      size: stored[at]?.size,
      received_at: mail.internalDate.toISOString(),
    }));
    crashPoint('after-fetch');
    await this.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO email.raw_mail
           (id, mailbox_id, door, uidvalidity, uid, sha256, size, envelope, received_at, state, claims, attempts, not_before, addresses)
         SELECT id, $1, 'imap', $2, uid, sha256, size, '{"from": null, "to": []}', received_at, 'stored', 0, 0, now(), '[]'
         FROM jsonb_to_recordset($3::jsonb) AS mail(id uuid, uid bigint, sha256 text, size bigint, received_at timestamptz)
         ON CONFLICT (mailbox_id, uidvalidity, uid) DO NOTHING`,
        [cursor.mailboxId, cursor.uidValidity.toString(), JSON.stringify(rows)],
      );
      await tx.query(
        `UPDATE email.mailbox SET uidvalidity = $2, last_uid = $3, last_ok_at = now(),
           last_mail_at = coalesce(greatest(last_mail_at, $4), last_mail_at) WHERE id = $1`,
        [cursor.mailboxId, cursor.uidValidity.toString(), cursor.lastUid, newest(mails)],
      );
      crashPoint('after-insert');
      tx.afterCommit(() => this.wakeups.poke('mail'));
    });
  }

  private async put(source: Buffer | Readable, origin: MailOrigin, check: () => void): Promise<string> {
    const { sha256, size } = await this.files.put(source);
    check();
    crashPoint('after-fetch');
    const id = newId();
    await this.database.each(
      `INSERT INTO email.raw_mail
         (id, mailbox_id, door, sha256, size, envelope, received_at, state, claims, attempts, not_before, addresses)
       SELECT id, "mailboxId", door, sha256, size, envelope, now(), 'stored', 0, 0, now(), '[]'
       FROM json_to_recordset($1::json) AS mail(id uuid, "mailboxId" uuid, door text, sha256 text, size bigint, envelope jsonb)
       ON CONFLICT (id) DO NOTHING`,
      {
        id,
        mailboxId: origin.mailboxId,
        door: origin.door,
        sha256,
        size,
        envelope: storable(origin.envelope),
      },
    );
    this.wakeups.poke('mail');
    return id;
  }
}

function newest(mails: FetchedMail[]): Date | null {
  const last = Math.max(...mails.map(({ internalDate }) => internalDate.getTime()));
  return Number.isFinite(last) ? new Date(last) : null;
}
