/** Who is a member of which queue: written from either side; the caller has made sure of the right and tells of the change. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '@lib/database';

@Injectable()
export class Memberships {
  /** These are its members from now on; who has left the house is left out. Answers the agents who came or went. */
  async ofQueue(tx: Tx, queueId: string, agentIds: readonly string[]): Promise<string[]> {
    const gone = await tx.query<{ agent_id: string }>(
      `DELETE FROM agents.membership WHERE queue_id = $1 AND NOT agent_id = ANY($2::uuid[]) RETURNING agent_id`,
      [queueId, agentIds],
    );
    const come = await tx.query<{ agent_id: string }>(
      `INSERT INTO agents.membership (agent_id, queue_id)
       SELECT agent.id, $1 FROM agents.agent WHERE agent.id = ANY($2::uuid[]) AND agent.disabled_at IS NULL
       ON CONFLICT DO NOTHING RETURNING agent_id`,
      [queueId, agentIds],
    );
    return [...gone, ...come].map(({ agent_id }) => agent_id);
  }

  /** These are their queues from now on. Answers the queues they came to or left. */
  async ofAgent(tx: Tx, agentId: string, queueIds: readonly string[]): Promise<string[]> {
    const left = await tx.query<{ queue_id: string }>(
      `DELETE FROM agents.membership WHERE agent_id = $1 AND NOT queue_id = ANY($2::uuid[]) RETURNING queue_id`,
      [agentId, queueIds],
    );
    const joined = await tx.query<{ queue_id: string }>(
      `INSERT INTO agents.membership (agent_id, queue_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING RETURNING queue_id`,
      [agentId, queueIds],
    );
    return [...left, ...joined].map(({ queue_id }) => queue_id);
  }
}
