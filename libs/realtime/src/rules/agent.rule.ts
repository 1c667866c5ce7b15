/** Who sees an agent: every colleague, on one stream; what only concerns oneself (abilities) is never pushed there. */
import type { AgentView, EventEnvelope } from '@lib/contracts';

export const agentsStream = 'agents';

export function agentFields({
  id,
  name,
  photo,
  email,
  role,
  locale,
  languages,
  skills,
  ...rest
}: AgentView): AgentView {
  const { state, stateReason, stateSince, present, activity, wrapUpUntil, load, queueIds, version } = rest;
  const who = { id, name, photo, email, role, locale, languages, skills };
  return {
    ...who,
    state,
    stateReason,
    stateSince,
    present,
    activity,
    wrapUpUntil,
    load,
    queueIds: [...queueIds].sort(),
    version,
  };
}

/** Agents whose state, load or activity this event may have changed. */
export function agentsTouched(event: EventEnvelope): string[] {
  const data: { agentId?: string | null } = event.data as object;
  const ids = event.subject.type === 'agent' ? [event.subject.id] : [];
  if (data.agentId) ids.push(data.agentId);
  // Wrap-up begins and ends with an agent's act on an interaction, whoever the event is about.
  if (event.actor.kind === 'agent' && event.actor.id) ids.push(event.actor.id);
  return ids;
}
