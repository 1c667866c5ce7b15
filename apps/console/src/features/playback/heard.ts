/** What of a recording was heard: the first second and the furthest, told to the house as it grows. Pure. */
import type { HeardSoFar } from '@lib/contracts';

/** Told again when so many more seconds were heard, so that a console that dies owes little. */
const TELL_EVERY = 10;

export interface Heard {
  /** Null before the first sound. */
  from: number | null;
  to: number;
  /** What was told last; null when nothing was. */
  told: HeardSoFar | null;
}

export const nothingHeard: Heard = { from: null, to: 0, told: null };

/** At this second of the recording sound is coming out. */
export function hearing(heard: Heard, second: number): Heard {
  const at = Math.max(0, Math.floor(second));
  const from = Math.min(heard.from ?? at, at);
  const to = Math.max(heard.to, at);
  return from === heard.from && to === heard.to ? heard : { ...heard, from, to };
}

/** What is to be told now, if anything; `over`: it stands still, so that what is left is told. */
export function toTell({ from, to, told }: Heard, over: boolean): HeardSoFar | null {
  if (from === null) return null;
  const news = told === null ? 0 : Math.max(told.from - from, to - told.to);
  if (told !== null && (over ? news <= 0 : news < TELL_EVERY)) return null;
  return { from, to };
}
