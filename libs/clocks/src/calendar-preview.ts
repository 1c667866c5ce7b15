/** What a calendar means in days to come: its next openings, and the days that are longer or shorter than others. Pure. */
import type { CalendarPreview } from '@lib/contracts';
import { instantOf, localDate, nextDate, openSpans, type Calendar } from '@lib/platform';

const OPENINGS = 14;
const DAYS = 366;
const HOUR_MS = 3_600_000;

/** Openings that are not over yet, at most fourteen of the year to come; one that runs past midnight comes as one. */
export function previewOf(calendar: Calendar, now: Date): CalendarPreview {
  const openings: { from: number; to: number }[] = [];
  const oddDays: CalendarPreview['oddDays'] = [];
  let date = localDate(calendar.timeZone, now.getTime());
  for (let day = 0; day < DAYS; day += 1, date = nextDate(date)) {
    for (const [from, to] of openSpans(calendar, date)) {
      const last = openings.at(-1);
      if (last && last.to === from) last.to = to;
      else if (to > now.getTime() && openings.length < OPENINGS) openings.push({ from, to });
    }
    const hours = lengthOf(calendar.timeZone, date);
    if (hours !== 24) oddDays.push({ date, hours });
  }
  return {
    openings: openings.map(({ from, to }) => ({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    })),
    oddDays,
  };
}

function lengthOf(timeZone: string, date: string): number {
  const midnight = (of: string) => instantOf(timeZone, of, 0, 'first');
  return (midnight(nextDate(date)) - midnight(date)) / HOUR_MS;
}
