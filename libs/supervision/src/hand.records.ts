/** The SQL of hands raised for help: one up per call, a race ends in the one that is there. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';

@Injectable()
export class HandRecords {
  /** Raised again, what was answered before gives way; asked twice, it changes nothing. False then. */
  async raise(tx: Tx, interactionId: string, agentId: string, words: string | null): Promise<boolean> {
    await tx.query(
      `UPDATE supervision.raised_hand SET lowered_at = now()
       WHERE interaction_id = $1 AND lowered_at IS NULL AND (answered_at IS NOT NULL OR agent_id <> $2)`,
      [interactionId, agentId],
    );
    const rows = await tx.query(
      `INSERT INTO supervision.raised_hand (id, interaction_id, agent_id, words) VALUES ($1, $2, $3, $4)
       ON CONFLICT (interaction_id) WHERE lowered_at IS NULL DO NOTHING RETURNING id`,
      [newId(), interactionId, agentId, words],
    );
    return rows.length > 0;
  }

  /** False when no hand is up that was not answered yet. */
  async answer(tx: Tx, interactionId: string, by: string, text: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE supervision.raised_hand SET answer = $3, answered_by = $2, answered_at = now()
       WHERE interaction_id = $1 AND lowered_at IS NULL AND answered_at IS NULL RETURNING id`,
      [interactionId, by, text],
    );
    return rows.length > 0;
  }

  async lower(tx: Tx, interactionId: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE supervision.raised_hand SET lowered_at = now() WHERE interaction_id = $1 AND lowered_at IS NULL RETURNING id`,
      [interactionId],
    );
    return rows.length > 0;
  }
}
