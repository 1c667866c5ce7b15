/** Colleagues as they are set up, seen by whoever asks: supervisors may change the agents who share a queue with them. */
import type { PersonSettings } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';
import type { Principal } from '@lib/platform';

/** Nobody sets up somebody of their own role or a higher one; administrators set up everybody. */
const EDITABLE = `($1 = 'admin' OR ($1 = 'supervisor' AND agent.role = 'agent' AND EXISTS (
  SELECT 1 FROM agents.membership AS theirs JOIN agents.membership AS mine ON mine.queue_id = theirs.queue_id AND mine.agent_id = $2
  WHERE theirs.agent_id = agent.id)))`;

/** All who are in the house when no id is given. */
export function readPeople(
  reader: Pick<Tx | Database, 'query'>,
  { role, agentId }: Principal,
  id: string | null = null,
): Promise<PersonSettings[]> {
  return reader.query<PersonSettings>(
    `SELECT agent.id, agent.name, agent.email, agent.photo, agent.role, agent.skills, agent.languages, agent.capacity,
            agent.capacity_is_own AS "capacityIsOwn", hours.calendar_id AS "calendarId",
            coalesce((SELECT jsonb_agg(membership.queue_id ORDER BY membership.queue_id) FROM agents.membership
                      WHERE membership.agent_id = agent.id), '[]') AS "queueIds",
            ${EDITABLE} AS editable
     FROM agents.agent LEFT JOIN agents.working_hours AS hours ON hours.agent_id = agent.id
     WHERE agent.disabled_at IS NULL AND ($3::uuid IS NULL OR agent.id = $3) ORDER BY agent.name, agent.id`,
    [role, agentId, id],
  );
}
