/** How much work an agent takes at once: limits and weights of their own or of the house, and the room that is left. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const HOUSE = `{"chat": 4, "email": 8, "voice": 1}`;

export class Capacity1800000000900 implements MigrationInterface {
  name = 'Capacity1800000000900';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `CREATE TABLE agents.capacity_default (
         id integer NOT NULL DEFAULT 1,
         capacity jsonb NOT NULL,
         CONSTRAINT capacity_default_one CHECK (id = 1),
         CONSTRAINT capacity_default_pk PRIMARY KEY (id)
       )`,
      `INSERT INTO agents.capacity_default (capacity) VALUES ('${HOUSE}')`,
      `ALTER TABLE agents.agent ADD COLUMN capacity_is_own boolean NOT NULL DEFAULT false`,
      `UPDATE agents.agent SET capacity_is_own = true WHERE capacity <> '${HOUSE}'`,
      `ALTER TABLE agents.agent ALTER COLUMN capacity DROP DEFAULT`,
      // Whoever hires without saying how much hires by the house's measure, also when two do it while it changes.
      `CREATE FUNCTION agents.fill_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         NEW.capacity_is_own := NEW.capacity IS NOT NULL;
         IF NEW.capacity IS NULL THEN
           SELECT capacity INTO NEW.capacity FROM agents.capacity_default FOR SHARE;
         END IF;
         RETURN NEW;
       END $$`,
      `CREATE TRIGGER fill_capacity BEFORE INSERT ON agents.agent FOR EACH ROW EXECUTE FUNCTION agents.fill_capacity()`,
      // An interaction may ring at several agents at once; each of them is held by it.
      `ALTER TABLE agents.engagement DROP CONSTRAINT engagement_pk,
         ADD CONSTRAINT engagement_pk PRIMARY KEY (interaction_id, agent_id)`,
      room,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP VIEW agents.room`,
      `DELETE FROM agents.engagement AS other USING agents.engagement AS kept
       WHERE kept.interaction_id = other.interaction_id AND kept.agent_id < other.agent_id`,
      `ALTER TABLE agents.engagement DROP CONSTRAINT engagement_pk,
         ADD CONSTRAINT engagement_pk PRIMARY KEY (interaction_id)`,
      `DROP TRIGGER fill_capacity ON agents.agent`,
      `DROP FUNCTION agents.fill_capacity()`,
      `ALTER TABLE agents.agent ALTER COLUMN capacity SET DEFAULT '${HOUSE}', DROP COLUMN capacity_is_own`,
      `DROP TABLE agents.capacity_default`,
    ])
      await runner.query(statement);
  }
}

const limit = (channel: string) => `coalesce((agent.capacity->>'${channel}')::integer, 0)`;
const weight = (channel: string) => `coalesce((agent.capacity->'weights'->>'${channel}')::integer, 0)`;
/** What the channel's own limit leaves, and what all work in hand together leaves of the units. Below zero: too much already. */
const left = (channel: string) => `
  least(${limit(channel)} - coalesce(used.${channel}, 0),
        CASE WHEN agent.capacity->>'units' IS NULL OR ${weight(channel)} = 0 THEN ${limit(channel)}
             ELSE floor(((agent.capacity->>'units')::numeric - coalesce(used.voice, 0) * ${weight('voice')}
               - coalesce(used.chat, 0) * ${weight('chat')} - coalesce(used.email, 0) * ${weight('email')}) / ${weight(channel)})::integer END)
    AS ${channel}`;

/** One row per agent: how many more of each channel, and whether a call keeps everything else away. */
const room = `
  CREATE VIEW agents.room AS
  SELECT agent.id AS agent_id,
         agent.state = 'available' AND agent.disabled_at IS NULL
           AND EXISTS (SELECT 1 FROM agents.console WHERE console.agent_id = agent.id AND console.expires_at > now()) AS at_work,
         coalesce(used.voice, 0) > 0 AND coalesce((agent.capacity->>'voiceExclusive')::boolean, true) AS on_voice,
         coalesce(used.ringing, false) AS ringing,
         coalesce(used.voice + used.chat + used.email, 0) AS load,
         ${left('voice')}, ${left('chat')}, ${left('email')}
  FROM agents.agent
  LEFT JOIN (SELECT agent_id, bool_or(state = 'offered') AS ringing,
                    count(*) FILTER (WHERE channel = 'voice')::integer AS voice,
                    count(*) FILTER (WHERE channel = 'chat')::integer AS chat,
                    count(*) FILTER (WHERE channel = 'email')::integer AS email
             FROM agents.engagement GROUP BY agent_id) AS used ON used.agent_id = agent.id`;
