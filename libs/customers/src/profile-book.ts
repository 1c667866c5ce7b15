/** The rows of what we know of a customer: an entry ends, it is never overwritten; forgetting takes its words away. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  profileAudience,
  ProfileKind,
  singleProfileKinds,
  type AddProfileEntry,
  type CustomerProfile,
  type Profile,
  type ProfileEntry,
} from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { z } from 'zod';

const MOST_ENTRIES = 100;
const PAST_SHOWN = 100;

const agent = (alias: string): string =>
  `CASE WHEN ${alias}.id IS NOT NULL THEN jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name, 'photo', ${alias}.photo) END`;

type Row = Omit<ProfileEntry, 'at' | 'endedAt'> & { at: Date; endedAt: Date | null };

@Injectable()
export class ProfileBook {
  constructor(private readonly database: Database) {}

  async read(customerId: string, tx?: Tx): Promise<Profile> {
    const rows = await (tx ?? this.database).query<Row>(
      `SELECT entry.id, entry.kind, entry.text, ${agent('writer')} AS by, entry.at, entry.ended_at AS "endedAt", ${agent('ender')} AS "endedBy"
       FROM customers.profile_entry AS entry LEFT JOIN agents.agent AS writer ON writer.id = entry.by_id
       LEFT JOIN agents.agent AS ender ON ender.id = entry.ended_by
       WHERE entry.customer_id = $1 ORDER BY entry.ended_at DESC NULLS FIRST, entry.at, entry.id
       LIMIT ${MOST_ENTRIES + PAST_SHOWN}`,
      [customerId],
    );
    const entries = rows.map(({ at, endedAt, ...row }) => ({
      ...row,
      at: at.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
    }));
    return {
      audience: 'inner',
      entries: entries.filter(({ endedAt }) => endedAt === null),
      past: entries.filter(({ endedAt }) => endedAt !== null).slice(0, PAST_SHOWN),
    };
  }

  /** Names only the kinds that were made for the customer from the beginning. */
  async forCustomer(customerId: string): Promise<CustomerProfile> {
    const kinds = ProfileKind.options.filter((kind) => profileAudience[kind] === 'customer');
    const entries = await this.database.query<CustomerProfile['entries'][number]>(
      `SELECT kind, text FROM customers.profile_entry
       WHERE customer_id = $1 AND ended_at IS NULL AND kind = ANY($2) ORDER BY at, id`,
      [customerId, kinds],
    );
    return { audience: 'customer', entries };
  }

  /** What stands there in the same words is not written again. Error: `too-large` beyond 100. */
  async add(tx: Tx, customerId: string, { kind, text }: AddProfileEntry, agentId: string): Promise<boolean> {
    await tx.query(`SELECT 1 FROM customers.customer WHERE id = $1 FOR UPDATE`, [customerId]);
    const { entries } = await this.read(customerId, tx);
    if (entries.some((one) => one.kind === kind && one.text === text)) return false;
    if (singleProfileKinds.includes(kind))
      await tx.query(
        `UPDATE customers.profile_entry SET ended_at = now(), ended_by = $3
         WHERE customer_id = $1 AND kind = $2 AND ended_at IS NULL`,
        [customerId, kind, agentId],
      );
    else if (entries.length >= MOST_ENTRIES)
      throw new Problem('too-large', `A customer has ${MOST_ENTRIES} entries at most`);
    await tx.query(
      `INSERT INTO customers.profile_entry (id, customer_id, kind, text, by_id) VALUES ($1, $2, $3, $4, $5)`,
      [newId(), customerId, kind, text, agentId],
    );
    if (kind === 'language')
      await tx.query(`UPDATE customers.customer SET locale = $2, version = version + 1 WHERE id = $1`, [
        customerId,
        text,
      ]);
    return true;
  }

  /** False when it had ended already. */
  async end(tx: Tx, customerId: string, entryId: string, agentId: string): Promise<boolean> {
    await this.require(tx, customerId, entryId);
    const ended = await tx.query(
      `UPDATE customers.profile_entry SET ended_at = now(), ended_by = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id`,
      [entryId, agentId],
    );
    return ended.length > 0;
  }

  /** For good: that something stood there remains, what it said does not. */
  async forget(tx: Tx, customerId: string, entryId: string, agentId: string): Promise<void> {
    await this.require(tx, customerId, entryId);
    await tx.query(
      `UPDATE customers.profile_entry SET text = NULL, ended_at = coalesce(ended_at, now()), ended_by = coalesce(ended_by, $2)
       WHERE id = $1`,
      [entryId, agentId],
    );
  }

  /** Error: `not-found` for what is not an entry of this customer. */
  async require(tx: Tx, customerId: string, entryId: string): Promise<void> {
    const known = z.uuid().safeParse(entryId).success
      ? await tx.query(`SELECT 1 FROM customers.profile_entry WHERE id = $1 AND customer_id = $2`, [
          entryId,
          customerId,
        ])
      : [];
    if (known.length === 0) throw new Problem('not-found');
  }
}
