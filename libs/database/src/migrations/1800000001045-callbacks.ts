/** Callbacks: what a queue offers, who is to be called back and where they stood, and what a caller keyed in to ask for it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Callbacks1800000001045 implements MigrationInterface {
  name = 'Callbacks1800000001045';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS callbacks`);
    await runner.query(`ALTER TABLE routing.queue ADD COLUMN callback jsonb`);
    await runner.query(`
      CREATE TABLE callbacks.callback (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        from_interaction_id uuid,
        queue_id uuid NOT NULL,
        identity_id uuid NOT NULL,
        number text NOT NULL,
        our_number text NOT NULL,
        locale text NOT NULL,
        state text NOT NULL,
        since timestamptz NOT NULL,
        due_at timestamptz,
        tries integer NOT NULL DEFAULT 0,
        rounds integer NOT NULL DEFAULT 0,
        rules jsonb NOT NULL,
        interaction_id uuid,
        last_outcome text,
        made_by uuid,
        promise_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        CONSTRAINT callback_pk PRIMARY KEY (id),
        CONSTRAINT callback_asked_once UNIQUE (from_interaction_id),
        CONSTRAINT callback_state CHECK (state IN ('scheduled', 'waiting', 'done', 'failed', 'cancelled'))
      )`);
    // A customer is called back about a matter by one person, not by two.
    await runner.query(
      `CREATE UNIQUE INDEX callback_pending ON callbacks.callback (ticket_id) WHERE ended_at IS NULL`,
    );
    await runner.query(`CREATE INDEX callback_of ON callbacks.callback (interaction_id)`);
    await runner.query(`
      CREATE TABLE voice.callback_ask (
        call_sid text NOT NULL,
        visits jsonb NOT NULL DEFAULT '[]',
        CONSTRAINT callback_ask_pk PRIMARY KEY (call_sid)
      )`);
    await runner.query(`DROP VIEW bus.interaction_status`);
    await runner.query(
      interactionStatus(`, coalesce(line.callback IS NOT NULL, false) AS callback_offered`, offering),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW bus.interaction_status`);
    await runner.query(interactionStatus('', ''));
    await runner.query(`DROP TABLE voice.callback_ask`);
    await runner.query(`DROP SCHEMA callbacks CASCADE`);
    await runner.query(`ALTER TABLE routing.queue DROP COLUMN callback`);
  }
}

const offering = `LEFT JOIN routing.queue AS line ON line.id = mine.queue_id`;

const interactionStatus = (more: string, from: string): string => `
  CREATE VIEW bus.interaction_status AS
  SELECT interaction.channel, thread.key AS thread_key, interaction.id AS interaction_id, ticket.id AS ticket_id,
         'G-' || lpad(ticket.number::text, greatest(6, length(ticket.number::text)), '0') AS ticket_number,
         interaction.state, mine.announced_position AS position,
         CASE WHEN mine.wait_known THEN mine.announced_wait_seconds END AS estimated_wait_seconds,
         CASE WHEN agent.id IS NULL THEN NULL
              ELSE jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) END AS agent,
         mine.diverted_to${more}
  FROM tickets.thread
  JOIN tickets.interaction ON interaction.id = thread.interaction_id
  JOIN tickets.ticket ON ticket.id = interaction.ticket_id
  LEFT JOIN agents.agent ON agent.id = interaction.agent_id AND interaction.state IN ('connected', 'held', 'wrapping-up', 'ended')
  LEFT JOIN routing.work_item AS mine ON mine.interaction_id = interaction.id AND mine.state IN ('waiting', 'offered')
  ${from}`;
