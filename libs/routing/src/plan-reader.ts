/** The snapshot a plan is made from: who is at work, how the queues choose, what waits. */
import { Injectable } from '@nestjs/common';
import type { QueueRules } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';
import { ANY_MEMBER, type PlanAgent, type PlanItem } from './planner.js';

/** More are read in the next pass; the oldest always come first. */
const ITEMS_PER_PASS = 2_000;
/** Who declined or missed an item is not asked again for it so soon. */
const PASSED_FOR = '60 seconds';

const ITEM = `
  SELECT id, channel, queue_id AS "queueId", language, extract(epoch FROM sort_key)::float8 * 1000 AS "sortKey",
         extract(epoch FROM enqueued_at)::float8 * 1000 AS "waitingSince",
         owner_id AS "ownerId", extract(epoch FROM owner_until)::float8 * 1000 AS "ownerUntil",
         coalesce((SELECT jsonb_agg(offer.agent_id) FROM routing.offer
           WHERE offer.work_item_id = work_item.id
             AND (offer.state = 'declined' OR offer.state = 'expired' AND NOT offer.shared)
             AND offer.ended_at > now() - interval '${PASSED_FOR}'), '[]') AS passed
  FROM routing.work_item`;

type Reader = Pick<Tx | Database, 'query'>;

@Injectable()
export class PlanReader {
  /** Everybody at work, also without capacity. `lastOfferAt` costs a look per agent, so only who needs it asks for it. */
  staffed(reader: Reader, rules: ReadonlyMap<string, QueueRules>): Promise<PlanAgent[]> {
    const inTurn = [...rules.values()].some(({ strategy }) => strategy === 'round-robin');
    return reader.query<PlanAgent>(
      `SELECT agent.id, extract(epoch FROM agent.idle_since)::float8 * 1000 AS "idleSince", agent.skills, agent.languages,
              room.on_voice AS "onVoice", room.ringing AS offered, room.load,
              coalesce(CASE WHEN $1 THEN (SELECT extract(epoch FROM max(made_at))::float8 * 1000 FROM routing.offer
                WHERE offer.agent_id = agent.id) END, 0) AS "lastOfferAt",
              jsonb_build_object('voice', room.voice, 'chat', room.chat, 'email', room.email) AS free,
              coalesce(member.queues, '[]') AS "queueIds"
       FROM agents.agent JOIN agents.room ON room.agent_id = agent.id AND room.at_work
       LEFT JOIN (SELECT agent_id, jsonb_agg(queue_id) AS queues FROM agents.membership GROUP BY agent_id) AS member ON member.agent_id = agent.id`,
      [inTurn],
    );
  }

  /** Only what somebody staffed could be asked for: a long line of a queue where nobody works hides no other. */
  waiting(reader: Reader, staffed: readonly PlanAgent[]): Promise<PlanItem[]> {
    return reader.query<PlanItem>(
      `${ITEM} WHERE state = 'waiting' AND (queue_id = ANY($1) OR owner_id = ANY($2)) ORDER BY sort_key LIMIT ${ITEMS_PER_PASS}`,
      [[...new Set(staffed.flatMap(({ queueIds }) => queueIds))], staffed.map(({ id }) => id)],
    );
  }

  async ofInteractions(reader: Reader, interactionIds: string[]): Promise<PlanItem[]> {
    return reader.query<PlanItem>(
      `${ITEM} WHERE interaction_id = ANY($1) AND state IN ('waiting', 'offered')`,
      [interactionIds],
    );
  }

  /** Only those that were set; the others take any member, the longest idle first. */
  async rules(reader: Reader): Promise<Map<string, QueueRules>> {
    const rows = await reader.query<QueueRules & { id: string }>(
      `SELECT id, strategy, rings FROM routing.queue WHERE strategy <> '${ANY_MEMBER.strategy}' OR rings <> '[]'`,
    );
    return new Map(rows.map(({ id, strategy, rings }) => [id, { strategy, rings }]));
  }
}
