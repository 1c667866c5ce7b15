/** What follows when a call back did not reach the customer. Pure. */
import type { Callback } from './callback-records.js';

export type NextTry =
  | { then: 'later'; tries: number; afterMs: number }
  /** In line again, where they stood. */
  | { then: 'at-once'; tries: number }
  | { then: 'give-up'; tries: number };

/** Calls that end before the customer is rung cost no try, but are not begun for ever. */
const MOST_ROUNDS = 20;

/** The customer was not rung, or we let them go. */
const OURS = new Set(['canceled', 'agent-hung-up', 'ended-by-us']);

/** `outcome`: as the carrier says how the customer's line ended. */
export function nextTry(
  { tries, rounds, rules }: Pick<Callback, 'tries' | 'rounds' | 'rules'>,
  outcome: string | null,
): NextTry {
  const rung = outcome !== null && !OURS.has(outcome);
  const done = rung ? tries + 1 : tries;
  if (done >= rules.tries || rounds >= MOST_ROUNDS) return { then: 'give-up', tries: done };
  return rung
    ? { then: 'later', tries: done, afterMs: rules.pauseMinutes * 60_000 }
    : { then: 'at-once', tries: done };
}
