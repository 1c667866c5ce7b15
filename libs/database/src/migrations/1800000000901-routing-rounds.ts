/** Rounds that ring several agents, queues that overflow, and the place in line as it was told to the customer. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RoutingRounds1800000000901 implements MigrationInterface {
  name = 'RoutingRounds1800000000901';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `ALTER TABLE routing.queue ADD COLUMN overflow jsonb NOT NULL DEFAULT '[]', DROP CONSTRAINT queue_strategy,
         ADD CONSTRAINT queue_strategy CHECK (strategy IN ('longest-idle', 'least-loaded', 'round-robin', 'ring-all'))`,
      `ALTER TABLE routing.work_item ADD COLUMN visited jsonb NOT NULL DEFAULT '[]', ADD COLUMN moves jsonb NOT NULL DEFAULT '[]',
         ADD COLUMN diverted_to text, ADD COLUMN diverted_at timestamptz,
         ADD COLUMN announced_position integer, ADD COLUMN announced_wait_seconds integer,
         ADD COLUMN wait_known boolean NOT NULL DEFAULT false,
         ADD CONSTRAINT work_item_diverted CHECK (diverted_to IN ('voicemail', 'callback'))`,
      `ALTER TABLE routing.offer ADD COLUMN round_id uuid, ADD COLUMN shared boolean NOT NULL DEFAULT false`,
      `UPDATE routing.offer SET round_id = id`,
      `ALTER TABLE routing.offer ALTER COLUMN round_id SET NOT NULL`,
      `DROP INDEX routing.offer_live`,
      `CREATE UNIQUE INDEX offer_live ON routing.offer (work_item_id, agent_id) WHERE state = 'made'`,
      // Whatever races, one of a round is accepted at most.
      `CREATE UNIQUE INDEX offer_won ON routing.offer (round_id) WHERE state = 'accepted'`,
      line,
      `DROP VIEW bus.interaction_status`,
      interactionStatus,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP VIEW bus.interaction_status`,
      `DROP VIEW routing.line`,
      `DELETE FROM routing.offer WHERE shared AND state <> 'accepted'`,
      `DROP INDEX routing.offer_won, routing.offer_live`,
      `CREATE UNIQUE INDEX offer_live ON routing.offer (work_item_id) WHERE state = 'made'`,
      `ALTER TABLE routing.offer DROP COLUMN round_id, DROP COLUMN shared`,
      `ALTER TABLE routing.work_item DROP CONSTRAINT work_item_diverted, DROP COLUMN visited, DROP COLUMN moves,
         DROP COLUMN diverted_to, DROP COLUMN diverted_at, DROP COLUMN announced_position,
         DROP COLUMN announced_wait_seconds, DROP COLUMN wait_known`,
      `UPDATE routing.queue SET strategy = 'longest-idle' WHERE strategy = 'ring-all'`,
      `ALTER TABLE routing.queue DROP COLUMN overflow, DROP CONSTRAINT queue_strategy,
         ADD CONSTRAINT queue_strategy CHECK (strategy IN ('longest-idle', 'least-loaded', 'round-robin'))`,
      formerInteractionStatus,
    ])
      await runner.query(statement);
  }
}

/**
 * Place and estimate of all who wait, by the formula of libs/routing/SPEC.md R19. Queue and channel are the window's
 * partition, so that a condition on both reads one line only.
 */
