/** The mail log: what became of each mail, read from its row and from the inbox row it led to. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type MailRecord,
  type QuarantineWhy,
  type SenderTrust,
  type SpamVerdict,
} from '@lib/contracts';
import { Wakeups } from '@lib/bus';
import { Database } from '@lib/database';

interface LogRow extends Omit<MailRecord, 'receivedAt' | 'size' | 'reports'> {
  receivedAt: Date;
  size: string;
  reports: MailRecord['reports'] | null;
  inboxError: string | null;
}

export interface MailLogQuery {
  state?: string;
  messageId?: string;
  address?: string;
  trust?: SenderTrust;
  spam?: SpamVerdict;
  why?: QuarantineWhy;
  cursor?: string;
  limit: number;
}

const COLUMNS = `
  raw.id, raw.door, mailbox.address AS mailbox, raw.state, raw.sha256, raw.size, raw.received_at AS "receivedAt",
  raw.attempts, raw.error, raw.held_why AS "heldWhy", raw.duplicate_of AS "duplicateOf", raw.verdict, raw.reports, raw.parsed, raw.trust, raw.spam,
  CASE WHEN raw.threading IS NOT NULL THEN raw.threading || jsonb_build_object('matchedBy', message.data->'matchedBy',
    'refused', coalesce(to_jsonb(held.why), CASE WHEN message.data->>'flag' = 'foreign-thread-key' THEN message.data->'flag' END)) END AS threading,
  CASE WHEN raw.said IS NOT NULL THEN jsonb_build_object('as', raw.said, 'at', to_char(raw.said_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'by', coalesce(judge.name, '')) END AS said,
  inbox.ticket_id AS "ticketId", inbox.item_id AS "timelineItemId", inbox.error AS "inboxError"
  FROM email.raw_mail AS raw
  LEFT JOIN email.mailbox AS mailbox ON mailbox.id = raw.mailbox_id
  LEFT JOIN agents.agent AS judge ON judge.id = raw.said_by
  LEFT JOIN email.raw_mail AS first ON first.id = raw.duplicate_of
  LEFT JOIN bus.inbox AS inbox ON inbox.id = coalesce(raw.inbox_id, first.inbox_id)
  LEFT JOIN tickets.message AS message ON message.id = inbox.item_id
  LEFT JOIN tickets.stranger_mail AS held ON held.note_id = inbox.item_id`;

@Injectable()
export class MailLog {
  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  async one(id: string): Promise<MailRecord> {
    const [row] = await this.database.query<LogRow>(`SELECT ${COLUMNS} WHERE raw.id = $1`, [id]);
    if (!row) throw new Problem('not-found');
    return toRecord(row);
  }

  /** Newest first; ids are made in order of time, so the id is the cursor. */
  async page(query: MailLogQuery): Promise<{ items: MailRecord[]; nextCursor: string | null }> {
    const rows = await this.database.query<LogRow>(
      `SELECT ${COLUMNS}
       WHERE ($1::text IS NULL OR raw.state = $1) AND ($2::text IS NULL OR raw.message_id = $2)
         AND ($3::jsonb IS NULL OR raw.addresses @> $3) AND ($4::uuid IS NULL OR raw.id < $4)
         AND ($6::text IS NULL OR raw.held_why = $6)${verdicts(query)}
       ORDER BY raw.id DESC LIMIT $5`,
      [
        query.state ?? null,
        query.messageId ?? null,
        query.address ? JSON.stringify([query.address]) : null,
        query.cursor ?? null,
        query.limit + 1,
        query.why ?? null,
      ],
    );
    const items = rows.slice(0, query.limit).map(toRecord);
    return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** Run again from the raw source. */
  async retry(id: string): Promise<void> {
    const rows = await this.database.query(
      `UPDATE email.raw_mail SET state = 'stored', claims = 0, attempts = 0, error = NULL, not_before = now(), retry_id = NULL
       WHERE id = $1 AND state = 'quarantined' RETURNING id`,
      [id],
    );
    if (rows.length === 0) {
      await this.one(id);
      throw new Problem('move-not-allowed', 'This mail is not in quarantine');
    }
    this.wakeups.poke('mail');
  }
}

/** Written out, because the indexes of what is rare know these words; both come from closed lists. */
function verdicts({ trust, spam }: MailLogQuery): string {
  return [
    ...(trust ? [` AND raw.trust->>'verdict' = '${trust}'`] : []),
    ...(spam ? [` AND raw.spam->>'verdict' = '${spam}'`] : []),
  ].join('');
}

function toRecord({ inboxError, ...row }: LogRow): MailRecord {
  return {
    ...row,
    size: Number(row.size),
    receivedAt: row.receivedAt.toISOString(),
    reports: row.reports ?? [],
    error: row.error ?? inboxError,
  };
}
