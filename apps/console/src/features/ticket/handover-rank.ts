/** Who is best placed to take a ticket over: there, free, lightly loaded. */
import type { AgentView } from '@lib/contracts';

export function rankForHandover(agents: Iterable<AgentView>, meId: string): AgentView[] {
  return [...agents]
    .filter((agent) => agent.id !== meId)
    .sort((a, b) => readiness(a) - readiness(b) || load(a) - load(b) || a.name.localeCompare(b.name));
}

function readiness(agent: AgentView): number {
  if (!agent.present || agent.state === 'offline') return 3;
  if (agent.state === 'away') return 2;
  return agent.activity === 'idle' ? 0 : 1;
}

const load = (agent: AgentView): number =>
  agent.load.voice.used * 4 + agent.load.chat.used * 2 + agent.load.email.used;
