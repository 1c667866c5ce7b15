/** A live console is a lease of 60 s: whoever is gone stops being present without anybody noticing for them. */
import { Injectable } from '@nestjs/common';
import { socketLimits, type Actor } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { AgentStateService } from './agent-state.service.js';

const SYSTEM: Actor = { kind: 'system', id: null };

@Injectable()
export class Presence {
  constructor(
    private readonly database: Database,
    private readonly states: AgentStateService,
  ) {}

  /** From connect and every heartbeat. Only the first console of an agent changes what others see. */
  async beat(agentId: string, consoleId: string): Promise<void> {
    const [row] = await this.database.query<{ first: boolean }>(
      `INSERT INTO agents.console (id, agent_id, expires_at)
       VALUES ($1, $2, now() + $3 * interval '1 millisecond')
       ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
       RETURNING NOT EXISTS (SELECT 1 FROM agents.console AS other
                             WHERE other.agent_id = $2 AND other.expires_at > now()) AS first`,
      [consoleId, agentId, socketLimits.presenceLifeMs],
    );
    if (row?.first) await this.database.transaction((tx) => this.states.touch(tx, agentId));
  }

  /** A console that said goodbye. A cut line is no goodbye: its lease runs out by itself. */
  async leave(consoleId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [gone] = await tx.query<{ agent_id: string }>(
        `DELETE FROM agents.console WHERE id = $1 RETURNING agent_id`,
        [consoleId],
      );
      if (gone) await this.settle(tx, [gone.agent_id]);
    });
  }

  /** Removes leases that ran out; an agent whose last console went is offline from then on. Answers how many agents changed. */
  async sweep(tx: Tx): Promise<number> {
    const gone = await tx.query<{ agent_id: string }>(
      `DELETE FROM agents.console WHERE id IN (
         SELECT id FROM agents.console WHERE expires_at <= now() LIMIT 500 FOR UPDATE SKIP LOCKED) RETURNING agent_id`,
    );
    const agentIds = [...new Set(gone.map((row) => row.agent_id))];
    await this.settle(tx, agentIds);
    return agentIds.length;
  }

  private async settle(tx: Tx, agentIds: string[]): Promise<void> {
    if (agentIds.length === 0) return;
    const absent = await tx.query<{ id: string }>(
      `SELECT id FROM agents.agent WHERE id = ANY($1) AND NOT EXISTS (
         SELECT 1 FROM agents.console WHERE console.agent_id = agent.id AND console.expires_at > now())`,
      [agentIds],
    );
    for (const { id } of absent) {
      const changed = await this.states.apply(tx, id, 'offline', 'console-gone', SYSTEM);
      if (!changed) await this.states.touch(tx, id);
    }
  }
}
