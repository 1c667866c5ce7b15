/** A made-up day of the demo company, always the same: two queues, three people, a morning rush, some who speak only French. */
import type { Arrival, RecordedDay, Worker } from './recorded-day.js';

const HOUR = 3_600;
/** Arrivals an hour from eight to six. */
const BY_HOUR = [6, 14, 20, 18, 10, 8, 14, 12, 9, 5];

export function demoDay(day: string): RecordedDay {
  const random = chance(20_261);
  const between = (mean: number): number => -mean * Math.log(1 - random());
  const worker = (id: string, languages: string[], queueIds: string[], lunch: number): Worker => ({
    ...{ id, languages, queueIds, skills: {} },
    capacity: { voice: 1, chat: 2, email: 8 },
    shifts: [
      { from: 8 * HOUR, to: lunch },
      { from: lunch + HOUR, to: 18 * HOUR },
    ],
  });
  const arrivals = BY_HOUR.flatMap((count, hour) =>
    Array.from({ length: count }, (): Arrival => {
      const [kind, matter] = [random(), random()];
      return {
        at: Math.round((8 + hour + random()) * HOUR),
        queueId: matter < 0.8 ? 'support' : 'billing',
        channel: kind < 0.5 ? 'voice' : kind < 0.85 ? 'chat' : 'email',
        language: random() < 0.6 ? 'fr' : 'en',
        ownerId: random() < 0.15 ? 'lea' : null,
        ahead: random() < 0.1 ? 600 : 0,
        handling: Math.round(120 + between(180)),
        patience: kind < 0.85 ? Math.round(60 + between(240)) : null,
        passes: [],
      };
    }),
  ).sort((a, b) => a.at - b.at);
  return {
    day,
    queues: [
      { id: 'support', name: 'Support', rules: { strategy: 'longest-idle', rings: [] }, overflow: [] },
      { id: 'billing', name: 'Facturation', rules: { strategy: 'longest-idle', rings: [] }, overflow: [] },
    ],
    workers: [
      worker('lea', ['fr', 'en'], ['support'], 12 * HOUR),
      worker('sam', ['en'], ['support'], 13 * HOUR),
      worker('noor', ['fr', 'en'], ['billing', 'support'], 12.5 * HOUR),
    ],
    calendars: [],
    arrivals,
    ...{ answer: 5, wrapUp: 30, ownerFirst: 60 },
  };
}

/** Numbers from 0 to 1 that are the same on every machine and every day (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
