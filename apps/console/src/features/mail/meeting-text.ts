/** When a meeting is, for who reads it: in their own zone, with the organiser's clock beside it where that shows another time. */
import type { Invitation, MeetingTime } from '@lib/contracts';

export interface MeetingWhen {
  /** `jeudi 2 avril 2026, 09:00 – 10:00`. */
  own: string;
  /** `03:00 – 04:00`, and where; null when it is the same clock. */
  original: { clock: string; zone: string } | null;
  /** A clock time that names no place: everybody's own. */
  anywhere: boolean;
}

/** `region` as `fr-FR`, `zone` as `Europe/Paris`. */
export function meetingWhen(
  { start, end }: Pick<Invitation, 'start' | 'end'>,
  region: string,
  zone: string,
): MeetingWhen {
  if (start.kind === 'day') {
    const last = end?.kind === 'day' ? dayBefore(end.day) : start.day;
    const own = range([start.day, last < start.day ? start.day : last], region, 'UTC', { dateStyle: 'full' });
    return { own, original: null, anywhere: false };
  }
  const style = { dateStyle: 'full', timeStyle: 'short' } as const;
  if (start.at === null) {
    const own = range([`${start.local}Z`, `${localOf(end) ?? start.local}Z`], region, 'UTC', style);
    return { own, original: null, anywhere: true };
  }
  const moments: [string, string] = [start.at, (end?.kind === 'moment' && end.at) || start.at];
  const own = range(moments, region, zone, style);
  const same = start.zone === null || clockIn(start.at, zone) === clockIn(start.at, start.zone);
  const clock = (): string => range(moments, region, start.zone ?? zone, { timeStyle: 'short' });
  return {
    own,
    original: same ? null : { clock: clock(), zone: start.zone ?? '' },
    anywhere: false,
  };
}

function range(
  [from, to]: [string, string],
  region: string,
  timeZone: string,
  style: Intl.DateTimeFormatOptions,
): string {
  const format = new Intl.DateTimeFormat(region, { ...style, timeZone, hourCycle: 'h23' });
  return format.formatRange(new Date(from), new Date(to));
}

function clockIn(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(
    new Date(at),
  );
}

function localOf(time: MeetingTime | null): string | null {
  return time?.kind === 'moment' ? time.local : null;
}

/** A calendar's last day is the day after. */
function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** `lundi et mercredi`, in the reader's language. */
export function weekdaysText(weekdays: Invitation['recurrence'] & object, region: string): string {
  const names = weekdays.weekdays.map((day) =>
    // 5 January 2026 was a Monday.
    new Intl.DateTimeFormat(region, { weekday: 'long', timeZone: 'UTC' }).format(
      Date.UTC(2026, 0, 5 + ORDER.indexOf(day)),
    ),
  );
  return new Intl.ListFormat(region, { type: 'conjunction' }).format(names);
}

const ORDER: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
