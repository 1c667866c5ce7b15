/** Moves entries between timelines: what arrives is put where it belongs in time, and where it was its number is kept. */
import { Injectable } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { TimelineWriter } from '../timeline-writer.js';

export interface Entry {
  id: string;
  kind: 'message' | 'note' | 'call';
  seq: number;
}

export interface MovedEntry extends Entry {
  placeholderId: string;
}

/** Two timelines longer than this together are not woven into one while a person waits. */
const MOST_ENTRIES = 20_000;

const TABLES = { message: 'tickets.message', note: 'tickets.note', call: 'tickets.interaction' } as const;

/** What can move; a ticket's history of itself stays with it. */
const ENTRIES = `
  SELECT id, 'message' AS kind, ticket_id, seq, at FROM tickets.message
  UNION ALL SELECT id, 'note', ticket_id, seq, at FROM tickets.note
  UNION ALL SELECT id, 'call', ticket_id, seq, started_at FROM tickets.interaction WHERE seq IS NOT NULL`;

@Injectable()
export class ConversationMover {
  constructor(private readonly timeline: TimelineWriter) {}

  /** Of one ticket, in its order; those asked for, or all. */
  entries(tx: Tx, ticketId: string, ids: string[] | null = null): Promise<Entry[]> {
    return tx.query<Entry>(
      `SELECT id, kind, seq FROM (${ENTRIES}) AS entry
       WHERE ticket_id = $1 AND ($2::uuid[] IS NULL OR id = ANY($2)) ORDER BY seq`,
      [ticketId, ids],
    );
  }

  /**
   * Everything said on one ticket goes into the timeline of another, by time, each side in its own order. The numbers of
   * the other grow apart to make room; all of it is one statement, so nobody reads it half done.
   */
  async weave(tx: Tx, from: string, into: string): Promise<MovedEntry[]> {
    const entries = await this.entries(tx, from);
    const [size] = await tx.query<{ seq: number }>(`SELECT seq FROM tickets.ticket WHERE id = $1`, [into]);
    if (entries.length + (size?.seq ?? 0) > MOST_ENTRIES)
      throw new Problem('too-large', `At most ${MOST_ENTRIES} entries together`);
    const moved = entries.map((entry) => ({ ...entry, placeholderId: newId() }));
    if (moved.length === 0) return [];
    await tx.query(
      `WITH entry AS (
         SELECT id, kind, ticket_id, seq, at FROM (${ENTRIES}) AS said WHERE ticket_id IN ($1, $2)
         UNION ALL SELECT id, 'event', ticket_id, seq, at FROM tickets.ticket_event WHERE ticket_id = $2),
       timed AS (SELECT *, max(at) OVER (PARTITION BY ticket_id ORDER BY seq) AS told_at FROM entry),
       placed AS (
         SELECT id, kind, ticket_id, seq AS was, told_at,
           -(row_number() OVER (ORDER BY told_at, (ticket_id = $1)::integer, seq))::integer AS seq FROM timed),
       messages AS (UPDATE tickets.message SET ticket_id = $2, seq = placed.seq FROM placed
         WHERE placed.kind = 'message' AND message.id = placed.id),
       notes AS (UPDATE tickets.note SET ticket_id = $2, seq = placed.seq FROM placed
         WHERE placed.kind = 'note' AND note.id = placed.id),
       calls AS (UPDATE tickets.interaction SET ticket_id = $2, seq = placed.seq,
           home_ticket_id = CASE WHEN placed.ticket_id = $1 THEN coalesce(home_ticket_id, $1) ELSE home_ticket_id END FROM placed
         WHERE placed.kind = 'call' AND interaction.id = placed.id),
       events AS (UPDATE tickets.ticket_event SET seq = placed.seq FROM placed
         WHERE placed.kind = 'event' AND ticket_event.id = placed.id),
       kept AS (INSERT INTO tickets.ticket_event (id, ticket_id, seq, name, actor_kind, at, data)
         SELECT moved.placeholder, $1, placed.was, 'item.moved', 'system', placed.told_at, jsonb_build_object('to', $2::text)
         FROM placed JOIN jsonb_to_recordset($3::jsonb) AS moved(id uuid, placeholder uuid) ON moved.id = placed.id)
       UPDATE tickets.ticket SET seq = seq + $4, version = version + 1, updated_at = clock_timestamp() WHERE id = $2`,
      [
        from,
        into,
        JSON.stringify(moved.map(({ id, placeholderId }) => ({ id, placeholder: placeholderId }))),
        moved.length,
      ],
    );
    // Numbers are unique at every moment of a statement: new ones are given below zero and turned when all are free.
    for (const table of ['message', 'note', 'interaction', 'ticket_event'])
      await tx.query(`UPDATE tickets.${table} SET seq = -seq WHERE ticket_id = $1 AND seq < 0`, [into]);
    await this.carryAlong(tx, into);
    return moved;
  }

