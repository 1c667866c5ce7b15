/** Who does not answer, or says no again and again, is set away, told why, and is back with one press. */
import { Injectable } from '@nestjs/common';
import { AgentStateService } from '@lib/agents';
import type { Tx } from '@lib/database';

const MISSES_UNTIL_AWAY = 2;
const DECLINES_UNTIL_AWAY = 3;
const DECLINES_WITHIN = '10 minutes';
const SYSTEM = { kind: 'system', id: null } as const;

@Injectable()
export class Responsiveness {
  constructor(private readonly states: AgentStateService) {}

  /** Two offers left unanswered in a row: nobody sits there, whatever the state says. */
  async missed(tx: Tx, agentId: string): Promise<void> {
    const [row] = await tx.query<{ missed_offers: number }>(
      `UPDATE agents.agent SET missed_offers = missed_offers + 1 WHERE id = $1 RETURNING missed_offers`,
      [agentId],
    );
    if ((row?.missed_offers ?? 0) >= MISSES_UNTIL_AWAY)
      await this.states.apply(tx, agentId, 'away', 'unresponsive', SYSTEM);
  }

  /** Saying no is an answer; three of them in ten minutes, since their state last changed and they last accepted, are a wish to be left alone. */
  async declined(tx: Tx, agentId: string): Promise<void> {
    await tx.query(`UPDATE agents.agent SET missed_offers = 0 WHERE id = $1`, [agentId]);
    const [row] = await tx.query<{ declines: number }>(
      `SELECT count(*)::integer AS declines FROM routing.offer JOIN agents.agent ON agent.id = offer.agent_id
       WHERE offer.agent_id = $1 AND offer.state = 'declined' AND NOT offer.shared
         AND offer.made_at > greatest(now() - interval '${DECLINES_WITHIN}', agent.state_since, coalesce(
           (SELECT max(accepted.made_at) FROM routing.offer AS accepted
            WHERE accepted.agent_id = $1 AND accepted.state = 'accepted' AND accepted.made_at > now() - interval '${DECLINES_WITHIN}'),
           '-infinity'))`,
      [agentId],
    );
    if ((row?.declines ?? 0) >= DECLINES_UNTIL_AWAY)
      await this.states.apply(tx, agentId, 'away', 'declining', SYSTEM);
  }
}
