/** What holds an agent now: each row uses capacity on its channel until it is gone. */
import { Injectable } from '@nestjs/common';
import type { Channel } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { AgentStateService } from './agent-state.service.js';

@Injectable()
export class Engagements {
  constructor(private readonly states: AgentStateService) {}

  async hold(
    tx: Tx,
    engagement: { interactionId: string; agentId: string; channel: Channel; state: 'offered' | 'engaged' },
  ): Promise<void> {
    const replaced = await tx.query<{ agent_id: string }>(
      `SELECT agent_id FROM agents.engagement WHERE interaction_id = $1 AND agent_id <> $2`,
      [engagement.interactionId, engagement.agentId],
    );
    await tx.query(
      `INSERT INTO agents.engagement (interaction_id, agent_id, channel, state) VALUES ($1, $2, $3, $4)
       ON CONFLICT (interaction_id) DO UPDATE SET agent_id = excluded.agent_id, state = excluded.state,
         since = now(), wrap_up_until = NULL`,
      [engagement.interactionId, engagement.agentId, engagement.channel, engagement.state],
    );
    await this.states.touch(tx, engagement.agentId);
    for (const { agent_id } of replaced) await this.states.touch(tx, agent_id);
  }

  /** Offers of one routing pass, in three statements. */
  async holdAll(
    tx: Tx,
    offers: { interactionId: string; agentId: string; channel: Channel }[],
  ): Promise<void> {
    if (offers.length === 0) return;
    await tx.query(
      `INSERT INTO agents.engagement (interaction_id, agent_id, channel, state)
       SELECT "interactionId", "agentId", channel, 'offered'
       FROM jsonb_to_recordset($1::jsonb) AS offered("interactionId" uuid, "agentId" uuid, channel text)
       ON CONFLICT (interaction_id) DO UPDATE SET agent_id = excluded.agent_id, state = 'offered', since = now(), wrap_up_until = NULL`,
      [JSON.stringify(offers)],
    );
    await this.states.touchAll(
      tx,
      offers.map((offer) => offer.agentId),
    );
  }

  async wrapUp(tx: Tx, interactionId: string, until: Date): Promise<void> {
    const [row] = await tx.query<{ agent_id: string }>(
      `UPDATE agents.engagement SET state = 'wrapping-up', since = now(), wrap_up_until = $2
       WHERE interaction_id = $1 RETURNING agent_id`,
      [interactionId, until],
    );
    if (row) await this.states.touch(tx, row.agent_id);
  }

  /** Frees the capacity; `agentId` guards against freeing what somebody else holds by now. */
  async release(tx: Tx, interactionId: string, agentId?: string): Promise<void> {
    const [row] = await tx.query<{ agent_id: string }>(
      `DELETE FROM agents.engagement WHERE interaction_id = $1 AND ($2::uuid IS NULL OR agent_id = $2) RETURNING agent_id`,
      [interactionId, agentId ?? null],
    );
    if (!row) return;
    await tx.query(`UPDATE agents.agent SET idle_since = now() WHERE id = $1`, [row.agent_id]);
    await this.states.touch(tx, row.agent_id);
  }
}
