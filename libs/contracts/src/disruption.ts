/** How much work a disruption has taken and what that costs; the server and the running meter on the screen reckon alike. Pure. */
import type { TicketDisruptionFacts } from './views.js';

/** Minutes of work lost until `now` (ms since 1970): people × share blocked × minutes, from first contact to confirmed working. */
export function lostMinutes(
  { people, blockedPercent, since, workingAt }: Omit<TicketDisruptionFacts, 'hourlyCostCents' | 'currency'>,
  now: number,
): number {
  const end = workingAt === null ? now : Date.parse(workingAt);
  const minutes = Math.max(0, end - Date.parse(since)) / 60_000;
  return (people * blockedPercent * minutes) / 100;
}

/** In hundredths of the currency. */
export function costOf(minutes: number, hourlyCostCents: number): number {
  return Math.round((minutes * hourlyCostCents) / 60);
}
