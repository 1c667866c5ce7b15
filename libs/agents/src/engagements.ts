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
    let replaced: { agent_id: string }[] = [];
    await tx.together(
      [
        async () => {
          replaced = await tx.query<{ agent_id: string }>(
            `DELETE FROM agents.engagement WHERE interaction_id = $1 AND agent_id <> $2 AND state <> 'wrapping-up'
             RETURNING agent_id`,
            [engagement.interactionId, engagement.agentId],
          );
        },
        async () => {
          await tx.query(
            `INSERT INTO agents.engagement (interaction_id, agent_id, channel, state) VALUES ($1, $2, $3, $4)
             ON CONFLICT (interaction_id, agent_id) DO UPDATE SET state = excluded.state, since = now(), wrap_up_until = NULL`,
            [engagement.interactionId, engagement.agentId, engagement.channel, engagement.state],
          );
        },
        () => this.states.touch(tx, engagement.agentId),
      ],
      (step) => step(),
    );
    for (const { agent_id } of replaced) await this.states.touch(tx, agent_id);
  }

  /** Who is on it beside its agent, and nobody else: they use capacity as long as they are. `agentId` is its agent. */
  async accompany(
    tx: Tx,
    { interactionId, agentId, guests }: { interactionId: string; agentId: string | null; guests: string[] },
  ): Promise<void> {
    const gone = await tx.query<{ agent_id: string }>(
      `DELETE FROM agents.engagement WHERE interaction_id = $1 AND state = 'engaged'
         AND agent_id <> ALL($2) AND agent_id IS DISTINCT FROM $3 RETURNING agent_id`,
      [interactionId, guests, agentId],
    );
    const come = await tx.query<{ agent_id: string }>(
      `INSERT INTO agents.engagement (interaction_id, agent_id, channel, state)
       SELECT $1, guest, 'voice', 'engaged' FROM unnest($2::uuid[]) AS guest WHERE guest IS DISTINCT FROM $3
       ON CONFLICT (interaction_id, agent_id) DO UPDATE SET state = 'engaged', since = now(), wrap_up_until = NULL
         WHERE engagement.state = 'wrapping-up' RETURNING agent_id`,
      [interactionId, guests, agentId],
    );
    for (const { agent_id } of [...gone, ...come]) await this.states.touch(tx, agent_id);
  }

  /**
   * Claims the agents about to be rung: those who are still at work and unchanged since they were seen. Nobody else who does
   * the same, or anything else that changes what they have in hand, claims them before the transaction is over. Answers who
   * was claimed, and the version their row has since.
   */
  async ring(tx: Tx, seen: readonly { id: string; version: number }[]): Promise<Map<string, number>> {
    return this.states.claim(tx, seen);
  }

  /** Holds the agents of these offers, made in the same transaction, for what rings. They are claimed by `ring`. */
  async holdOffers(tx: Tx, offerIds: string[]): Promise<void> {
    await tx.query(
      `INSERT INTO agents.engagement (interaction_id, agent_id, channel, state)
       SELECT interaction_id, agent_id, channel, 'offered' FROM routing.offer WHERE id = ANY($1)
       ON CONFLICT (interaction_id, agent_id) DO UPDATE SET state = 'offered', since = now(), wrap_up_until = NULL`,
      [offerIds],
    );
  }

  /** The agent is no longer with the customer, and uses capacity until their wrap-up is over. Again, it is lengthened. */
  async wrapUp(
    tx: Tx,
    { interactionId, agentId, channel }: { interactionId: string; agentId: string; channel: Channel },
    until: Date,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO agents.engagement (interaction_id, agent_id, channel, state, wrap_up_until) VALUES ($1, $2, $3, 'wrapping-up', $4)
       ON CONFLICT (interaction_id, agent_id) DO UPDATE SET state = 'wrapping-up', wrap_up_until = excluded.wrap_up_until,
         since = CASE WHEN engagement.state = 'wrapping-up' THEN engagement.since ELSE now() END`,
      [interactionId, agentId, channel, until],
    );
    await this.states.touch(tx, agentId);
  }

  /** Frees what the wrap-up held; whoever is with the customer again goes on holding it. */
  async endWrapUp(tx: Tx, interactionId: string, agentId: string): Promise<void> {
    const [over] = await tx.query(
      `DELETE FROM agents.engagement WHERE interaction_id = $1 AND agent_id = $2 AND state = 'wrapping-up' RETURNING agent_id`,
      [interactionId, agentId],
    );
    if (over) await tx.query(`UPDATE agents.agent SET idle_since = now() WHERE id = $1`, [agentId]);
    await this.states.touch(tx, agentId);
  }

  /**
   * Frees the capacity of all who are on it, or of `agentId` alone; a wrap-up ends by itself (`endWrapUp`). Who worked on it begins to be idle now; who only rang for
   * what was taken back (`keepsIdle`) stays idle since before.
   */
  async release(
    tx: Tx,
    interactionId: string,
    agentId?: string,
    { keepsIdle = false }: { keepsIdle?: boolean } = {},
  ): Promise<void> {
    const released = await tx.query<{ agent_id: string }>(
      `DELETE FROM agents.engagement WHERE interaction_id = $1 AND ($2::uuid IS NULL OR agent_id = $2) AND state <> 'wrapping-up'
       RETURNING agent_id`,
      [interactionId, agentId ?? null],
    );
    for (const { agent_id } of released) {
      if (!keepsIdle) await tx.query(`UPDATE agents.agent SET idle_since = now() WHERE id = $1`, [agent_id]);
      await this.states.touch(tx, agent_id);
    }
  }

  /**
   * For who is about to engage: waits for whatever else this agent is accepting, then says whether what they have in
   * hand, this one counted, is within their capacity.
   */
  async fits(tx: Tx, agentId: string, interactionId: string, channel: Channel): Promise<boolean> {
    const [, room] = await tx.together<() => Promise<{ fits?: boolean }[]>, { fits?: boolean }[]>(
      [
        () => tx.query(`SELECT 1 FROM agents.agent WHERE id = $1 FOR UPDATE`, [agentId]),
        () =>
          tx.query(
            `SELECT CASE $3 WHEN 'voice' THEN room.voice WHEN 'chat' THEN room.chat ELSE room.email END
                      - CASE WHEN mine.agent_id IS NULL THEN 1 ELSE 0 END >= 0
                    AND NOT EXISTS (SELECT 1 FROM agents.engagement AS call
                      WHERE call.agent_id = $1 AND call.channel = 'voice' AND call.interaction_id <> $2 AND room.on_voice) AS fits
             FROM agents.room LEFT JOIN agents.engagement AS mine ON mine.agent_id = room.agent_id AND mine.interaction_id = $2
             WHERE room.agent_id = $1`,
            [agentId, interactionId, channel],
          ),
      ],
      (step) => step(),
    );
    return room?.[0]?.fits ?? false;
  }
}
