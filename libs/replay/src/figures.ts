/** A lived day in figures: waits, service level, who left, who was answered by somebody else than their owner, how busy people were. */
import { erlangA, erlangC } from './erlang.js';
import type { Arrival, RecordedDay } from './recorded-day.js';
import type { Lived, Outcome } from './simulation.js';

export interface Figures {
  arrived: number;
  answered: number;
  /** Seconds, of those who were answered; null when nobody was. */
  meanWait: number | null;
  p90Wait: number | null;
  longestWait: number | null;
  /** Answered within `within` over answered and abandoned after `shortAbandon` seconds; null when nobody counts. */
  serviceLevel: number | null;
  abandoned: number;
  unanswered: number;
  /** Calls that their queue sent to voicemail or a callback. */
  diverted: number;
  /** Moved on to another queue, once or more. */
  moved: number;
  /** Had an owner and were answered by somebody else. */
  handOvers: number;
}

export interface DayFigures extends Figures {
  /** Time on customers who wait on the line, and their wrap-up, over time at work; null when nobody was. */
  occupancy: number | null;
  queues: { name: string; figures: Figures }[];
}

export interface Measure {
  /** Seconds within which an answer is in time. */
  within: number;
  /** Who leaves sooner is not counted as abandoned in the service level. */
  shortAbandon: number;
}

export function figuresOf(
  day: RecordedDay,
  { outcomes, staffed, busy }: Lived,
  measure: Measure,
): DayFigures {
  return {
    ...count(outcomes, measure),
    occupancy: staffed > 0 ? busy / staffed : null,
    queues: day.queues.map(({ id, name }) => ({
      name,
      figures: count(
        outcomes.filter(({ arrival }) => arrival.queueId === id),
        measure,
      ),
    })),
  };
}

function count(outcomes: readonly Outcome[], { within, shortAbandon }: Measure): Figures {
  const answered = outcomes.filter(({ end }) => end === 'answered');
  const abandoned = outcomes.filter(({ end }) => end === 'abandoned');
  const waits = answered.map(({ wait }) => wait).sort((a, b) => a - b);
  const counted = answered.length + abandoned.filter(({ wait }) => wait > shortAbandon).length;
  return {
    arrived: outcomes.length,
    answered: answered.length,
    meanWait: waits.length > 0 ? waits.reduce((sum, wait) => sum + wait, 0) / waits.length : null,
    p90Wait: waits[Math.ceil(waits.length * 0.9) - 1] ?? null,
    longestWait: waits.at(-1) ?? null,
    serviceLevel: counted > 0 ? waits.filter((wait) => wait <= within).length / counted : null,
    abandoned: abandoned.length,
    unanswered: outcomes.filter(({ end }) => end === 'unanswered').length,
    diverted: outcomes.filter(({ end }) => end === 'diverted').length,
    moved: outcomes.filter(({ moves }) => moves > 0).length,
    handOvers: answered.filter(
      ({ arrival, workerId }) => arrival.ownerId && arrival.ownerId !== ownerOf(workerId),
    ).length,
  };
}

/** A person of other staffing stands for the recorded one they are like. */
const ownerOf = (workerId: string | null): string | undefined => workerId?.split('#')[0];

export interface Theory {
  /** Half hours in which somebody arrived on the line. */
  halfHours: number;
  /** Those of them in which the load was not below the people at work: there Erlang C has no steady line. */
  overloaded: number;
  /** Means over the others, weighted by arrivals; null when there are none. */
  c: { meanWait: number; serviceLevel: number } | null;
  /** Over all, with the patience the day showed; null when everybody was patient. */
  a: { meanWait: number; abandoned: number } | null;
}

const HALF_HOUR = 1_800;

/** What Erlang expects of the same load, half hour by half hour; callers and chats only, as if everybody could take everything. */
export function theoryOf(day: RecordedDay, { within }: Measure): Theory {
  const online = day.arrivals.filter(({ channel }) => channel !== 'email');
  const patience = meanPatience(day);
  const slots = new Map<number, Arrival[]>();
  for (const one of online) {
    const slot = Math.floor(one.at / HALF_HOUR);
    slots.set(slot, [...(slots.get(slot) ?? []), one]);
  }
  const sums = { overloaded: 0, stable: 0, all: 0, cWait: 0, cLevel: 0, aWait: 0, aLeft: 0 };
  for (const [slot, arrived] of slots) {
    const n = arrived.length;
    const load = {
      arrivals: n / HALF_HOUR,
      handling: day.wrapUp + arrived.reduce((sum, { handling }) => sum + handling, 0) / n,
      agents: Math.round(presentIn(day, slot)),
    };
    const c = erlangC(load, within);
    if (c) {
      sums.stable += n;
      sums.cWait += n * c.meanWait;
      sums.cLevel += n * c.serviceLevel;
    } else sums.overloaded += 1;
    if (patience === null) continue;
    const a = erlangA(load, patience);
    sums.all += n;
    sums.aWait += n * a.meanWait;
    sums.aLeft += n * a.abandoned;
  }
  return {
    halfHours: slots.size,
    overloaded: sums.overloaded,
    c:
      sums.stable > 0
        ? { meanWait: sums.cWait / sums.stable, serviceLevel: sums.cLevel / sums.stable }
        : null,
    a: sums.all > 0 ? { meanWait: sums.aWait / sums.all, abandoned: sums.aLeft / sums.all } : null,
  };
}

function meanPatience({ arrivals }: RecordedDay): number | null {
  const known = arrivals.flatMap(({ channel, patience }) =>
    channel === 'email' || patience === null ? [] : patience,
  );
  return known.length > 0 ? Math.max(1, known.reduce((sum, one) => sum + one, 0) / known.length) : null;
}

/** People at work in a half hour, on average. */
function presentIn({ workers }: RecordedDay, slot: number): number {
  const [from, to] = [slot * HALF_HOUR, (slot + 1) * HALF_HOUR];
  const overlap = (shift: { from: number; to: number }) =>
    Math.max(0, Math.min(to, shift.to) - Math.max(from, shift.from));
  return workers.flatMap(({ shifts }) => shifts).reduce((sum, shift) => sum + overlap(shift), 0) / HALF_HOUR;
}
