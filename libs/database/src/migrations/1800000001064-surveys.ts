/** How a call was, in the customer's own keys: asked once after it, kept at the edge and with the interaction. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Surveys1800000001064 implements MigrationInterface {
  name = 'Surveys1800000001064';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW bus.survey`);
    await runner.query(`DROP TABLE tickets.satisfaction, voice.survey`);
    await runner.query(`ALTER TABLE tickets.wrap_up_setting DROP COLUMN asks_customer`);
  }
}

const statements = [
  `ALTER TABLE tickets.wrap_up_setting ADD COLUMN asks_customer boolean NOT NULL DEFAULT false`,
  `CREATE TABLE voice.survey (
    call_sid text NOT NULL,
    interaction_id uuid NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now(),
    visits integer NOT NULL DEFAULT 1,
    score integer,
    answered_at timestamptz,
    CONSTRAINT survey_score CHECK (score BETWEEN 1 AND 5),
    CONSTRAINT survey_pk PRIMARY KEY (call_sid)
  )`,
  `CREATE TABLE tickets.satisfaction (
    interaction_id uuid NOT NULL,
    agent_id uuid,
    queue_id uuid,
    channel text NOT NULL,
    score integer NOT NULL,
    answered_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT satisfaction_score CHECK (score BETWEEN 1 AND 5),
    CONSTRAINT satisfaction_pk PRIMARY KEY (interaction_id)
  )`,
  `CREATE INDEX satisfaction_queue ON tickets.satisfaction (queue_id, answered_at)`,
  // What an edge may know of it: which conversations end with a question.
  `CREATE VIEW bus.survey AS
    SELECT thread.channel, thread.key AS thread_key, interaction.id AS interaction_id
    FROM tickets.thread JOIN tickets.interaction ON interaction.id = thread.interaction_id
    JOIN tickets.ticket ON ticket.id = interaction.ticket_id
    JOIN tickets.wrap_up_setting AS setting ON setting.queue_id = coalesce(interaction.queue_id, ticket.queue_id)
    WHERE setting.asks_customer`,
];
