/** What a ticket's clocks show: reckoned whole from what happened, so that repeats, order and downtime change nothing. Pure. */
import type { ClockKind, TicketStatus } from '@lib/contracts';
import { addBusiness, businessBetween, type Calendar } from '@lib/platform';

/** What happened on a ticket, in order of time. */
export interface TicketFacts {
  firstContactAt: Date;
  openedAt: Date;
  /** When the customer said that it works again. */
  confirmedAt?: Date | null;
  statuses: { at: Date; status: TicketStatus }[];
  /** Who spoke: a message, or a call begun and a call answered. */
  words: { at: Date; by: 'customer' | 'agent' }[];
}

/** What the ticket's policy asks. */
export interface Terms {
  calendar: Calendar;
  firstAnswerMs: number | null;
  nextAnswerMs: number | null;
  resolutionMs: number | null;
  warnPercent: number;
}

export interface Reckoned {
  kind: ClockKind;
  startedAt: Date;
  targetMs: number | null;
  dueAt: Date | null;
  warnAt: Date | null;
  metAt: Date | null;
  breachedAt: Date | null;
  pausedAt: Date | null;
  spentMs: number;
}

/** A time in which the clock ran; the last may be running still. */
interface Stretch {
  from: Date;
  to: Date | null;
}

export function reckon(facts: TicketFacts, terms: Terms | null, now: Date): Reckoned[] {
  const settledAt = settled(facts.statuses);
  const [first, next] = turns(facts.words, settledAt);
  const answer = (kind: ClockKind, turn: Stretch | undefined, targetMs: number | null): Reckoned[] =>
    turn ? [inner(kind, [turn], turn.to, { terms, targetMs, now })] : [];
  return [
    customerClock(facts.firstContactAt, lastWord(settledAt, facts.confirmedAt ?? null)),
    ...answer('first-answer', first, terms?.firstAnswerMs ?? null),
    ...answer('next-answer', next, terms?.nextAnswerMs ?? null),
    inner('resolution', workedOn(facts), settledAt, { terms, targetMs: terms?.resolutionMs ?? null, now }),
  ];
}

/** The next moment at which something must be told of these clocks; null when there is none. */
export function nextMoment(clocks: Reckoned[], now: Date): Date | null {
  const moments = clocks
    .filter((clock) => !clock.metAt && !clock.pausedAt)
    .flatMap(({ warnAt, dueAt }) => [warnAt, dueAt])
    .filter((at): at is Date => at !== null && at > now)
    .map((at) => at.getTime());
  return moments.length > 0 ? new Date(Math.min(...moments)) : null;
}

/** No business hours, no pauses: the customer waits on Sundays too. */
function customerClock(startedAt: Date, settledAt: Date | null): Reckoned {
  const none = { targetMs: null, dueAt: null, warnAt: null, breachedAt: null, pausedAt: null };
  return { kind: 'customer', startedAt, metAt: settledAt, spentMs: 0, ...none };
}

/** The customer has the last word on when it was over, as long as it is. */
function lastWord(settledAt: Date | null, confirmedAt: Date | null): Date | null {
  return settledAt && confirmedAt && confirmedAt > settledAt ? confirmedAt : settledAt;
}

/** Since when the ticket has been settled, if it is. */
function settled(statuses: TicketFacts['statuses']): Date | null {
  let since: Date | null = null;
  for (const { at, status } of statuses)
    since = status === 'resolved' || status === 'closed' ? (since ?? at) : null;
  return since;
}

/** The customer's wait for a first answer, and the latest wait for another; settling the matter ends a wait like an answer. */
function turns(
  words: TicketFacts['words'],
  settledAt: Date | null,
): [first: Stretch | undefined, next: Stretch | undefined] {
  let answered = false;
  let waiting: Date | null = null;
  let first: Stretch | undefined;
  let next: Stretch | undefined;
  const end = (to: Date | null): void => {
    if (!waiting) return;
    const turn = { from: waiting, to };
    if (answered) next = turn;
    else first = turn;
    waiting = null;
  };
  for (const { at, by } of words) {
    if (by === 'customer') waiting ??= at;
    else {
      end(at);
      answered = true;
    }
  }
  if (waiting) end(settledAt && settledAt >= waiting ? settledAt : null);
  return [first, next];
}

/** The matter is ours to work on but while it is with the customer, with a third party, or settled. */
function workedOn({ openedAt, statuses }: TicketFacts): Stretch[] {
  const stretches: Stretch[] = [];
  let since: Date | null = openedAt;
  for (const { at, status } of statuses) {
    const ours = status === 'new' || status === 'open';
    if (ours) since ??= at;
    else if (since) {
      stretches.push({ from: since, to: at });
      since = null;
    }
  }
  if (since) stretches.push({ from: since, to: null });
  return stretches;
}

function inner(
  kind: ClockKind,
  stretches: Stretch[],
  metAt: Date | null,
  { terms, targetMs, now }: { terms: Terms | null; targetMs: number | null; now: Date },
): Reckoned {
  const last = stretches.at(-1);
  const pausedAt = metAt ? null : (last?.to ?? null);
  const start = { kind, startedAt: stretches[0]?.from ?? now, targetMs, metAt, pausedAt };
  if (!terms || targetMs === null)
    return { ...start, dueAt: null, warnAt: null, breachedAt: null, spentMs: 0 };
  const spentMs = stretches.reduce(
    (sum, { from, to }) => (to ? sum + businessBetween(terms.calendar, from, to) : sum),
    0,
  );
  const dueAt = momentOf(stretches, targetMs, terms.calendar, metAt !== null);
  const warnAt = momentOf(
    stretches,
    Math.floor((targetMs * terms.warnPercent) / 100),
    terms.calendar,
    metAt !== null,
  );
  // Met at the very moment is met in time.
  const breached = dueAt && (metAt ? dueAt < metAt : dueAt <= now);
  return { ...start, dueAt, warnAt, breachedAt: breached ? dueAt : null, spentMs };
}

/** When the stretches have used up `ms` of business time; of a paused clock that has some left, nobody knows. */
function momentOf(stretches: Stretch[], ms: number, calendar: Calendar, ended: boolean): Date | null {
  let left = ms;
  for (const [index, { from, to }] of stretches.entries()) {
    const open = to ? businessBetween(calendar, from, to) : Infinity;
    const last = ended && index === stretches.length - 1;
    if (open >= left || last) return addBusiness(calendar, from, left);
    left -= open;
  }
  return null;
}
