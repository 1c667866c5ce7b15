/** Why a set of rules always comes to an end, whatever they are: no rule on its own effect, few in a row, few a day. Pure. */
import type { RuleStop } from '@lib/contracts';

/** A rule's effect may wake another, whose effect may wake a third; no further. */
export const DEEPEST = 3;
/** Of one rule on one ticket in 24 hours. */
export const MOST_A_DAY = 10;

/** `chain`: the rules that led to the event, one causing the next. Null when the rule may act. */
export function stopOf(ruleId: string, chain: readonly string[], ranToday: number): RuleStop | null {
  if (chain.includes(ruleId)) return 'own-effect';
  if (chain.length >= DEEPEST) return 'too-deep';
  // What comes back without its chain, by a clock or through a person's program, ends here.
  return ranToday >= MOST_A_DAY ? 'too-often' : null;
}
