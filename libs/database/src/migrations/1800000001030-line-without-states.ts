/** The line's index asks whether work is over, not in which state it is: an offer then changes no index of it. Explanations say each reason once. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LineWithoutStates1800000001030 implements MigrationInterface {
  name = 'LineWithoutStates1800000001030';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      // What waits is never over: who looks for it by this index finds all of it.
      `UPDATE routing.work_item SET ended_at = NULL WHERE state IN ('waiting', 'offered') AND ended_at IS NOT NULL`,
      `ALTER TABLE routing.work_item ADD CONSTRAINT work_item_waits CHECK (ended_at IS NULL OR state NOT IN ('waiting', 'offered'))`,
      `UPDATE routing.work_item SET ended_at = coalesce(assigned_at, enqueued_at) WHERE state IN ('abandoned', 'done') AND ended_at IS NULL`,
      `DROP INDEX routing.work_item_line`,
      `CREATE INDEX work_item_line ON routing.work_item (queue_id, sort_key) WHERE ended_at IS NULL`,
      // Room for each row's offer in its own page, also when a long line is offered at once.
      `ALTER TABLE routing.work_item SET (fillfactor = 50)`,
      line(`state IN ('waiting', 'offered') AND ended_at IS NULL`),
      `UPDATE routing.offer SET explanation = jsonb_set(explanation, '{others}',
         (SELECT coalesce(jsonb_agg(jsonb_build_array(other->'why', other->'agentId') ORDER BY place), '[]')
          FROM jsonb_array_elements(explanation->'others') WITH ORDINALITY AS told(other, place)))
       WHERE explanation IS NOT NULL`,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `UPDATE routing.offer SET explanation = jsonb_set(explanation, '{others}',
         (SELECT coalesce(jsonb_agg(jsonb_build_object('agentId', agent, 'why', run->0) ORDER BY place, within), '[]')
          FROM jsonb_array_elements(explanation->'others') WITH ORDINALITY AS told(run, place),
            jsonb_array_elements(run - 0) WITH ORDINALITY AS named(agent, within)))
       WHERE explanation IS NOT NULL`,
      line(`state IN ('waiting', 'offered')`),
      `ALTER TABLE routing.work_item SET (fillfactor = 80)`,
      `DROP INDEX routing.work_item_line`,
      `CREATE INDEX work_item_line ON routing.work_item (queue_id, sort_key) WHERE state IN ('waiting', 'offered')`,
      `ALTER TABLE routing.work_item DROP CONSTRAINT work_item_waits`,
    ])
      await runner.query(statement);
  }
}

/** Place and estimate of all who wait, by the formula of libs/routing/SPEC.md R19. */
const line = (waits: string) => `
  CREATE OR REPLACE VIEW routing.line AS
  SELECT item.id, item.interaction_id, item.queue_id, item.channel, item.position,
         CASE WHEN staff.places > 0 THEN ceil(greatest(0, item.position - staff.free) * handling.seconds / staff.places)::integer
         END AS estimated_wait_seconds
  FROM (SELECT id, interaction_id, queue_id, channel,
               (row_number() OVER (PARTITION BY queue_id, channel ORDER BY sort_key, id))::integer AS position
        FROM routing.work_item WHERE ${waits}) AS item
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
