/** Which router leads, and who has room read per agent, so that looking at one costs as much as one. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RouterLeader1800000000915 implements MigrationInterface {
  name = 'RouterLeader1800000000915';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE TABLE routing.leader (
         id boolean NOT NULL DEFAULT true,
         epoch bigint NOT NULL DEFAULT 0,
         since timestamptz NOT NULL DEFAULT now(),
         CONSTRAINT leader_one CHECK (id),
         CONSTRAINT leader_pk PRIMARY KEY (id)
       )`,
      `INSERT INTO routing.leader DEFAULT VALUES`,
      room(`LEFT JOIN LATERAL (${used('WHERE engagement.agent_id = agent.id')}) AS used ON true`),
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE routing.leader`);
    await runner.query(
      room(`LEFT JOIN (${used('GROUP BY agent_id', 'agent_id, ')}) AS used ON used.agent_id = agent.id`),
    );
  }
}

const limit = (channel: string) => `coalesce((agent.capacity->>'${channel}')::integer, 0)`;
const weight = (channel: string) => `coalesce((agent.capacity->'weights'->>'${channel}')::integer, 0)`;
const left = (channel: string) => `
  least(${limit(channel)} - coalesce(used.${channel}, 0),
        CASE WHEN agent.capacity->>'units' IS NULL OR ${weight(channel)} = 0 THEN ${limit(channel)}
             ELSE floor(((agent.capacity->>'units')::numeric - coalesce(used.voice, 0) * ${weight('voice')}
               - coalesce(used.chat, 0) * ${weight('chat')} - coalesce(used.email, 0) * ${weight('email')}) / ${weight(channel)})::integer END)
    AS ${channel}`;

const used = (which: string, also = '') => `
  SELECT ${also}bool_or(state = 'offered') AS ringing,
         count(*) FILTER (WHERE channel = 'voice')::integer AS voice,
         count(*) FILTER (WHERE channel = 'chat')::integer AS chat,
         count(*) FILTER (WHERE channel = 'email')::integer AS email
  FROM agents.engagement ${which}`;

/** One row per agent: how many more of each channel, and whether a call keeps everything else away. */
const room = (joined: string) => `
  CREATE OR REPLACE VIEW agents.room AS
  SELECT agent.id AS agent_id,
         agent.state = 'available' AND agent.disabled_at IS NULL
           AND EXISTS (SELECT 1 FROM agents.console WHERE console.agent_id = agent.id AND console.expires_at > now()) AS at_work,
         coalesce(used.voice, 0) > 0 AND coalesce((agent.capacity->>'voiceExclusive')::boolean, true) AS on_voice,
         coalesce(used.ringing, false) AS ringing,
         coalesce(used.voice + used.chat + used.email, 0) AS load,
         ${left('voice')}, ${left('chat')}, ${left('email')}
  FROM agents.agent
  ${joined}`;
