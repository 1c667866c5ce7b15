/** How a clock stands at a moment, from what was last reckoned of it. Pure. */
import type { TicketClock } from '@lib/contracts';
import { standingOf } from '../promise/promise-time.js';

export type ClockState = 'on-time' | 'soon' | 'breached' | 'met' | 'paused';

export function stateOf(clock: TicketClock, now: number): ClockState {
  const { metAt, breachedAt, pausedAt, dueAt, warnAt, startedAt } = clock;
  if (breachedAt !== null) return 'breached';
  if (metAt !== null) return 'met';
  if (pausedAt !== null || dueAt === null) return 'paused';
  const standing = standingOf({ from: startedAt, due: dueAt, warn: warnAt }, now);
  return standing === 'late' ? 'breached' : standing;
}