  /** Some entries leave for the end of another timeline. */
  async append(tx: Tx, entries: Entry[], from: string, to: string): Promise<MovedEntry[]> {
    const moved: MovedEntry[] = [];
    for (const entry of entries) {
      const placeholderId = await this.keepPlace(tx, entry, from, to);
      const { seq } = await this.timeline.place(tx, to);
      await tx.query(`UPDATE ${TABLES[entry.kind]} SET ticket_id = $2, seq = $3 WHERE id = $1`, [
        entry.id,
        to,
        seq,
      ]);
      moved.push({ ...entry, placeholderId });
    }
    await this.carryAlong(tx, to);
    return moved;
  }

  /** Back to where they were, each in the place kept for it. Error: `move-not-allowed` when one of them has moved on. */
  async putBack(tx: Tx, moveId: string, from: string, back: string): Promise<Set<string>> {
    const rows = await tx.query<Entry & { placeholderId: string; free: number }>(
      `SELECT entry.id, entry.kind, entry.seq, moved_item.placeholder_id AS "placeholderId", kept.seq AS free
       FROM tickets.moved_item
       LEFT JOIN (${ENTRIES}) AS entry ON entry.id = moved_item.item_id AND entry.ticket_id = $2
       LEFT JOIN tickets.ticket_event AS kept ON kept.id = moved_item.placeholder_id AND kept.ticket_id = $3
       WHERE moved_item.move_id = $1 ORDER BY entry.seq`,
      [moveId, from, back],
    );
    if (rows.some(({ id, free }) => id === null || free === null))
      throw new Problem('move-not-allowed', 'A part of it has moved on since; undo that first');
    for (const { placeholderId, free, ...entry } of rows) {
      await this.keepPlace(tx, entry, from, back);
      await tx.query(`DELETE FROM tickets.ticket_event WHERE id = $1`, [placeholderId]);
      await tx.query(`UPDATE ${TABLES[entry.kind]} SET ticket_id = $2, seq = $3 WHERE id = $1`, [
        entry.id,
        back,
        free,
      ]);
    }
    await this.carryAlong(tx, back);
    return new Set(rows.map(({ id }) => id));
  }

  /** What is read off the conversation: its channels and its last words. */
  async retell(tx: Tx, ticketIds: string[]): Promise<void> {
    await tx.query(
      `UPDATE tickets.ticket SET
         channels = coalesce((SELECT jsonb_agg(DISTINCT channel) FROM (
           SELECT channel FROM tickets.message WHERE message.ticket_id = ticket.id
           UNION SELECT channel FROM tickets.interaction WHERE interaction.ticket_id = ticket.id AND interaction.seq IS NOT NULL
         ) AS used), '[]'),
         last_message = (SELECT jsonb_build_object(
             'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'direction', direction, 'channel', channel,
             'excerpt', left(btrim(regexp_replace(coalesce(reply_text, text), '\\s+', ' ', 'g')), 160))
           FROM tickets.message WHERE message.ticket_id = ticket.id ORDER BY seq DESC LIMIT 1)
       WHERE id = ANY($1)`,
      [ticketIds],
    );
  }

  /** Work in queues, offers that ring and files go with what they belong to; their agents stay on it. */
  async followInteractions(tx: Tx, ticketId: string): Promise<void> {
    for (const table of ['work_item', 'offer'])
      await tx.query(
        `UPDATE routing.${table} SET ticket_id = $1 FROM tickets.interaction
         WHERE interaction.ticket_id = $1 AND ${table}.interaction_id = interaction.id AND ${table}.ticket_id <> $1`,
        [ticketId],
      );
  }

  private async carryAlong(tx: Tx, ticketId: string): Promise<void> {
    await tx.query(
      `UPDATE tickets.attachment SET ticket_id = $1 FROM tickets.message
       WHERE message.ticket_id = $1 AND attachment.message_id = message.id AND attachment.ticket_id <> $1`,
      [ticketId],
    );
  }

  private async keepPlace(tx: Tx, entry: Entry, from: string, to: string): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO tickets.ticket_event (id, ticket_id, seq, name, actor_kind, at, data)
       SELECT $1, $2, $3, 'item.moved', 'system', entry.at, $4 FROM (${ENTRIES}) AS entry WHERE entry.id = $5`,
      [id, from, entry.seq, JSON.stringify({ to }), entry.id],
    );
    return id;
  }
}
