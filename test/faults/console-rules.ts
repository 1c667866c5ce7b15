/** G4: numbers without gaps, from the rows to each subscriber, and a console that has lived through it all shows what a fresh one shows. */
import { isDeepStrictEqual } from 'node:util';
import { groupBy, type Fault } from './checker.js';
import type { Evidence, PushSession, Stored } from './evidence.js';

export function consoleFaults(evidence: Evidence): Fault[] {
  const timelines = timelinesOf(evidence.stored);
  const last = new Map(evidence.sessions.map((session) => [session.subscriber, session]));
  return [
    ...evidence.stored.tickets.flatMap(({ id, seq }) => gaplessRows(id, seq, timelines.get(id) ?? [])),
    ...evidence.sessions.flatMap(gaplessPushes),
    ...evidence.sessions.flatMap(appendedOnce),
    ...[...last.values()].flatMap((session) => receivedAll(session, timelines)),
    ...evidence.consoles
      .filter(({ folded, fresh }) => !isDeepStrictEqual(folded, fresh))
      .map((view) => fault(`${view.console} shows something else than a fresh console: ${difference(view)}`)),
  ];
}

interface Item {
  id: string;
  ticketId: string;
  seq: number;
}

function timelinesOf({ messages, notes, events, calls }: Stored): Map<string, Item[]> {
  const items: Item[] = [...messages, ...notes, ...events, ...calls];
  return groupBy(
    items.sort((a, b) => a.seq - b.seq),
    ({ ticketId }) => ticketId,
  );
}

function gaplessRows(ticketId: string, seq: number, items: Item[]): Fault[] {
  const numbers = items.map((item) => item.seq);
  const whole = numbers.length === seq && numbers.every((number, index) => number === index + 1);
  return whole
    ? []
    : [fault(`the timeline of ticket ${ticketId} counts ${numbers.join(' ')} and its row says ${seq}`)];
}

function gaplessPushes({ subscriber, cursors, pushes }: PushSession): Fault[] {
  return [...groupBy(pushes, ({ stream }) => stream)].flatMap(([stream, received]) => {
    const begun = cursors[stream];
    const numbers = received.map(({ seq }) => seq);
    const whole = begun !== undefined && numbers.every((seq, index) => seq === begun + 1 + index);
    return whole
      ? []
      : [fault(`${subscriber} was pushed ${numbers.join(' ')} on ${stream} after ${begun ?? 'nothing'}`)];
  });
}

function appendedOnce({ subscriber, pushes }: PushSession): Fault[] {
  const appended = pushes.flatMap(({ stream, itemId }) => (itemId ? [`${itemId} on ${stream}`] : []));
  return [...groupBy(appended, (item) => item)]
    .filter(([, copies]) => copies.length > 1)
    .map(([item]) => ({ guarantee: 'G2 nothing twice', what: `${subscriber} was pushed ${item} twice` }));
}

/** The last session of a subscriber ends with all there is, each once. */
function receivedAll({ subscriber, items }: PushSession, timelines: Map<string, Item[]>): Fault[] {
  return Object.entries(items).flatMap(([ticketId, received]) => {
    const faults: Fault[] = [];
    const stored = (timelines.get(ticketId) ?? []).map(({ id }) => id);
    const missed = stored.filter((id) => !received.includes(id));
    if (missed.length > 0)
      faults.push(fault(`${subscriber} never received ${missed.join(' ')} of ticket ${ticketId}`));
    const foreign = received.filter((id) => !stored.includes(id));
    if (foreign.length > 0)
      faults.push(fault(`${subscriber} received ${foreign.join(' ')}, which no row is behind`));
    return faults;
  });
}

/** The first place at which two pictures differ, so that a failed run explains itself. */
function difference({ folded, fresh }: { folded: unknown; fresh: unknown }, path = ''): string {
  if (isObject(folded) && isObject(fresh)) {
    for (const key of new Set([...Object.keys(folded), ...Object.keys(fresh)]))
      if (!isDeepStrictEqual(folded[key], fresh[key]))
        return difference({ folded: folded[key], fresh: fresh[key] }, `${path}.${key}`);
  }
  return `${path} ${JSON.stringify(folded)} ≠ ${JSON.stringify(fresh)}`.slice(0, 600);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function fault(what: string): Fault {
  return { guarantee: 'G4 console true', what };
}
