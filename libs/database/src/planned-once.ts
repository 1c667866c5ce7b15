/** Lists of ids as a statement that is planned once can take them: not shorter than the planner takes a list for that it does not see. */

/** Its guess for `= ANY($1)`. */
const GUESSED = 10;

/**
 * For `= ANY($1)`, which does not mind an id that is said twice. The plan for a list that is not seen is thought out for ten
 * ids; where fewer are given, PostgreSQL finds a plan for these ones cheaper and so thinks it out anew each time, for ever.
 * Of a ticket as the console shows it that is 14 ms, its reading 0.4.
 */
export function plannedOnce(ids: readonly string[]): readonly string[] {
  const [first] = ids;
  if (first === undefined || ids.length >= GUESSED) return ids;
  return [...ids, ...Array.from({ length: GUESSED - ids.length }, () => first)];
}
