/** Pure: which of the new lines a session still has to be shown, in order and without gaps. */
import type { Line } from './line.entity.js';

export interface Seen {
  lastSeq: number;
  own: Set<string>;
}

/**
 * Moves `seen` forward over `lines` (ascending) and returns those to send. Stops before a gap: the missing line is
 * committed (numbers are given under a lock), it was only not read yet, and the next look brings it.
 */
export function linesToShow(seen: Seen, lines: Line[]): { show: Line[]; complete: boolean } {
  const show: Line[] = [];
  for (const line of lines) {
    if (line.seq <= seen.lastSeq) continue;
    if (line.seq !== seen.lastSeq + 1) return { show, complete: false };
    seen.lastSeq = line.seq;
    if (line.clientId !== null && seen.own.delete(line.clientId)) continue;
    show.push(line);
  }
  return { show, complete: true };
}
