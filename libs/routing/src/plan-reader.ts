/** What a plan is made from: who is at work, how the queues choose, what waits; all of it, or what changed since a look before. */
import { Injectable } from '@nestjs/common';
import type { Channel, QueueRules } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';
import { ANY_MEMBER, type PlanItem } from './lines.js';
import type { AgentAtWork } from './router-memory.js';

/** Those who wait longest come first; the others are read when the line is shorter. */
const ITEMS_MOST = 200_000;
/** Who declined or missed an item is not asked again for it so soon. */
const PASSED_FOR = '60 seconds';

const ITEM = `
  SELECT id, channel, queue_id AS "queueId", language, extract(epoch FROM sort_key)::float8 * 1000 AS "sortKey",
         extract(epoch FROM enqueued_at)::float8 * 1000 AS "waitingSince",
         owner_id AS "ownerId", extract(epoch FROM owner_until)::float8 * 1000 AS "ownerUntil",
         stand_in_id AS "standInId", extract(epoch FROM stand_in_until)::float8 * 1000 AS "standInUntil",
         last_agent_id AS "lastAgentId", extract(epoch FROM last_agent_until)::float8 * 1000 AS "lastAgentUntil",
         coalesce((SELECT jsonb_agg(offer.agent_id) FROM routing.offer
           WHERE offer.work_item_id = work_item.id
             AND (offer.state = 'declined' OR offer.state = 'expired' AND NOT offer.shared)
             AND offer.ended_at > now() - interval '${PASSED_FOR}'), '[]') AS passed
  FROM routing.work_item`;

/** `$1`: somebody is asked in turn. A look per agent, so only who needs it asks for it. `members`: whose queues are read. */
const agents = (members: string, which: string): string => `
  SELECT agent.id, agent.version, extract(epoch FROM agent.idle_since)::float8 * 1000 AS "idleSince", agent.skills, agent.languages,
         room.at_work AS "atWork", room.on_voice AS "onVoice", room.ringing AS offered, room.load,
         coalesce(CASE WHEN $1 THEN (SELECT extract(epoch FROM max(made_at))::float8 * 1000 FROM routing.offer
           WHERE offer.agent_id = agent.id) END, 0) AS "lastOfferAt",
         room.voice, room.chat, room.email, member.queues
  FROM agents.agent JOIN agents.room ON room.agent_id = agent.id
  LEFT JOIN (SELECT agent_id, string_agg(queue_id::text, ',') AS queues FROM agents.membership ${members} GROUP BY agent_id) AS member
    ON member.agent_id = agent.id
  WHERE ${which}`;

interface AgentSeen extends Omit<AgentAtWork, 'free' | 'queueIds'>, Record<Channel, number> {
  atWork: boolean;
  /** Ids with commas between them. */
  queues: string | null;
}

function agentOf({ voice, chat, email, queues, ...seen }: AgentSeen): AgentAtWork & { atWork: boolean } {
  return { ...seen, free: { voice, chat, email }, queueIds: queues?.split(',') ?? [] };
}

/**
 * Rows written by a transaction that may not have been over at the look before: PostgreSQL's own account of what changed,
 * which no late commit slips behind. Too many at worst, never too few.
 */
const newer = (table: string, parameter: string): string =>
  `age(${table}.xmin) <= age(${parameter}::text::xid)`;

type Reader = Pick<Tx | Database, 'query'>;

export interface HouseRules {
  /** Only those that were set; the others take any member, the longest idle first. */
  rules: Map<string, QueueRules>;
  /** Queues whose work may move on. */
  overflowing: Set<string>;
}

@Injectable()
export class PlanReader {
  /** Everybody at work, also without capacity. */
  async staffed(reader: Reader, rules: ReadonlyMap<string, QueueRules>): Promise<AgentAtWork[]> {
    const rows = await reader.query<AgentSeen>(agents('', 'room.at_work'), [inTurn(rules)]);
    return rows.map(agentOf);
  }

  /**
   * `since` is a transaction number taken before the last look (`Leadership.beat`); `known` are agents with the version in
   * which they are known already. Also who is not at work any more.
   */
  async agentsSince(
    reader: Reader,
    rules: ReadonlyMap<string, QueueRules>,
    since: string,
    known: ReadonlyMap<string, number>,
  ): Promise<(AgentAtWork & { atWork: boolean })[]> {
    const rows = await reader.query<AgentSeen>(
      `WITH changed AS MATERIALIZED (SELECT ARRAY(
         SELECT id FROM agents.agent WHERE ${newer('agent', '$2')}
           AND (id, version) NOT IN (SELECT * FROM unnest($3::uuid[], $4::integer[]))
         UNION SELECT agent_id FROM agents.console WHERE ${newer('console', '$2')}
         UNION SELECT agent_id FROM agents.membership WHERE ${newer('membership', '$2')}) AS ids)
       ${agents(`WHERE agent_id = ANY((SELECT ids FROM changed)::uuid[])`, `agent.id = ANY((SELECT ids FROM changed)::uuid[])`)}`,
      [inTurn(rules), since, [...known.keys()], [...known.values()]],
    );
    return rows.map(agentOf);
  }

  waiting(reader: Reader): Promise<PlanItem[]> {
    return reader.query<PlanItem>(
      `${ITEM} WHERE ended_at IS NULL AND state = 'waiting' ORDER BY sort_key, id LIMIT ${ITEMS_MOST}`,
    );
  }

  waitingSince(reader: Reader, since: string): Promise<PlanItem[]> {
    return reader.query<PlanItem>(
      `${ITEM} WHERE ended_at IS NULL AND state = 'waiting' AND ${newer('work_item', '$1')} ORDER BY sort_key, id LIMIT ${ITEMS_MOST}`,
      [since],
    );
  }

  async ofInteractions(reader: Reader, interactionIds: string[]): Promise<PlanItem[]> {
    return reader.query<PlanItem>(
      `${ITEM} WHERE interaction_id = ANY($1) AND state IN ('waiting', 'offered')`,
      [interactionIds],
    );
  }

  async rules(reader: Reader): Promise<Map<string, QueueRules>> {
    return (await this.houseRules(reader)).rules;
  }

  async houseRules(reader: Reader): Promise<HouseRules> {
    const rows = await reader.query<QueueRules & { id: string; set: boolean; overflows: boolean }>(
      `SELECT * FROM (SELECT id, strategy, rings, strategy <> '${ANY_MEMBER.strategy}' OR rings <> '[]' AS set, overflow <> '[]' AS overflows
                      FROM routing.queue) AS queue WHERE set OR overflows`,
    );
    return {
      rules: new Map(
        rows.filter(({ set }) => set).map(({ id, strategy, rings }) => [id, { strategy, rings }]),
      ),
      overflowing: new Set(rows.filter(({ overflows }) => overflows).map(({ id }) => id)),
    };
  }
}

function inTurn(rules: ReadonlyMap<string, QueueRules>): boolean {
  return [...rules.values()].some(({ strategy }) => strategy === 'round-robin');
}
