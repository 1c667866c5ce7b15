/** What a caller who wants to be called back is asked next: their number, another one, or nothing more. Pure. */
import { callableNumber } from './callable-number.js';

export interface AskVisit {
  /** Whether a number is right, or which it is; `stay`: they wait on, and may begin anew. */
  step: 'confirm' | 'key-in' | 'stay';
  number: string | null;
  /** What was keyed in before could not be called. */
  refused: boolean;
}

export type AskedNext = AskVisit | { step: 'taken'; number: string };

/** Who does not come to an end by then is better served by waiting. */
const MOST_VISITS = 8;
const MOST_SILENCES = 2;

export const STAY: AskVisit = { step: 'stay', number: null, refused: false };

/** The number they call from, when it may be called; else they are asked for one. */
export function firstAsk(from: string): AskVisit {
  const number = callableNumber(from, []);
  return { step: number ? 'confirm' : 'key-in', number, refused: false };
}

/** `visits`: what was asked so far, the last of them answered by `keys` (empty: silence). `near`: numbers whose countries are tried. */
export function nextAsk(visits: readonly AskVisit[], keys: string, near: readonly string[]): AskedNext {
  const talk = visits.slice(visits.findLastIndex(({ step }) => step === 'stay') + 1);
  const asked = talk.at(-1);
  if (!asked || keys === '0' || talk.length >= MOST_VISITS) return STAY;
  if (keys === '') return timesAsked(talk) >= MOST_SILENCES ? STAY : { ...asked, refused: false };
  if (asked.step === 'confirm') {
    if (keys === '1' && asked.number) return { step: 'taken', number: asked.number };
    return keys === '2' ? { step: 'key-in', number: null, refused: false } : { ...asked, refused: false };
  }
  const number = callableNumber(keys, near);
  return number
    ? { step: 'confirm', number, refused: false }
    : { step: 'key-in', number: null, refused: true };
}

/** The same, in a row. */
function timesAsked(talk: readonly AskVisit[]): number {
  const last = talk.at(-1);
  const other = talk.findLastIndex(({ step, number }) => step !== last?.step || number !== last?.number);
  return talk.length - 1 - other;
}
