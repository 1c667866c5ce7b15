/** Reads the meeting out of a calendar file that came with a mail. Nothing is expanded: how it repeats is only put into words. */
import type { Invitation, MeetingTime, Recurrence, Weekday } from '@lib/contracts';
import ICAL from 'ical.js';
import { knownZone } from './windows-zones.js';
import { momentIn } from './zone-time.js';

export const MAX_CALENDAR = 256 * 1024;
const MAX_LINES = 5_000;
const MAX_PARTS = 100;
const MAX_DEPTH = 6;
const MAX_PEOPLE = 50;

const METHODS = { REQUEST: 'request', CANCEL: 'cancel', REPLY: 'reply', PUBLISH: 'publish' } as const;
const ATTENDING: Record<string, Invitation['attendees'][number]['attending']> = {
  ACCEPTED: 'accepted',
  TENTATIVE: 'tentative',
  DECLINED: 'declined',
  DELEGATED: 'delegated',
};
const EVERY: Record<string, Recurrence['every']> = {
  DAILY: 'day',
  WEEKLY: 'week',
  MONTHLY: 'month',
  YEARLY: 'year',
};
const WEEKDAYS = new Set<string>(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']);

/** Null when there is no meeting in it that can be told, for whatever reason: the file is there to be opened all the same. */
export function readInvitation(source: string): Invitation | null {
  if (source.length > MAX_CALENDAR || isMadeToBeSlow(source)) return null;
  try {
    const parsed: unknown = ICAL.parse(source.replace(/^\ufeff/, '').trim());
    const calendar = new ICAL.Component(firstCalendar(parsed));
    return meetingOf(calendar);
  } catch {
    return null;
  }
}

/** Counted before anything is parsed: many lines, many parts, or parts inside parts. */
function isMadeToBeSlow(source: string): boolean {
  const lines = source.split('\n', MAX_LINES + 1);
  if (lines.length > MAX_LINES) return true;
  let [parts, depth] = [0, 0];
  for (const line of lines) {
    if (/^BEGIN:/i.test(line)) {
      parts += 1;
      depth += 1;
      if (parts > MAX_PARTS || depth > MAX_DEPTH) return true;
    } else if (/^END:/i.test(line)) depth -= 1;
  }
  return false;
}

/** A stream of several calendars is a list of them. */
function firstCalendar(parsed: unknown): unknown[] {
  const list = Array.isArray(parsed) ? parsed : [];
  return (Array.isArray(list[0]) ? list[0] : list) as unknown[];
}

function meetingOf(calendar: ICAL.Component): Invitation | null {
  const method =
    METHODS[wordOf(calendar.getFirstPropertyValue('method')) as keyof typeof METHODS] ?? 'publish';
  const meetings = calendar.getAllSubcomponents('vevent');
  // A series comes first with its exceptions behind it.
  const meeting = meetings.find((one) => !one.hasProperty('recurrence-id')) ?? meetings[0];
  const uid = textOf(meeting, 'uid', 500);
  const start = meeting && timeOf(meeting, 'dtstart');
  if (!meeting || !uid || !start) return null;
  const cancelled = wordOf(meeting.getFirstPropertyValue('status')) === 'CANCELLED';
  return {
    method: method === 'request' && cancelled ? 'cancel' : method,
    uid,
    sequence: Math.min(2_147_483_647, Math.max(0, Number(meeting.getFirstPropertyValue('sequence')) || 0)),
    recurrenceId: recurrenceIdOf(meeting),
    stampedAt: stampOf(meeting),
    title: textOf(meeting, 'summary', 500),
    place: textOf(meeting, 'location', 500),
    organiser: personOf(meeting.getFirstProperty('organizer')),
    attendees: meeting
      .getAllProperties('attendee')
      .slice(0, MAX_PEOPLE)
      .flatMap((one) => {
        const person = personOf(one);
        const attending = ATTENDING[wordOf(one.getFirstParameter('partstat'))] ?? 'needs-action';
        return person ? [{ ...person, attending }] : [];
      }),
    start,
    end: endOf(meeting, start),
    recurrence: recurrenceOf(meeting),
  };
}

function timeOf(meeting: ICAL.Component, name: string): MeetingTime | null {
  const property = meeting.getFirstProperty(name);
  const value: unknown = property?.getFirstValue();
  if (!property || !(value instanceof ICAL.Time)) return null;
  const { year, month, day, hour, minute, isDate } = value;
  if (year < 1900 || year > 2200) return null;
  const date = `${year}-${two(month)}-${two(day)}`;
  if (isDate) return { kind: 'day', day: date };
  const local = `${date}T${two(hour)}:${two(minute)}`;
  const asked = property.getFirstParameter('tzid');
  // A file without a zone of its own may say for all of it where it was planned.
  const zone = knownZone(asked || textOf(meeting.parent, 'x-wr-timezone', 100));
  if (value.zone === ICAL.Timezone.utcTimezone || zone === 'UTC')
    return { kind: 'moment', at: new Date(`${local}:00Z`).toISOString(), local, zone: 'UTC' };
  if (zone) return { kind: 'moment', at: new Date(momentIn(local, zone)).toISOString(), local, zone };
  return { kind: 'moment', at: asked ? byFile(meeting, asked, value) : null, local, zone: null };
}

/** A zone that only the file knows is believed when it changes its clocks by the year, as clocks do. */
function byFile(meeting: ICAL.Component, tzid: string, time: ICAL.Time): string | null {
  const zone = meeting.parent
    ?.getAllSubcomponents('vtimezone')
    .find((one) => textOf(one, 'tzid', 200) === tzid);
  const changes = zone?.getAllSubcomponents() ?? [];
  const yearly = changes.every((one) =>
    one.getAllProperties('rrule').every((rule) => /FREQ=YEARLY/i.test(rule.toICALString())),
  );
  if (!zone || changes.length > 20 || !yearly) return null;
  const seconds = new ICAL.Timezone({ component: zone, tzid }).utcOffset(time);
  const { year, month, day, hour, minute } = time;
  const moment = Date.UTC(year, month - 1, day, hour, minute) - seconds * 1_000;
  return Math.abs(seconds) <= 16 * 3_600 ? new Date(moment).toISOString() : null;
}

/** By its end, or by how long it takes. */
function endOf(meeting: ICAL.Component, start: MeetingTime): MeetingTime | null {
  const end = timeOf(meeting, 'dtend');
  if (end) return end.kind === start.kind ? end : null;
  const length: unknown = meeting.getFirstPropertyValue('duration');
  if (!(length instanceof ICAL.Duration)) return null;
  const ms = length.toSeconds() * 1_000;
  if (!Number.isFinite(ms) || ms <= 0 || ms > 366 * 86_400_000) return null;
  if (start.kind === 'day') return { kind: 'day', day: shifted(`${start.day}T00:00`, ms).slice(0, 10) };
  return {
    ...start,
    at: start.at && new Date(Date.parse(start.at) + ms).toISOString(),
    local: shifted(start.local, ms),
  };
}

function shifted(local: string, ms: number): string {
  return new Date(Date.parse(`${local}:00Z`) + ms).toISOString().slice(0, 16);
}

function recurrenceOf(meeting: ICAL.Component): Recurrence | null {
  const rules = meeting.getAllProperties('rrule');
  const rule: unknown = rules[0]?.getFirstValue();
  if (!(rule instanceof ICAL.Recur)) return meeting.hasProperty('rdate') ? other : null;
  const days = partOf(rule, 'BYDAY').map((day) => /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(day));
  const weekdays = days.flatMap((day) => (day?.[2] && WEEKDAYS.has(day[2]) ? [day[2] as Weekday] : []));
  const nth = days.length === 1 && days[0]?.[1] ? Number(days[0][1]) : null;
  const every = EVERY[rule.freq] ?? 'other';
  const told = new Set(['BYDAY', 'BYMONTHDAY', 'BYMONTH']);
  const more = Object.keys(rule.parts).some((part) => !told.has(part));
  // Days of the month and months that only repeat what the first meeting's date says need no words of their own.
  const many = ['BYMONTHDAY', 'BYMONTH'].some((part) => partOf(rule, part).length > 1);
  const plainDays = every === 'week' || weekdays.length === 0 || (every === 'month' && nth !== null);
  if (rules.length > 1 || more || many || !plainDays || every === 'other') return other;
  return {
    every,
    interval: Math.min(999, Math.max(1, rule.interval)),
    weekdays: weekdays.slice(0, 7),
    nth: nth !== null && Math.abs(nth) <= 5 ? nth : null,
    count: rule.count ? Math.min(100_000, Math.max(1, rule.count)) : null,
    until: rule.until ? `${rule.until.year}-${two(rule.until.month)}-${two(rule.until.day)}` : null,
  };
}

const other: Recurrence = { every: 'other', interval: 1, weekdays: [], nth: null, count: null, until: null };

function partOf(rule: ICAL.Recur, part: string): string[] {
  const values: unknown = (rule.parts as Record<string, unknown>)[part];
  return Array.isArray(values) ? values.map(String) : [];
}

/** In UTC or as a day, so that it means the same without the zones of the file. */
function recurrenceIdOf(meeting: ICAL.Component): string | null {
  const time = timeOf(meeting, 'recurrence-id');
  if (!time) return null;
  if (time.kind === 'day') return time.day.replaceAll('-', '');
  const at = time.at ?? `${time.local}:00.000`;
  return at.replace(/\.\d{3}/, '').replace(/[-:]/g, '');
}

function stampOf(meeting: ICAL.Component): string | null {
  const time = timeOf(meeting, 'dtstamp');
  return time?.kind === 'moment' ? time.at : null;
}

function personOf(property: ICAL.Property | null): { address: string; name: string | null } | null {
  const value: unknown = property?.getFirstValue();
  const address = typeof value === 'string' ? value.replace(/^mailto:/i, '').trim() : '';
  if (!/^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/.test(address)) return null;
  const name = plainText(property?.getFirstParameter('cn'), 200);
  return { address, name: name && name.toLowerCase() !== address.toLowerCase() ? name : null };
}

function textOf(component: ICAL.Component | null | undefined, name: string, most: number): string {
  return plainText(component?.getFirstPropertyValue(name), most);
}

function plainText(value: unknown, most: number): string {
  const text = typeof value === 'string' ? value : '';
  return text
    .replace(/[\s\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .trim()
    .slice(0, most);
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().toUpperCase() : '';
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
