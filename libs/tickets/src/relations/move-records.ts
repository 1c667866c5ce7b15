/** Merges and splits as rows: written with what they moved, undone once, whatever races. */
import { Injectable } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';
import type { Principal } from '@lib/platform';

export interface Move {
  id: string;
  from: string;
  to: string;
  by: string;
  before: Record<string, unknown>;
}

const columns = `id, from_ticket_id AS "from", to_ticket_id AS "to", made_by AS "by", before`;

@Injectable()
export class MoveRecords {
  async write(
    tx: Tx,
    move: { id: string; kind: 'merge' | 'split'; from: string; to: string; before: object },
    principal: Principal,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO tickets.move (id, kind, from_ticket_id, to_ticket_id, made_by, before) VALUES ($1, $2, $3, $4, $5, $6)`,
      [move.id, move.kind, move.from, move.to, principal.agentId, JSON.stringify(move.before)],
    );
  }

  async items(
    tx: Tx,
    moveId: string,
    items: { item: string; placeholder: string; interaction?: string; led?: string | null }[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO tickets.moved_item (move_id, item_id, placeholder_id, interaction_id, led_to)
       SELECT $1, item, placeholder, interaction, led
       FROM jsonb_to_recordset($2::jsonb) AS moved(item uuid, placeholder uuid, interaction uuid, led uuid)`,
      [moveId, JSON.stringify(items)],
    );
  }

  /** The one not undone: of a ticket merged away, or of one born of a split. */
  async standing(
    from: Database | Tx,
    kind: 'merge' | 'split',
    of: { from: string } | { to: string },
  ): Promise<Move | null> {
    const [row] = await from.query<Move>(
      `SELECT ${columns} FROM tickets.move
       WHERE kind = $1 AND undone_at IS NULL AND ${'from' in of ? 'from_ticket_id' : 'to_ticket_id'} = $2`,
      [kind, 'from' in of ? of.from : of.to],
    );
    return row ?? null;
  }

  /** Of two who undo it one is told that it is undone. */
  async end(tx: Tx, id: string, principal: Principal): Promise<Move> {
    const [row] = await tx.query<Move>(
      `UPDATE tickets.move SET undone_by = $2, undone_at = now() WHERE id = $1 AND undone_at IS NULL RETURNING ${columns}`,
      [id, principal.agentId],
    );
    if (!row) throw new Problem('move-not-allowed', 'It is undone already');
    return row;
  }
}