const line = `
  CREATE VIEW routing.line AS
  SELECT item.id, item.interaction_id, item.queue_id, item.channel, item.position,
         CASE WHEN staff.places > 0 THEN ceil(greatest(0, item.position - staff.free) * handling.seconds / staff.places)::integer
         END AS estimated_wait_seconds
  FROM (SELECT id, interaction_id, queue_id, channel,
               (row_number() OVER (PARTITION BY queue_id, channel ORDER BY sort_key, id))::integer AS position
        FROM routing.work_item WHERE state IN ('waiting', 'offered')) AS item
  LEFT JOIN LATERAL (
    SELECT sum(coalesce((agent.capacity->>item.channel)::integer, 0)) AS places,
           sum(CASE WHEN room.on_voice THEN 0
                    ELSE greatest(0, CASE item.channel WHEN 'voice' THEN room.voice WHEN 'chat' THEN room.chat ELSE room.email END) END
               + (SELECT count(*) FROM agents.engagement AS ring
                  WHERE ring.agent_id = agent.id AND ring.channel = item.channel AND ring.state = 'offered')) AS free
    FROM agents.membership JOIN agents.room ON room.agent_id = membership.agent_id AND room.at_work
    JOIN agents.agent ON agent.id = membership.agent_id
    WHERE membership.queue_id = item.queue_id) AS staff ON true
  LEFT JOIN LATERAL (
    SELECT coalesce(avg(extract(epoch FROM done.ended_at - done.assigned_at)), 180) AS seconds
    FROM routing.work_item AS done
    WHERE done.queue_id = item.queue_id AND done.channel = item.channel
      AND done.ended_at > now() - interval '30 minutes' AND done.assigned_at IS NOT NULL) AS handling ON true`;

const head = `
  CREATE VIEW bus.interaction_status AS
  SELECT interaction.channel, thread.key AS thread_key, interaction.id AS interaction_id, ticket.id AS ticket_id,
         'G-' || lpad(ticket.number::text, greatest(6, length(ticket.number::text)), '0') AS ticket_number,
         interaction.state`;
const agentColumn = `
         CASE WHEN agent.id IS NULL THEN NULL
              ELSE jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) END AS agent`;
const sources = `
  FROM tickets.thread
  JOIN tickets.interaction ON interaction.id = thread.interaction_id
  JOIN tickets.ticket ON ticket.id = interaction.ticket_id
  LEFT JOIN agents.agent ON agent.id = interaction.agent_id AND interaction.state IN ('connected', 'held', 'wrapping-up', 'ended')
  LEFT JOIN routing.work_item AS mine ON mine.interaction_id = interaction.id AND mine.state IN ('waiting', 'offered')`;

/** What an edge may know of the core: place and wait as announced, which never rise, and where an overflowing call is to go. */
const interactionStatus = `${head}, mine.announced_position AS position,
         CASE WHEN mine.wait_known THEN mine.announced_wait_seconds END AS estimated_wait_seconds, ${agentColumn},
         mine.diverted_to ${sources}`;

const formerInteractionStatus = `${head}, line.position,
         CASE WHEN line.position IS NULL OR staff.staffed = 0 THEN NULL
              ELSE ceil(greatest(0, line.position - staff.free + 1) * handling.seconds / staff.staffed)::integer
         END AS estimated_wait_seconds, ${agentColumn} ${sources}
  LEFT JOIN LATERAL (
    SELECT count(*)::integer AS position FROM routing.work_item AS ahead
    WHERE mine.id IS NOT NULL AND ahead.queue_id = mine.queue_id AND ahead.channel = mine.channel
      AND ahead.state IN ('waiting', 'offered') AND ahead.sort_key <= mine.sort_key
    HAVING mine.id IS NOT NULL) AS line ON true
  LEFT JOIN LATERAL (
    SELECT count(*)::integer AS staffed,
           count(*) FILTER (WHERE NOT EXISTS (
             SELECT 1 FROM agents.engagement WHERE engagement.agent_id = staffer.id AND engagement.channel = mine.channel))::integer AS free
    FROM agents.membership JOIN agents.agent AS staffer ON staffer.id = membership.agent_id
    WHERE membership.queue_id = mine.queue_id AND staffer.state = 'available'
      AND EXISTS (SELECT 1 FROM agents.console WHERE console.agent_id = staffer.id AND console.expires_at > now())) AS staff ON true
  LEFT JOIN LATERAL (
    SELECT coalesce(avg(extract(epoch FROM done.ended_at - done.assigned_at)), 180) AS seconds
    FROM routing.work_item AS done
    WHERE done.queue_id = mine.queue_id AND done.channel = mine.channel
      AND done.ended_at > now() - interval '30 minutes' AND done.assigned_at IS NOT NULL) AS handling ON true`;
