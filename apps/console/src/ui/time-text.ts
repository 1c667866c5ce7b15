/** Times as people say them: timers, waits, clock times and days, in the person's language. */
import { currentLocale, say } from '../i18n.js';

/** `4:12`, `1:04:09`. */
export function timerText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const rest = `${String(Math.floor(seconds / 60) % 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return seconds < 3_600 ? rest : `${Math.floor(seconds / 3_600)}:${rest.padStart(5, '0')}`;
}

/** A wait: to the second while short, then coarser. */
export function waitText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 10) return timerText(ms);
  if (minutes < 60) return say('time.minutes', { count: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? say('time.hours', { count: hours })
    : say('time.days', { count: Math.floor(hours / 24) });
}

export const clockText = (iso: string): string =>
  new Intl.DateTimeFormat(region(), { hour: 'numeric', minute: '2-digit', hour12: false }).format(
    new Date(iso),
  );

export const dateText = (iso: string): string =>
  new Intl.DateTimeFormat(region(), { day: 'numeric', month: 'short' }).format(new Date(iso));

export const monthText = (iso: string): string =>
  new Intl.DateTimeFormat(region(), { month: 'long', year: 'numeric' }).format(new Date(iso));

export const fullText = (iso: string): string =>
  new Intl.DateTimeFormat(region(), { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso));

/** `9:14` today, `jeu. 9:14` this week, `12 sept.` before. */
export function momentText(iso: string, now: number): string {
  const then = new Date(iso);
  if (sameDay(then, new Date(now))) return clockText(iso);
  if (now - then.getTime() < 6 * 86_400_000) {
    const day = new Intl.DateTimeFormat(region(), { weekday: 'short' }).format(then);
    return `${day} ${clockText(iso)}`;
  }
  return dateText(iso);
}

/** What is to come or just began: `14:00` today, `mon. 23 nov., 09:00` on another day. */
export function awaitedText(iso: string, now: number): string {
  const then = new Date(iso);
  if (sameDay(then, new Date(now))) return clockText(iso);
  const day = new Intl.DateTimeFormat(region(), { weekday: 'short', day: 'numeric', month: 'short' });
  return `${day.format(then)} ${clockText(iso)}`;
}

/** The day a group of timeline items belongs to. */
export function dayText(iso: string, now: number): string {
  const then = new Date(iso);
  if (sameDay(then, new Date(now))) return say('timeline.today');
  if (sameDay(then, new Date(now - 86_400_000))) return say('timeline.yesterday');
  return new Intl.DateTimeFormat(region(), { weekday: 'long', day: 'numeric', month: 'long' }).format(then);
}

export function sizeText(bytes: number): string {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(region(), {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(Math.max(value, 0.1));
}

/** A measured figure, to one place: `4,3`. */
export const figureText = (value: number): string =>
  new Intl.NumberFormat(region(), { maximumFractionDigits: 1 }).format(value);

/** Monday is 0; `lundi`, `Monday`. */
export const weekdayText = (day: number): string =>
  // 5 January 1970 was a Monday.
  new Intl.DateTimeFormat(region(), { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(1970, 0, 5 + day)),
  );

/** One opening in its own zone: `lun. 23 nov. 9:00–18:00`. */
export function openingText(from: string, to: string, timeZone: string): string {
  const clock = new Intl.DateTimeFormat(region(), {
    timeZone,
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat(region(), {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  });
  return `${day.format(new Date(from))} ${clock.format(new Date(from))}–${clock.format(new Date(to))}`;
}

/** A date as `2027-03-28`, in words. */
export const longDateText = (date: string): string =>
  new Intl.DateTimeFormat(region(), { dateStyle: 'full', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );

/** Whole units of a currency, from its hundredths. */
export const moneyText = (cents: number, currency: string): string =>
  new Intl.NumberFormat(region(), { style: 'currency', currency, maximumFractionDigits: 0 }).format(
    cents / 100,
  );

function sameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

/** Day before month and a 24-hour clock in both languages. */
/** The spelling of dates and numbers that goes with the person's language. */
export const region = (): string => (currentLocale() === 'fr' ? 'fr-FR' : 'en-GB');
