/** What a console shows, in one order, to be compared with what a console shows that has just come. */
import { connectConsole, type ConsoleConnection, type ConsoleState } from '@lib/realtime-client';
import type { ConsoleView } from './evidence.js';
import { until } from './until.js';

export function openConsole(url: string, token: string): ConsoleConnection {
  return connectConsole({ url, token, schedule: (flush) => flush() });
}

export function isReady(console: ConsoleConnection, ticketIds: readonly string[]): boolean {
  const { timelines } = console.store.getSnapshot();
  return (
    console.status.kind === 'live' &&
    ticketIds.every((ticketId) => timelines.get(ticketId)?.state === 'ready')
  );
}

/** Equal within the patience (pushes may be on their way), or as they differ in the end. */
export async function compareWithFresh(
  name: string,
  console: ConsoleConnection,
  { url, token, ticketIds }: { url: string; token: string; ticketIds: readonly string[] },
  patienceMs: number,
): Promise<ConsoleView> {
  await until(() => isReady(console, ticketIds), 30_000);
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const fresh = await freshPicture(url, token, ticketIds);
    const folded = pictureOf(console.store.getSnapshot());
    if (JSON.stringify(folded) === JSON.stringify(fresh) || Date.now() > deadline)
      return { console: name, folded, fresh };
  }
}

async function freshPicture(url: string, token: string, ticketIds: readonly string[]): Promise<unknown> {
  const console = openConsole(url, token);
  try {
    for (const ticketId of ticketIds) console.watch(ticketId);
    await until(() => isReady(console, ticketIds), 30_000);
    return pictureOf(console.store.getSnapshot());
  } finally {
    console.close();
  }
}

/** A queue's version is the age of its reading and no part of what is shown. */
export function pictureOf({ me, agents, queues, offers, tickets, work, timelines }: ConsoleState): unknown {
  const shown = {
    me,
    agents: sorted(agents),
    queues: sorted(queues, (queue) => ({ ...queue, version: 0 })),
    offers: sorted(offers),
    tickets: sorted(tickets),
    work: [...work].sort(),
    timelines: sorted(timelines),
  };
  return JSON.parse(JSON.stringify(shown)) as unknown;
}

function sorted<E>(all: ReadonlyMap<string, E>, of: (entity: E) => unknown = (entity) => entity): object {
  return Object.fromEntries(
    [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, entity]) => [id, of(entity)]),
  );
}
