/** Who has met which ticket, beside what lists sort by: an agent's own past becomes a window along an index like any other. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const RANK = `array_position(ARRAY['low', 'normal', 'high', 'urgent'], ticket.priority)`;

export class Met1800000000921 implements MigrationInterface {
  name = 'Met1800000000921';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [table, ...functions, ...triggers, fill, ...windows])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP TRIGGER met_ticket ON tickets.ticket`,
      `DROP TRIGGER met_interaction ON tickets.interaction`,
      `DROP TRIGGER met_interaction_change ON tickets.interaction`,
      `DROP TRIGGER met_follower ON tickets.follower`,
      `DROP TRIGGER met_hand_over ON tickets.hand_over`,
      `DROP FUNCTION tickets.met_on_ticket, tickets.met_on_interaction, tickets.met_on_follower, tickets.met_on_hand_over`,
      `DROP FUNCTION tickets.meet, tickets.has_met`,
      `DROP TABLE tickets.met`,
    ])
      await runner.query(statement);
  }
}

const table = `CREATE TABLE tickets.met (
  agent_id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  status text NOT NULL,
  updated_at timestamptz NOT NULL,
  opened_at timestamptz NOT NULL,
  rank integer NOT NULL,
  CONSTRAINT met_pk PRIMARY KEY (agent_id, ticket_id)
)`;

const functions = [
  /** They were on it, follow it, were asked to take it over, or handed it over. */
  `CREATE FUNCTION tickets.has_met(agent uuid, ticket uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
     SELECT EXISTS (SELECT 1 FROM tickets.interaction WHERE interaction.agent_id = agent AND interaction.ticket_id = ticket)
       OR EXISTS (SELECT 1 FROM tickets.follower WHERE follower.agent_id = agent AND follower.ticket_id = ticket)
       OR EXISTS (SELECT 1 FROM tickets.hand_over WHERE hand_over.to_agent_id = agent AND hand_over.ticket_id = ticket
                  AND hand_over.state IN ('proposed', 'accepted'))
       OR EXISTS (SELECT 1 FROM tickets.hand_over WHERE hand_over.from_agent_id = agent AND hand_over.ticket_id = ticket
                  AND hand_over.state = 'accepted') $$`,
  // Under the ticket's lock: neither a change of the ticket nor another reason to have met it can slip by meanwhile.
  `CREATE FUNCTION tickets.meet(agent uuid, met_ticket uuid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
     IF agent IS NULL THEN RETURN; END IF;
     PERFORM 1 FROM tickets.ticket WHERE id = met_ticket FOR NO KEY UPDATE;
     IF tickets.has_met(agent, met_ticket) THEN
       INSERT INTO tickets.met (agent_id, ticket_id, status, updated_at, opened_at, rank)
       SELECT agent, ticket.id, ticket.status, ticket.updated_at, ticket.opened_at, ${RANK}
       FROM tickets.ticket WHERE ticket.id = met_ticket ON CONFLICT DO NOTHING;
     ELSE
       DELETE FROM tickets.met WHERE met.agent_id = agent AND met.ticket_id = met_ticket;
     END IF;
   END $$`,
  `CREATE FUNCTION tickets.met_on_ticket() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     UPDATE tickets.met SET status = NEW.status, updated_at = NEW.updated_at, opened_at = NEW.opened_at,
       rank = ${RANK.replace('ticket.', 'NEW.')}
     WHERE met.ticket_id = NEW.id;
     RETURN NULL;
   END $$`,
  `CREATE FUNCTION tickets.met_on_interaction() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF TG_OP = 'UPDATE' THEN PERFORM tickets.meet(OLD.agent_id, OLD.ticket_id); END IF;
     PERFORM tickets.meet(NEW.agent_id, NEW.ticket_id);
     RETURN NULL;
   END $$`,
  `CREATE FUNCTION tickets.met_on_follower() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF TG_OP = 'DELETE' THEN PERFORM tickets.meet(OLD.agent_id, OLD.ticket_id);
     ELSE PERFORM tickets.meet(NEW.agent_id, NEW.ticket_id); END IF;
     RETURN NULL;
   END $$`,
  `CREATE FUNCTION tickets.met_on_hand_over() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     PERFORM tickets.meet(NEW.to_agent_id, NEW.ticket_id);
     PERFORM tickets.meet(NEW.from_agent_id, NEW.ticket_id);
     RETURN NULL;
   END $$`,
];

/** Whoever writes, in whatever room: the reason and its row commit together. */
const triggers = [
  `CREATE TRIGGER met_ticket AFTER UPDATE OF status, updated_at, opened_at, priority ON tickets.ticket FOR EACH ROW
     WHEN ((OLD.status, OLD.updated_at, OLD.opened_at, OLD.priority) IS DISTINCT FROM (NEW.status, NEW.updated_at, NEW.opened_at, NEW.priority))
     EXECUTE FUNCTION tickets.met_on_ticket()`,
  `CREATE TRIGGER met_interaction AFTER INSERT ON tickets.interaction FOR EACH ROW
     WHEN (NEW.agent_id IS NOT NULL) EXECUTE FUNCTION tickets.met_on_interaction()`,
  `CREATE TRIGGER met_interaction_change AFTER UPDATE OF agent_id, ticket_id ON tickets.interaction FOR EACH ROW
     WHEN ((OLD.agent_id, OLD.ticket_id) IS DISTINCT FROM (NEW.agent_id, NEW.ticket_id))
     EXECUTE FUNCTION tickets.met_on_interaction()`,
  `CREATE TRIGGER met_follower AFTER INSERT OR DELETE ON tickets.follower FOR EACH ROW
     EXECUTE FUNCTION tickets.met_on_follower()`,
  `CREATE TRIGGER met_hand_over AFTER INSERT OR UPDATE OF state, ticket_id ON tickets.hand_over FOR EACH ROW
     EXECUTE FUNCTION tickets.met_on_hand_over()`,
];

const fill = `INSERT INTO tickets.met (agent_id, ticket_id, status, updated_at, opened_at, rank)
  SELECT known.agent_id, ticket.id, ticket.status, ticket.updated_at, ticket.opened_at, ${RANK}
  FROM (SELECT agent_id, ticket_id FROM tickets.interaction WHERE agent_id IS NOT NULL
    UNION SELECT agent_id, ticket_id FROM tickets.follower
    UNION SELECT to_agent_id, ticket_id FROM tickets.hand_over WHERE state IN ('proposed', 'accepted')
    UNION SELECT from_agent_id, ticket_id FROM tickets.hand_over WHERE state = 'accepted') AS known
  JOIN tickets.ticket ON ticket.id = known.ticket_id`;

const windows = [
  `CREATE INDEX met_ticket ON tickets.met (ticket_id)`,
  ...['updated_at', 'opened_at', 'rank'].map(
    (key) =>
      `CREATE INDEX met_${key.replace('_at', '')} ON tickets.met (agent_id, status, ${key}, ticket_id)`,
  ),
];
