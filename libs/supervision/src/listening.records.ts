/** The SQL of listenings: only ever added to. */
import { Injectable } from '@nestjs/common';
import type { ListeningMode, ListeningPurpose, ListeningRefusal } from '@lib/contracts';
import type { Tx } from '@lib/database';
import type { ListeningStep } from './supervision.entities.js';

export interface OpenListening {
  id: string;
  interactionId: string;
  supervisorId: string;
  agentId: string;
  purpose: ListeningPurpose;
  here: boolean;
  mode: ListeningMode;
}

const OPEN = `SELECT id, interaction_id AS "interactionId", supervisor_id AS "supervisorId", agent_id AS "agentId", purpose,
  here_at IS NOT NULL AS here, mode FROM supervision.listening_now WHERE ended_at IS NULL`;

@Injectable()
export class ListeningRecords {
  async begin(
    tx: Tx,
    row: { id: string; interactionId: string; ticketId: string; supervisorId: string; agentId: string },
    { purpose, words = null }: { purpose: ListeningPurpose; words?: string | null },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO supervision.listening (id, interaction_id, ticket_id, supervisor_id, agent_id, purpose, words)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [row.id, row.interactionId, row.ticketId, row.supervisorId, row.agentId, purpose, words],
    );
  }

  /** Of one supervisor there is at most one: held until the transaction is over, so that two tabs cannot begin two. */
  async openOf(tx: Tx, supervisorId: string): Promise<OpenListening | undefined> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('listening:' || $1::text, 0))`, [
      supervisorId,
    ]);
    const [open] = await tx.query<OpenListening>(`${OPEN} AND supervisor_id = $1`, [supervisorId]);
    return open;
  }

  openOn(tx: Tx, interactionId: string): Promise<OpenListening[]> {
    return tx.query<OpenListening>(`${OPEN} AND interaction_id = $1 ORDER BY asked_at, id`, [interactionId]);
  }

  /** Written under the lock of the call's row; after the end nothing is added. */
  async add(tx: Tx, id: string, step: ListeningStep, reason: ListeningRefusal | null = null): Promise<void> {
    await tx.query(
      `INSERT INTO supervision.listening_step (listening_id, seq, step, reason)
       SELECT $1, (SELECT coalesce(max(seq), 0) + 1 FROM supervision.listening_step WHERE listening_id = $1), $2, $3
       WHERE NOT EXISTS (SELECT 1 FROM supervision.listening_step WHERE listening_id = $1 AND step IN ('failed', 'left'))`,
      [id, step, reason],
    );
  }
}
