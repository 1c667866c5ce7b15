/** Who stands in: along the owner's own choices, else who of the queue knows the customer best. Pure but for the asking. */
import type { StandInWhy } from '@lib/contracts';

/** A stand-in who is absent too has one of their own; nobody is further away than this. */
export const MOST_STEPS = 5;

export interface Person {
  absent: boolean;
  /** Whom they chose for the absence they are in. */
  standInId: string | null;
}

/** Somebody of the ticket's queue who is there. */
export interface Candidate {
  id: string;
  /** Epoch milliseconds at which they last helped this customer; null: never. */
  lastHelped: number | null;
  /** Declared available. */
  available: boolean;
  /** Open tickets and engagements in hand. */
  load: number;
}

export interface Choice {
  agentId: string;
  why: Exclude<StandInWhy, 'named'>;
}

/** The first who is there, from the owner's choice on; null when the chain ends, comes back to somebody, or is too long. */
export async function followChain(
  ownerId: string,
  chosen: string | null,
  personOf: (id: string) => Promise<Person | null>,
): Promise<string | null> {
  const met = new Set([ownerId]);
  let next = chosen;
  for (let step = 0; step < MOST_STEPS && next !== null && !met.has(next); step += 1) {
    met.add(next);
    const person = await personOf(next);
    if (!person) return null;
    if (!person.absent) return next;
    next = person.standInId;
  }
  return null;
}

/** Who helped this customer last; where nobody did, who has least in hand, those at work first. */
export function bestOf(candidates: readonly Candidate[]): Choice | null {
  const known = candidates.filter(({ lastHelped }) => lastHelped !== null);
  const [last] = [...known].sort((a, b) => (b.lastHelped ?? 0) - (a.lastHelped ?? 0) || byId(a, b));
  if (last) return { agentId: last.id, why: 'last-agent' };
  const [least] = [...candidates].sort(
    (a, b) => Number(b.available) - Number(a.available) || a.load - b.load || byId(a, b),
  );
  return least ? { agentId: least.id, why: 'least-loaded' } : null;
}

function byId(a: Candidate, b: Candidate): number {
  return a.id < b.id ? -1 : 1;
}
