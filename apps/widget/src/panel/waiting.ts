/** Pure: waiting time as people say it. */

/** Whole minutes, never less than one, never rounded in our favour. */
export function minutesOf(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}

/** `at` (ISO) by the visitor's own clock: the day's name where that is clear, else its date; today, the time alone. */
export function openingOf(at: string, locale: string, now: Date, timeZone?: string): string {
  const opens = new Date(at);
  const day = (one: Date) => one.toLocaleDateString('sv-SE', { timeZone });
  const clear = opens.getTime() - now.getTime() < CLEAR_MS;
  const date: Intl.DateTimeFormatOptions = clear ? { weekday: 'long' } : { day: 'numeric', month: 'long' };
  return opens.toLocaleString(locale, {
    ...(day(opens) === day(now) ? {} : date),
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
}

/** Before the same day of the next week. */
const CLEAR_MS = 6 * 86_400_000;
