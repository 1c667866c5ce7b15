/** Business time: what a calendar's opening hours make of the time between two instants. Pure. */
import type { BusinessCalendar, OpeningHours, Week } from '@lib/contracts';
import { instantOf, localDate, nextDate, weekday } from './wall-clock.js';

export type Calendar = Pick<BusinessCalendar, 'timeZone' | 'week' | 'holidays'>;

/** Thrown for a calendar by which the asked-for time never comes. */
export class NeverOpen extends Error {
  constructor(detail: string) {
    super(`The calendar ${detail}`);
    this.name = 'NeverOpen';
  }
}

/** Minutes of one date. */
type Minutes = [from: number, to: number];
type Span = [from: number, to: number];

const DAYS: readonly (keyof Week)[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MIDNIGHT = 1_440;
/** Twenty years of dates: past it a calendar opens too rarely to promise anything by it. */
const FARTHEST_DAYS = 7_305;
const YEAR_DAYS = 366;

/** The instant at which `ms` of open time have passed since `from`; with 0, the first open instant. */
export function addBusiness(calendar: Calendar, from: Date, ms: number): Date {
  if (!Object.values(calendar.week).some((hours) => hours.length > 0)) throw new NeverOpen('never opens');
  const start = from.getTime();
  let left = ms;
  let date = localDate(calendar.timeZone, start);
  for (let days = 0; days < FARTHEST_DAYS; days += 1, date = nextDate(date)) {
    for (const [opens, closes] of openSpans(calendar, date)) {
      const begin = Math.max(opens, start);
      if (closes <= begin) continue;
      if (closes - begin >= left) return new Date(begin + left);
      left -= closes - begin;
    }
  }
  throw new NeverOpen('opens too rarely for this');
}

/** Open time from `a` to `b`; 0 when `b` is not after `a`. */
export function businessBetween(calendar: Calendar, a: Date, b: Date): number {
  const [start, end] = [a.getTime(), b.getTime()];
  if (end <= start) return 0;
  const last = localDate(calendar.timeZone, end);
  let open = 0;
  for (let date = localDate(calendar.timeZone, start); date <= last; date = nextDate(date))
    for (const [opens, closes] of openSpans(calendar, date))
      open += Math.max(0, Math.min(closes, end) - Math.max(opens, start));
  return open;
}

/** Whether it is open at `at`, and until when that stays so; null: as far as a year reaches. */
export function opening(calendar: Calendar, at: Date): { open: boolean; until: Date | null } {
  const now = at.getTime();
  let closing: number | null = null;
  let date = localDate(calendar.timeZone, now);
  for (let days = 0; days < YEAR_DAYS; days += 1, date = nextDate(date)) {
    for (const [opens, closes] of openSpans(calendar, date)) {
      if (closes <= now) continue;
      if (closing === null && opens > now) return { open: false, until: new Date(opens) };
      if (closing !== null && opens > closing) return { open: true, until: new Date(closing) };
      closing = closes;
    }
    // What closes before its day is over does not go on past midnight.
    if (closing !== null && localDate(calendar.timeZone, closing) === date)
      return { open: true, until: new Date(closing) };
  }
  return { open: closing !== null, until: null };
}

export function isOpen(calendar: Calendar, at: Date): boolean {
  const instant = at.getTime();
  return openSpans(calendar, localDate(calendar.timeZone, instant)).some(
    ([opens, closes]) => opens <= instant && instant < closes,
  );
}

/** A date's open time in order, in ms since 1970 and without overlap; hours past midnight belong to the date on which they pass. */
export function openSpans({ timeZone, week, holidays }: Calendar, date: string): Span[] {
  const holiday = holidays.find((one) => one.date === date);
  const minutes = holiday
    ? holiday.hours.map(minutesOf)
    : [...tailsOf(hoursOn(week, nextDate(date, -1))), ...hoursOn(week, date).map(untilMidnight)];
  const spans: Span[] = [];
  let closed = -Infinity;
  for (const [from, to] of minutes.sort((one, other) => one[0] - other[0])) {
    const opens = Math.max(instantOf(timeZone, date, from, 'first'), closed);
    const closes = closingOf(timeZone, date, to);
    if (closes <= opens) continue;
    spans.push([opens, closes]);
    closed = closes;
  }
  return spans;
}

/** The day's end is the next day's beginning, so that an hour which comes twice around midnight counts for one date only. */
function closingOf(timeZone: string, date: string, minute: number): number {
  return minute === MIDNIGHT
    ? instantOf(timeZone, nextDate(date), 0, 'first')
    : instantOf(timeZone, date, minute, 'last');
}

function hoursOn(week: Week, date: string): OpeningHours[] {
  const day = DAYS[weekday(date)];
  return day ? week[day] : [];
}

function untilMidnight(hours: OpeningHours): Minutes {
  const [from, to] = minutesOf(hours);
  return [from, to > from ? to : MIDNIGHT];
}

function tailsOf(hours: OpeningHours[]): Minutes[] {
  return hours.map(minutesOf).flatMap(([from, to]): Minutes[] => (to <= from && to > 0 ? [[0, to]] : []));
}

function minutesOf({ from, to }: OpeningHours): Minutes {
  return [minuteOf(from), minuteOf(to)];
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
