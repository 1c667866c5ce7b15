/** What the state picker says: what was declared, and what is computed from the work in hand, with its timer. */
import type { AgentView, InteractionView, Ticket } from '@lib/contracts';
import type { MessageId } from '@lib/design';

export interface ShownState {
  text: MessageId;
  shape: 'free' | 'busy' | 'away' | 'off';
  /** ISO time the timer counts from; null when there is none to show. */
  since: string | null;
  /** Set while something computed stands before the declared state: "then Available". */
  then: MessageId | null;
}

const declared: Record<AgentView['state'], MessageId> = {
  available: 'state.available',
  away: 'state.away',
  offline: 'state.offline',
};

/** With the agent's own tickets at hand the timer is known, and a call that only rings is not yet a call. */
export function shownState(agent: AgentView, tickets?: readonly Ticket[]): ShownState {
  const then = declared[agent.state];
  if (agent.activity === 'wrapping-up') {
    return {
      text: 'state.wrapping-up',
      shape: 'busy',
      since: wrapsUpSince(agent, tickets),
      then,
    };
  }
  if (agent.activity === 'engaged') {
    const onCall = earliest(agent, tickets, ['connected', 'held'], true);
    const call = tickets ? onCall !== null : agent.load.voice.used > 0;
    const since = onCall ?? earliest(agent, tickets, ['connected', 'held']);
    return { text: call ? 'state.on-call' : 'state.engaged', shape: 'busy', since, then };
  }
  if (agent.activity === 'offered') return { text: 'state.offered', shape: 'busy', since: null, then };
  const shape = agent.state === 'available' ? 'free' : agent.state === 'away' ? 'away' : 'off';
  return { text: then, shape, since: agent.state === 'offline' ? null : agent.stateSince, then: null };
}

/** The one dot beside a colleague's picture. */
export function presenceOf(agent: AgentView): 'free' | 'busy' | 'away' | undefined {
  if (!agent.present || agent.state === 'offline') return undefined;
  if (agent.activity === 'engaged' || agent.activity === 'wrapping-up') return 'busy';
  return agent.state === 'available' ? 'free' : 'away';
}

function wrapsUpSince({ id }: AgentView, tickets: readonly Ticket[] = []): string | null {
  const began = tickets.flatMap(({ wrapUps }) =>
    wrapUps.filter(({ agent }) => agent.id === id).map((one) => one.began),
  );
  return began.sort()[0] ?? null;
}

function earliest(
  agent: AgentView,
  tickets: readonly Ticket[] = [],
  states: InteractionView['state'][],
  callsOnly = false,
): string | null {
  let since: string | null = null;
  for (const ticket of tickets) {
    for (const interaction of ticket.live) {
      const mine = interaction.agent?.id === agent.id && states.includes(interaction.state);
      if (!mine || (callsOnly && interaction.channel !== 'voice')) continue;
      const began = interaction.endedAt ?? interaction.connectedAt ?? interaction.startedAt;
      if (since === null || began < since) since = began;
    }
  }
  return since;
}
