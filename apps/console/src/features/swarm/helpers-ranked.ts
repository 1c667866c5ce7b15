/** Who could be asked into a swarm: who has the skill and is there first. Pure. */
import type { AgentView, Ticket } from '@lib/contracts';

/** How many are ticked beforehand. */
const PROPOSED = 3;

/** Every skill that somebody has, by name. */
export function skillsOf(agents: Iterable<AgentView>): string[] {
  const known = [...agents].flatMap(({ skills }) =>
    Object.entries(skills).flatMap(([skill, level]) => (level >= 1 ? [skill] : [])),
  );
  return [...new Set(known)].sort((one, other) => one.localeCompare(other));
}

/** Not me, not the owner, nobody who has a seat already; an empty skill is any. */
export function rankHelpers(
  agents: Iterable<AgentView>,
  ticket: Pick<Ticket, 'owner' | 'swarm'>,
  meId: string,
  skill: string,
): AgentView[] {
  const spared = new Set([meId, ticket.owner?.id, ...ticket.swarm.map(({ agent }) => agent.id)]);
  const rank = ({ present, state }: AgentView): number =>
    present && state === 'available' ? 0 : present ? 1 : 2;
  return [...agents]
    .filter(({ id, skills }) => !spared.has(id) && (skill === '' || (skills[skill] ?? 0) >= 1))
    .sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

/** Nobody who is not there is ticked beforehand. */
export function proposedHelpers(ranked: AgentView[]): string[] {
  return ranked
    .filter(({ present }) => present)
    .slice(0, PROPOSED)
    .map(({ id }) => id);
}
