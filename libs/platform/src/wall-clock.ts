/** Wall-clock times of an IANA zone as instants, right on the days when the clocks change. */

const formats = new Map<string, Intl.DateTimeFormat>();
/** By zone and quarter of an hour. */
const offsets = new Map<string, Map<number, number>>();
const MOST_KNOWN = 10_000;
const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Local date as `YYYY-MM-DD`. */
export function localDate(timeZone: string, at: number): string {
  return new Date(at + offsetAt(timeZone, at)).toISOString().slice(0, 10);
}

export function nextDate(date: string, days = 1): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export function weekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/**
 * The instant at which the zone's clocks show this minute of the day. A minute that is skipped in spring is the moment of
 * the change; of one that comes twice in autumn, openings take the first and closings the second.
 */
export function instantOf(timeZone: string, date: string, minute: number, which: 'first' | 'last'): number {
  const naive = Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS;
  const before = offsetAt(timeZone, naive - DAY_MS);
  const after = offsetAt(timeZone, naive + DAY_MS);
  const found = [before, after]
    .map((offset) => naive - offset)
    .filter((instant) => instant + offsetAt(timeZone, instant) === naive);
  if (found.length > 0) return which === 'first' ? Math.min(...found) : Math.max(...found);
  return changeBetween(timeZone, naive - Math.max(before, after), naive - Math.min(before, after));
}

/** The first instant in (from, to] with the offset of `to`. */
function changeBetween(timeZone: string, from: number, to: number): number {
  const target = offsetAt(timeZone, to);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle) === target) high = middle;
    else low = middle;
  }
  return high;
}

/** Local minus UTC, in milliseconds. No zone changes twice within a quarter of an hour, so equal ends tell what lies between. */
function offsetAt(timeZone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER_MS) * QUARTER_MS;
  const offset = knownOffset(timeZone, quarter);
  return offset === knownOffset(timeZone, quarter + QUARTER_MS) ? offset : readOffset(timeZone, at);
}

/** The same openings are asked for with every mail, and a format takes as long to ask as a mail to place. */
function knownOffset(timeZone: string, quarter: number): number {
  let known = offsets.get(timeZone);
  if (!known || known.size >= MOST_KNOWN) {
    known = new Map();
    offsets.set(timeZone, known);
  }
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = readOffset(timeZone, quarter);
    known.set(quarter, offset);
  }
  return offset;
}

function readOffset(timeZone: string, at: number): number {
  const whole = Math.floor(at / 1_000) * 1_000;
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(whole)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}
