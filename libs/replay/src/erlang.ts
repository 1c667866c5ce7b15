/** What queueing theory expects of a steady load: Erlang C, where everybody waits for ever, and Erlang A, where people leave. */

export interface Load {
  /** Per second. */
  arrivals: number;
  /** Mean seconds on one customer, wrap-up included. */
  handling: number;
  agents: number;
}

export interface ErlangC {
  /** Erlangs offered. */
  load: number;
  /** Share who wait at all. */
  waits: number;
  /** Mean wait of everybody, seconds. */
  meanWait: number;
  /** Share answered within `within` seconds. */
  serviceLevel: number;
  occupancy: number;
}

/** Null where the load is not below the number of agents: the line would grow for ever. */
export function erlangC({ arrivals, handling, agents }: Load, within: number): ErlangC | null {
  const load = arrivals * handling;
  if (load >= agents) return null;
  // Erlang B by its recursion, which stays exact where factorials overflow.
  let blocked = 1;
  for (let n = 1; n <= agents; n += 1) blocked = (load * blocked) / (n + load * blocked);
  const occupancy = load / agents;
  const waits = blocked / (1 - occupancy * (1 - blocked));
  const spare = agents - load;
  return {
    load,
    waits,
    meanWait: (waits * handling) / spare,
    serviceLevel: 1 - waits * Math.exp((-spare * within) / handling),
    occupancy,
  };
}

export interface ErlangA {
  /** Share who leave before an answer. */
  abandoned: number;
  /** Mean wait of everybody, those who leave included, seconds. */
  meanWait: number;
  occupancy: number;
}

/** States less likely than this no longer count. */
const NEGLIGIBLE = 1e-12;

/** `patience`: mean seconds until somebody who waits gives up. Steady at any load, since a long line empties itself. */
export function erlangA({ arrivals, handling, agents }: Load, patience: number): ErlangA {
  if (agents === 0) return { abandoned: 1, meanWait: patience, occupancy: 0 };
  const served = 1 / handling;
  const leaves = 1 / patience;
  let [weight, all, busy, line] = [1, 1, 0, 0];
  // Weights relative to the empty house; scaled down before they overflow.
  for (let n = 1; n <= agents || weight > NEGLIGIBLE * all; n += 1) {
    weight *= arrivals / (Math.min(n, agents) * served + Math.max(0, n - agents) * leaves);
    all += weight;
    busy += weight * Math.min(n, agents);
    line += weight * Math.max(0, n - agents);
    if (all > 1e200) [weight, all, busy, line] = [weight, all, busy, line].map((x) => x / 1e200) as Four;
  }
  const waiting = line / all;
  return {
    abandoned: (leaves * waiting) / arrivals,
    meanWait: waiting / arrivals,
    occupancy: busy / all / agents,
  };
}

type Four = [number, number, number, number];
