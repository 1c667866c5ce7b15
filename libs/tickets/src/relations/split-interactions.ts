/** Divides interactions between two tickets: whole where all of one is chosen, else what is chosen gets one of its own. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';
import type { Entry } from './conversation-mover.js';

interface Part {
  interactionId: string;
  whole: boolean;
  items: string[];
}

@Injectable()
export class SplitInteractions {
  /** Before the entries move. Answers, by message, the interaction it left and where its Message-ID led. */
  async divide(
    tx: Tx,
    from: string,
    to: string,
    chosen: Entry[],
  ): Promise<Map<string, { interaction?: string; led?: string | null }>> {
    const belongs = new Map<string, { interaction?: string; led?: string | null }>();
    for (const part of await this.parts(tx, chosen)) {
      if (part.whole) await this.moveWhole(tx, part.interactionId, to);
      else await this.copyFor(tx, part, to);
      for (const item of part.items) if (!part.whole) belongs.set(item, { interaction: part.interactionId });
    }
    for (const { id, ledTo } of await this.turnKeys(tx, chosen, to))
      belongs.set(id, { ...belongs.get(id), led: ledTo });
    return belongs;
  }

  /** After the entries are back: messages into the interactions they left, keys to where they led. */
  async reunite(tx: Tx, moveId: string, made: string, from: string): Promise<void> {
    await tx.query(
      `UPDATE tickets.message SET interaction_id = moved_item.interaction_id FROM tickets.moved_item
       WHERE moved_item.move_id = $1 AND moved_item.item_id = message.id AND moved_item.interaction_id IS NOT NULL`,
      [moveId],
    );
    await tx.query(
      `DELETE FROM tickets.interaction WHERE ticket_id = $1 AND data ? 'splitFrom'
         AND NOT EXISTS (SELECT 1 FROM tickets.message WHERE message.interaction_id = interaction.id)`,
      [made],
    );
    await tx.query(
      `UPDATE tickets.thread SET ticket_id = moved_item.led_to FROM tickets.moved_item, tickets.message
       WHERE moved_item.move_id = $1 AND moved_item.led_to IS NOT NULL AND message.id = moved_item.item_id AND message.ticket_id = $2
         AND thread.channel = 'email' AND thread.key = 'mid:' || (message.data->>'messageId')`,
      [moveId, from],
    );
  }

  private parts(tx: Tx, chosen: Entry[]): Promise<Part[]> {
    return tx.query<Part>(
      `WITH part AS (
         SELECT coalesce(message.interaction_id, call.id) AS id, jsonb_agg(chosen.id) AS items,
           bool_or(call.id IS NOT NULL) AS called, count(message.id) AS written
         FROM unnest($1::uuid[]) AS chosen(id)
         LEFT JOIN tickets.message ON message.id = chosen.id
         LEFT JOIN tickets.interaction AS call ON call.id = chosen.id
         WHERE message.id IS NOT NULL OR call.id IS NOT NULL GROUP BY 1)
       SELECT id AS "interactionId", items, called OR written = (
         SELECT count(*) FROM tickets.message WHERE message.interaction_id = part.id) AS whole FROM part`,
      [chosen.map(({ id }) => id)],
    );
  }

  private async moveWhole(tx: Tx, interactionId: string, to: string): Promise<void> {
    await tx.query(`UPDATE tickets.interaction SET ticket_id = $2, version = version + 1 WHERE id = $1`, [
      interactionId,
      to,
    ]);
  }

  /** It is over: what goes on goes on where it began, and an answer on the new ticket begins a turn there. */
  private async copyFor(tx: Tx, part: Part, to: string): Promise<void> {
    const id = newId();
    await tx.query(
      `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, state, queue_id, agent_id, thread_key,
         our_address, started_at, connected_at, ended_at, data)
       SELECT $1, $2, customer_id, identity_id, channel, 'ended', queue_id, agent_id, thread_key, our_address, started_at,
         connected_at, now(), data || jsonb_build_object('splitFrom', id::text)
       FROM tickets.interaction WHERE id = $3`,
      [id, to, part.interactionId],
    );
    await tx.query(`UPDATE tickets.message SET interaction_id = $1 WHERE id = ANY($2)`, [id, part.items]);
  }

  /** Who answers one of these mails answers the new ticket. */
  private turnKeys(tx: Tx, chosen: Entry[], to: string): Promise<{ id: string; ledTo: string }[]> {
    return tx.query<{ id: string; ledTo: string }>(
      `WITH keyed AS (
         SELECT message.id, thread.channel, thread.key, thread.ticket_id AS led_to
         FROM tickets.message JOIN tickets.thread ON thread.channel = 'email' AND thread.key = 'mid:' || (message.data->>'messageId')
         WHERE message.id = ANY($2)),
       turned AS (UPDATE tickets.thread SET ticket_id = $1 FROM keyed WHERE thread.channel = keyed.channel AND thread.key = keyed.key)
       SELECT id, led_to AS "ledTo" FROM keyed`,
      [to, chosen.map(({ id }) => id)],
    );
  }
}
