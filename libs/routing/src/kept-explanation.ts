/** Why an offer went where it went, as its row keeps it: each reason said once, before those whom it kept away. */
import type { RoutingExplanation, RoutingObstacle } from '@lib/contracts';

/** Explanations are most of what a flush sends and writes: a name and a word for each person would double them. */
export interface KeptExplanation extends Omit<RoutingExplanation, 'others'> {
  others: [why: RoutingObstacle, ...agentIds: string[]][];
}

export function keep(explanation: RoutingExplanation): KeptExplanation {
  const runs: KeptExplanation['others'] = [];
  for (const { agentId, why } of explanation.others) {
    const last = runs.at(-1);
    if (last?.[0] === why) last.push(agentId);
    else runs.push([why, agentId]);
  }
  return { ...explanation, others: runs };
}

/** In the order in which they were told. */
export function told({ others, ...explanation }: KeptExplanation): RoutingExplanation {
  return {
    ...explanation,
    others: others.flatMap(([why, ...agentIds]) => agentIds.map((agentId) => ({ agentId, why }))),
  };
}
