/** Reads back from an address of ours what a waiting caller was told already. */
import type { Told } from '../twiml/voice-urls.js';

type Query = Record<string, string | undefined>;

export function toldIn(query: Query): Told {
  return {
    number: query.told === '1',
    minutes: count(query.minutes) || null,
    asked: query.asked === '1',
    // Ours alone ever stand there; anything else is as good as none.
    announcement: /^[0-9a-f-]{36}$/.test(query.said ?? '') ? query.said : null,
  };
}

export function count(text: string | undefined): number {
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : 0;
}
