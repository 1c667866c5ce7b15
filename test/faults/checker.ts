/** Pure: the evidence of a fault run in, every broken promise out. It knows the promises of the product, not its code. */
import { consoleFaults } from './console-rules.js';
import type { Evidence } from './evidence.js';
import { keptFaults } from './kept-rules.js';
import { actionsOf } from './ledger.js';
import { offerFaults, ownerFaults } from './owner-rules.js';

export type Guarantee =
  | 'G1 nothing lost'
  | 'G2 nothing twice'
  | 'G3 no ghosts'
  | 'G4 console true'
  | 'G5 one owner'
  | 'G6 one offer'
  | 'G7 in order'
  | 'G8 recovers'
  | 'G11 mail at least once';

export interface Fault {
  guarantee: Guarantee;
  what: string;
}

export function check(evidence: Evidence): Fault[] {
  const actions = actionsOf(evidence.entries);
  return [
    ...keptFaults(actions, evidence),
    ...consoleFaults(evidence),
    ...ownerFaults(actions, evidence.stored),
    ...offerFaults(actions, evidence.stored),
    ...evidence.stored.unfinished.map((what): Fault => ({ guarantee: 'G8 recovers', what })),
  ];
}

/** Groups in order of first appearance. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
