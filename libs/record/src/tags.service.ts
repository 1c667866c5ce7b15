/** Tags: free words in one spelling, set as a whole, completed from those that tickets carry. */
import { Injectable } from '@nestjs/common';
import type { SetTags, TagList } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { actorOf } from '@lib/tickets';
import { RecordBook } from './record-book.js';

const MOST_SUGGESTIONS = 20;

@Injectable()
export class TagsService {
  constructor(
    private readonly database: Database,
    private readonly book: RecordBook,
  ) {}

  async tags(ticketId: string, tx?: Tx): Promise<string[]> {
    const rows = await (tx ?? this.database).query<{ tag: string }>(
      `SELECT tag FROM record.ticket_tag WHERE ticket_id = $1 ORDER BY tag`,
      [ticketId],
    );
    return rows.map(({ tag }) => tag);
  }

  async set(principal: Principal, idOrNumber: string, { tags }: SetTags): Promise<string[]> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const before = await this.tags(ticket.id, tx);
      await tx.query(`DELETE FROM record.ticket_tag WHERE ticket_id = $1 AND tag <> ALL($2::text[])`, [
        ticket.id,
        tags,
      ]);
      await this.add(tx, ticket.id, tags);
      const result = await this.tags(ticket.id, tx);
      const added = result.filter((tag) => !before.includes(tag));
      const removed = before.filter((tag) => !result.includes(tag));
      const changed = added.length + removed.length > 0;
      await this.book.tellTagged(tx, ticket.id, added, actorOf(principal));
      return { result, event: changed ? { name: 'tags.changed', data: { added, removed } } : null };
    });
  }

  /** Puts some on and takes others off, for who has decided the right already; answers what really changed. */
  async changeIn(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    change: { add?: readonly string[]; remove?: readonly string[] },
  ): Promise<{ added: string[]; removed: string[] }> {
    return this.book.writeIn(tx, principal, ticketId, async () => {
      const before = await this.tags(ticketId, tx);
      const added = await this.add(tx, ticketId, change.add ?? []);
      const removed = before.filter((tag) => change.remove?.includes(tag));
      await this.remove(tx, ticketId, removed);
      await this.book.tellTagged(tx, ticketId, added, actorOf(principal));
      const result = { added, removed };
      const changed = added.length + removed.length > 0;
      return { result, event: changed ? { name: 'tags.changed', data: result } : null };
    });
  }

  /** Answers those that were not there before. */
  async add(tx: Tx, ticketId: string, tags: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ tag: string }>(
      `INSERT INTO record.ticket_tag (ticket_id, tag) SELECT $1, tag FROM unnest($2::text[]) AS tag
       ON CONFLICT DO NOTHING RETURNING tag`,
      [ticketId, [...new Set(tags)]],
    );
    return rows.map(({ tag }) => tag);
  }

  async remove(tx: Tx, ticketId: string, tags: readonly string[]): Promise<void> {
    await tx.query(`DELETE FROM record.ticket_tag WHERE ticket_id = $1 AND tag = ANY($2::text[])`, [
      ticketId,
      tags,
    ]);
  }

  async inUse(q: string): Promise<TagList> {
    const start = q
      .replace(/^[\s#]+/, '')
      .toLowerCase()
      .replace(/[\\%_]/g, '\\$&');
    const items = await this.database.query<TagList['items'][number]>(
      `SELECT tag, count(*)::integer AS tickets FROM record.ticket_tag WHERE tag LIKE $1
       GROUP BY tag ORDER BY tickets DESC, tag LIMIT ${MOST_SUGGESTIONS}`,
      [`%${start}%`],
    );
    return { items };
  }
}
