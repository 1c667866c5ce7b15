/** What a call shows to the rooms above: who of the house is on it, and since when the customer is held; pure. */
import type { CallPartyState, CallRole, ListeningMode } from '@lib/contracts';
import {
  customerLeg,
  heldMs,
  heldSince,
  isOver,
  isPresent,
  modeOf,
  type CallState,
  type Leg,
} from './call-state.js';

export interface ShownParty {
  agentId: string;
  role: Exclude<CallRole, 'customer'>;
  state: CallPartyState;
  /** ISO 8601; null while it rings. */
  since: string | null;
  /** Of a supervisor: for which listening they were rung, and how they are heard. */
  listeningId?: string | null;
  mode?: ListeningMode;
}

export interface ShownCall {
  heldSince: number | null;
  heldMs: number;
  /** Null as long as the customer was not called. */
  customer: CallPartyState | null;
  parties: ShownParty[];
}

/** A console shows a handful; a call that rang more people keeps the latest. */
const partiesShown = 50;

export function shownOf(state: CallState): ShownCall {
  const customer = customerLeg(state);
  return {
    heldSince: heldSince(customer),
    heldMs: heldMs(customer),
    customer: customer ? stateOf(customer) : null,
    parties: Object.values(state.legs)
      .flatMap((leg) => shownParty(leg) ?? [])
      .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
      .slice(-partiesShown),
  };
}

/** By time, who still rings last; the id settles a dead heat, since the legs come from the database in any order. */
function placeOf({ since, agentId }: ShownParty): string {
  return `${since ?? 'ringing'} ${agentId}`;
}

function shownParty(leg: Leg): ShownParty | null {
  if (leg.role === 'customer' || leg.agentId === null) return null;
  const { agentId, role } = leg;
  const state = stateOf(leg);
  const since = state === 'ringing' ? null : new Date(latestOf(leg)).toISOString();
  return {
    agentId,
    role,
    state,
    since,
    ...(role === 'supervisor' && { listeningId: leg.offerId, mode: modeOf(leg) }),
  };
}

function stateOf(leg: Leg): CallPartyState {
  if (leg.aside) return 'left';
  if (isPresent(leg)) return 'present';
  if (leg.joinedAt !== null || leg.leftAt !== null) return 'left';
  if (!isOver(leg)) return 'ringing';
  if (leg.status === 'busy' || leg.status === 'failed' || leg.status === 'no-answer') return leg.status;
  return 'left';
}

function latestOf(leg: Leg): number {
  const moments = [leg.joinedAt?.at, leg.leftAt?.at, leg.endedAt?.at];
  return Math.max(0, ...moments.filter((at): at is number => at !== undefined && Number.isFinite(at)));
}
