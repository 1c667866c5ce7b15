/** Finds who stands in on one ticket: the owner's choice and its chain, else the best placed member of the ticket's queue. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '@lib/database';
import { AttendanceReader } from './attendance-reader.js';
import type { Absent } from './attendance.js';
import { bestOf, followChain, type Candidate, type Choice } from './choice.js';

export interface Matter {
  id: string;
  ownerId: string;
  customerId: string;
  queueId: string | null;
}

/** Members asked about; a larger queue is known well enough by its first. */
const MOST_MEMBERS = 300;

@Injectable()
export class StandInFinder {
  constructor(private readonly attendance: AttendanceReader) {}

  /** Null: nobody is left. */
  async find(tx: Tx, matter: Matter, absent: Absent, now: Date): Promise<Choice | null> {
    const chosen = await followChain(matter.ownerId, absent.standInId, async (id) => {
      const who = await this.attendance.one(tx, id, now);
      if (!who) return null;
      const theirs = this.attendance.absent(who, now);
      return { absent: theirs !== null, standInId: theirs?.standInId ?? null };
    });
    if (chosen) return { agentId: chosen, why: 'chosen' };
    const members = await this.members(tx, matter);
    const there = await this.attendance.of(
      tx,
      members.map(({ id }) => id),
      now,
    );
    return bestOf(
      members.filter(({ id }) => {
        const who = there.get(id);
        return who !== undefined && this.attendance.absent(who, now) === null;
      }),
    );
  }

  /** Of the ticket's queue, or of the default one. */
  private members(tx: Tx, { ownerId, customerId, queueId }: Matter): Promise<Candidate[]> {
    return tx.query<Candidate>(
      `WITH matters AS (SELECT id FROM tickets.ticket WHERE customer_id = $3),
       helped AS (
         SELECT agent_id, max(at) AS at FROM (
           SELECT agent_id, coalesce(ended_at, connected_at, started_at) AS at FROM tickets.interaction
           WHERE ticket_id IN (SELECT id FROM matters) AND agent_id IS NOT NULL
             AND state IN ('connected', 'held', 'wrapping-up', 'ended')
           UNION ALL
           SELECT author_id, at FROM tickets.message
           WHERE ticket_id IN (SELECT id FROM matters) AND direction = 'out' AND author_kind = 'agent') AS act
         GROUP BY agent_id)
       SELECT agent.id, extract(epoch FROM helped.at)::float8 * 1000 AS "lastHelped", agent.state = 'available' AS available,
         (SELECT count(*) FROM tickets.ticket WHERE ticket.owner_id = agent.id AND ticket.status IN ('new', 'open'))::integer
         + (SELECT count(*) FROM agents.engagement WHERE engagement.agent_id = agent.id)::integer AS load
       FROM agents.membership JOIN agents.agent ON agent.id = membership.agent_id
       LEFT JOIN helped ON helped.agent_id = agent.id
       WHERE membership.queue_id = coalesce($2, (SELECT id FROM routing.queue WHERE is_default LIMIT 1))
         AND agent.id <> $1 AND agent.disabled_at IS NULL
       ORDER BY helped.at DESC NULLS LAST, agent.id LIMIT ${MOST_MEMBERS}`,
      [ownerId, queueId, customerId],
    );
  }
}
