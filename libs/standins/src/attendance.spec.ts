import type { Week } from '@lib/contracts';
import { absentAt, nextChange, type Attendance } from './attendance.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (iso: string): number => Date.parse(iso);
const nine = [{ from: '09:00', to: '18:00' }];
const office: Week = { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: [], sun: [] };
const calendar = { timeZone: 'UTC', week: office, holidays: [] };
const who = (more: Partial<Attendance> = {}): Attendance => ({
  id: 'lea',
  name: 'Léa',
  disabled: false,
  available: false,
  offlineSince: null,
  absences: [],
  calendar: null,
  ...more,
});
const holiday = (from: string, to: string | null) => ({
  id: 'holiday',
  from: at(from),
  to: to === null ? null : at(to),
  standInId: 'karim',
});

test('R1: an absence counts from its first moment to its last, also for who is logged in', () => {
  const lea = who({ available: true, absences: [holiday('2026-11-23T08:00:00Z', '2026-11-23T12:00:00Z')] });
  expect(absentAt(lea, at('2026-11-23T07:59:59Z'), DAY)).toBeNull();
  expect(absentAt(lea, at('2026-11-23T08:00:00Z'), DAY)).toMatchObject({
    why: 'absence',
    standInId: 'karim',
  });
  expect(absentAt(lea, at('2026-11-23T12:00:00Z'), DAY)).toBeNull();
});

test('R1: outside their hours somebody is absent, unless they say they are available', () => {
  const night = at('2026-11-23T20:00:00Z'); // a Monday
  expect(absentAt(who({ calendar }), night, DAY)).toMatchObject({
    why: 'off-hours',
    until: at('2026-11-24T09:00:00Z'),
  });
  expect(absentAt(who({ calendar, available: true }), night, DAY)).toBeNull();
  expect(absentAt(who({ calendar }), at('2026-11-23T10:00:00Z'), DAY)).toBeNull();
});

test('R1: offline for long is absent, offline for a while is not; who left the company never comes back', () => {
  const now = at('2026-11-23T10:00:00Z');
  expect(absentAt(who({ offlineSince: now - DAY + 1 }), now, DAY)).toBeNull();
  expect(absentAt(who({ offlineSince: now - DAY }), now, DAY)).toMatchObject({ why: 'offline', until: null });
  expect(absentAt(who({ disabled: true, available: true }), now, DAY)).toMatchObject({ until: null });
});

test('R8: who is absent until Friday evening is back on Monday morning, and an open end has no date', () => {
  const friday = holiday('2026-11-23T09:00:00Z', '2026-11-27T18:00:00Z');
  const now = at('2026-11-25T10:00:00Z');
  expect(absentAt(who({ calendar, absences: [friday] }), now, DAY)?.until).toBe(at('2026-11-30T09:00:00Z'));
  const next = { ...holiday('2026-11-30T08:00:00Z', '2026-12-01T12:00:00Z'), id: 'training' };
  expect(absentAt(who({ calendar, absences: [friday, next] }), now, DAY)?.until).toBe(
    at('2026-12-01T12:00:00Z'),
  );
  const open = holiday('2026-11-23T09:00:00Z', null);
  expect(absentAt(who({ calendar, absences: [open] }), now, DAY)?.until).toBeNull();
});

test('the next moment to look is the first at which something changes', () => {
  const now = at('2026-11-23T10:00:00Z');
  expect(nextChange(who(), now, DAY)).toBeNull();
  expect(nextChange(who({ calendar }), now, DAY)).toBe(at('2026-11-23T18:00:00Z'));
  const absences = [holiday('2026-11-23T16:00:00Z', '2026-11-24T16:00:00Z')];
  expect(nextChange(who({ calendar, absences }), now, DAY)).toBe(at('2026-11-23T16:00:00Z'));
  expect(nextChange(who({ calendar, absences, offlineSince: now - DAY + HOUR }), now, DAY)).toBe(now + HOUR);
});
