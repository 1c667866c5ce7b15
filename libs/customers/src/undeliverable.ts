/** Addresses that take no mail: said by their own mail systems or by hand, forgotten when somebody writes from them. */
import { Injectable } from '@nestjs/common';
import type { ReturnedMail, UndeliverableAddress, UndeliverablePage, UndeliverableWhy } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, newId } from '@lib/platform';

/** "Not now" so often in so many days is no. */
const SOFT_REPORTS = 3;
const SOFT_DAYS = 7;

interface Row extends Omit<UndeliverableAddress, 'since'> {
  since: Date;
}

const columns = `address, why, since, status, words, raw_mail_id AS "rawMailId", ticket_id AS "ticketId",
  (SELECT name FROM agents.agent WHERE agent.id = by_id) AS by`;

@Injectable()
export class Undeliverable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** What was reported, and what follows from it; answers why the address takes no mail from now on, or null. */
  async heard(
    tx: Tx,
    address: string,
    report: ReturnedMail,
    of: { rawMailId: string | null; ticketId: string },
  ): Promise<UndeliverableWhy | null> {
    const lower = address.toLowerCase();
    const now = this.clock.now();
    await tx.query(
      `INSERT INTO customers.address_report (id, address, kind, status, words, at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [newId(), lower, report.kind, report.status, report.words, now],
    );
    const why = await this.reasonFrom(tx, lower, report, now);
    if (why) await this.put(tx, lower, why, report, { ...of, byId: null });
    return why;
  }

  async say(tx: Tx, address: string, words: string, byId: string): Promise<void> {
    await this.put(tx, address, 'manual', { status: null, words }, { rawMailId: null, ticketId: null, byId });
  }

  /** False when nothing stood against it. `byId` null: they wrote to us themselves. */
  async lift(tx: Tx, address: string, byId: string | null): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE customers.undeliverable SET lifted_at = $2, lifted_by = $3 WHERE address = $1 AND lifted_at IS NULL RETURNING address`,
      [address.toLowerCase(), this.clock.now(), byId],
    );
    return rows.length > 0;
  }

  /** Those of these addresses that take no mail: none that a person wrote, or none at all. */
  async among(
    tx: Tx | Database,
    addresses: string[],
    { automatic = false } = {},
  ): Promise<UndeliverableAddress[]> {
    const rows = await tx.query<Row>(
      `SELECT ${columns} FROM customers.undeliverable
       WHERE address = ANY($1) AND lifted_at IS NULL AND ($2 OR why <> 'complaint') ORDER BY address`,
      [addresses.map((one) => one.toLowerCase()), automatic],
    );
    return rows.map(toView);
  }

  /** The last first; the cursor is the last address of the page before. */
  async page(query: { q?: string; cursor?: string; limit: number }): Promise<UndeliverablePage> {
    const rows = await this.database.query<Row>(
      `SELECT ${columns} FROM customers.undeliverable
       WHERE lifted_at IS NULL AND ($1::text IS NULL OR address LIKE '%' || $1 || '%')
         AND ($2::text IS NULL OR (since, address) < (SELECT before.since, before.address FROM customers.undeliverable AS before WHERE before.address = $2))
       ORDER BY since DESC, address DESC LIMIT $3`,
      [query.q?.toLowerCase().replace(/[\\%_]/g, '\\$&') ?? null, query.cursor ?? null, query.limit + 1],
    );
    const items = rows.slice(0, query.limit).map(toView);
    return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.address ?? null) : null };
  }

  private async reasonFrom(
    tx: Tx,
    address: string,
    { kind }: ReturnedMail,
    now: Date,
  ): Promise<UndeliverableWhy | null> {
    if (kind === 'hard' || kind === 'complaint') return kind;
    if (kind !== 'soft') return null;
    const [counted] = await tx.query<{ softs: number }>(
      `SELECT count(*)::integer AS softs FROM customers.address_report
       WHERE address = $1 AND kind = 'soft' AND at > $2::timestamptz - interval '${SOFT_DAYS} days'
         AND at > coalesce((SELECT lifted_at FROM customers.undeliverable WHERE undeliverable.address = $1), '-infinity')`,
      [address, now],
    );
    return (counted?.softs ?? 0) >= SOFT_REPORTS ? 'soft' : null;
  }

  /** A complaint does not undo that an address takes no mail at all. */
  private async put(
    tx: Tx,
    address: string,
    why: UndeliverableWhy,
    said: Pick<ReturnedMail, 'status' | 'words'>,
    of: { rawMailId: string | null; ticketId: string | null; byId: string | null },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO customers.undeliverable (address, why, since, status, words, raw_mail_id, ticket_id, by_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (address) DO UPDATE SET why = excluded.why, since = excluded.since, status = excluded.status, words = excluded.words,
         raw_mail_id = excluded.raw_mail_id, ticket_id = excluded.ticket_id, by_id = excluded.by_id, lifted_at = NULL, lifted_by = NULL
       WHERE undeliverable.lifted_at IS NOT NULL OR excluded.why <> 'complaint'`,
      [
        address.toLowerCase(),
        why,
        this.clock.now(),
        said.status,
        said.words,
        of.rawMailId,
        of.ticketId,
        of.byId,
      ],
    );
  }
}

function toView({ since, ...row }: Row): UndeliverableAddress {
  return { ...row, since: since.toISOString() };
}
