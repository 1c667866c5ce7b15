/** Business time against values worked out by hand, in five zones and over both changes of the clocks. */
import type { OpeningHours, Week } from '@lib/contracts';
import { addBusiness, businessBetween, NeverOpen, opening, type Calendar } from './business-calendar.js';

const HOUR = 3_600_000;
const closed: Week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const hours = (from: string, to: string): OpeningHours[] => [{ from, to }];
const everyDay = (open: OpeningHours[]): Week => ({
  mon: open,
  tue: open,
  wed: open,
  thu: open,
  fri: open,
  sat: open,
  sun: open,
});
const office = (timeZone: string, holidays: Calendar['holidays'] = []): Calendar => ({
  timeZone,
  week: { ...everyDay(hours('09:00', '18:00')), sat: [], sun: [] },
  holidays,
});
const always = (timeZone: string): Calendar => ({
  timeZone,
  week: everyDay(hours('00:00', '24:00')),
  holidays: [],
});
const nights = (timeZone: string): Calendar => ({
  timeZone,
  week: everyDay(hours('22:00', '06:00')),
  holidays: [],
});
const day = (date: string, open: OpeningHours[] = []): Calendar['holidays'][number] => ({
  date,
  name: '',
  hours: open,
});
const add = (calendar: Calendar, from: string, openHours: number): string =>
  addBusiness(calendar, new Date(from), openHours * HOUR).toISOString();
const between = (calendar: Calendar, a: string, b: string): number =>
  businessBetween(calendar, new Date(a), new Date(b)) / HOUR;

describe('R1: office hours, Monday to Friday 09:00–18:00', () => {
  test.each([
    // Friday 27 March 2026 17:00 in Paris (+1): one hour left, three more on Monday in summer time (+2).
    ['Europe/Paris', '2026-03-27T16:00:00Z', 4, '2026-03-30T10:00:00.000Z'],
    // Friday 23 October 17:00 (+2), Monday in winter time (+1).
    ['Europe/Paris', '2026-10-23T15:00:00Z', 4, '2026-10-26T11:00:00.000Z'],
    // Friday 6 March 17:00 in New York (−5), Monday 9 March 12:00 (−4).
    ['America/New_York', '2026-03-06T22:00:00Z', 4, '2026-03-09T16:00:00.000Z'],
    // Friday 30 October 17:00 (−4), Monday 2 November 12:00 (−5).
    ['America/New_York', '2026-10-30T21:00:00Z', 4, '2026-11-02T17:00:00.000Z'],
    // India stands at +5:30 all year: Friday 17:00, Monday 12:00.
    ['Asia/Kolkata', '2026-03-27T11:30:00Z', 4, '2026-03-30T06:30:00.000Z'],
    // Lord Howe goes from +11 to +10:30 on Sunday 5 April: Friday 3 April 17:00, Monday 12:00.
    ['Australia/Lord_Howe', '2026-04-03T06:00:00Z', 4, '2026-04-06T01:30:00.000Z'],
    // And back to +11 on Sunday 4 October: Friday 2 October 17:00 (+10:30), Monday 12:00.
    ['Australia/Lord_Howe', '2026-10-02T06:30:00Z', 4, '2026-10-05T01:00:00.000Z'],
    ['UTC', '2026-03-27T17:00:00Z', 4, '2026-03-30T12:00:00.000Z'],
  ])('%s: from %s, %i hours', (zone, from, open, due) => {
    expect(add(office(zone), from, open)).toBe(due);
    expect(between(office(zone), from, due)).toBe(open);
  });

  test('a leap year has its 29 February, a Thursday in 2024; 2023 has none', () => {
    expect(add(office('UTC'), '2024-02-28T17:00:00Z', 10)).toBe('2024-02-29T18:00:00.000Z');
    expect(between(office('UTC'), '2024-02-28T12:00:00Z', '2024-03-01T12:00:00Z')).toBe(18);
    expect(between(office('UTC'), '2023-02-28T12:00:00Z', '2023-03-01T12:00:00Z')).toBe(9);
  });

  test('a holiday is closed from midnight to midnight of its place, and a half day for the rest', () => {
    // Thursday 24 December until noon, Friday 25 closed: 24th 10:00 in Paris, two hours; then Monday.
    const calendar = office('Europe/Paris', [day('2026-12-25'), day('2026-12-24', hours('09:00', '12:00'))]);
    expect(add(calendar, '2026-12-24T09:00:00Z', 2)).toBe('2026-12-24T11:00:00.000Z');
    expect(add(calendar, '2026-12-24T09:00:00Z', 3)).toBe('2026-12-28T09:00:00.000Z');
    expect(between(calendar, '2026-12-24T00:00:00Z', '2026-12-29T00:00:00Z')).toBe(12);
    const leapHoliday = office('Asia/Kolkata', [day('2024-02-29')]);
    expect(add(leapHoliday, '2024-02-28T11:30:00Z', 2)).toBe('2024-03-01T04:30:00.000Z');
  });

  test('asked outside hours it begins with the next opening; nothing lasts until then', () => {
    expect(add(office('UTC'), '2026-11-21T12:00:00Z', 0)).toBe('2026-11-23T09:00:00.000Z');
    expect(add(office('UTC'), '2026-11-21T12:00:00Z', 1)).toBe('2026-11-23T10:00:00.000Z');
    expect(add(office('UTC'), '2026-11-20T17:00:00Z', 1)).toBe('2026-11-20T18:00:00.000Z');
    expect(between(office('UTC'), '2026-11-21T00:00:00Z', '2026-11-22T23:00:00Z')).toBe(0);
    expect(between(office('UTC'), '2026-11-23T12:00:00Z', '2026-11-23T11:00:00Z')).toBe(0);
  });
});

describe('days of 23, 24½, 23½ and 25 hours, open without end', () => {
  test.each([
    ['Europe/Paris', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 23],
    ['Europe/Paris', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 25],
    ['America/New_York', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', 23],
    ['America/New_York', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', 25],
    ['Australia/Lord_Howe', '2026-04-04T13:00:00Z', '2026-04-05T13:30:00Z', 24.5],
    ['Australia/Lord_Howe', '2026-10-03T13:30:00Z', '2026-10-04T13:00:00Z', 23.5],
    ['Asia/Kolkata', '2026-03-28T18:30:00Z', '2026-03-29T18:30:00Z', 24],
  ])('%s from %s', (zone, from, to, length) => {
    expect(between(always(zone), from, to)).toBe(length);
    expect(add(always(zone), from, length)).toBe(new Date(to).toISOString());
  });

  test('an hour that comes twice at midnight counts once per passing', () => {
    // Havana goes back from 01:00 to 00:00 on 1 November 2026: midnight comes twice, the day has 25 hours.
    expect(between(always('America/Havana'), '2026-10-31T04:00:00Z', '2026-11-02T05:00:00Z')).toBe(49);
  });
});

describe('hours past midnight, 22:00–06:00 every day', () => {
  test('belong to the day on which they pass', () => {
    expect(add(nights('UTC'), '2026-11-22T23:00:00Z', 7)).toBe('2026-11-23T06:00:00.000Z');
    expect(add(nights('UTC'), '2026-11-22T23:00:00Z', 8)).toBe('2026-11-23T23:00:00.000Z');
    const silent = { ...nights('UTC'), holidays: [day('2026-11-23')] };
    expect(add(silent, '2026-11-22T23:00:00Z', 2)).toBe('2026-11-24T01:00:00.000Z');
  });

  test('the night of the change is an hour shorter or longer', () => {
    expect(between(nights('Europe/Paris'), '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z')).toBe(7);
    expect(between(nights('Europe/Paris'), '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z')).toBe(9);
  });
});

test('R1: hours that begin in a skipped hour begin with the change; those in a doubled one take both', () => {
  const small: Calendar = { timeZone: 'Europe/Paris', week: everyDay(hours('02:30', '04:00')), holidays: [] };
  expect(add(small, '2026-03-29T00:00:00Z', 0)).toBe('2026-03-29T01:00:00.000Z');
  expect(between(small, '2026-03-29T00:00:00Z', '2026-03-29T12:00:00Z')).toBe(1);
  expect(between(small, '2026-10-25T00:00:00Z', '2026-10-25T12:00:00Z')).toBe(2.5);
});

test('a calendar that never opens, or too rarely, says so', () => {
  const never: Calendar = { timeZone: 'UTC', week: closed, holidays: [] };
  expect(() => addBusiness(never, new Date(), HOUR)).toThrow(NeverOpen);
  expect(businessBetween(never, new Date('2026-01-01'), new Date('2027-01-01'))).toBe(0);
  const rare: Calendar = { timeZone: 'UTC', week: { ...closed, mon: hours('09:00', '09:01') }, holidays: [] };
  expect(() => addBusiness(rare, new Date('2026-01-01'), 100 * HOUR)).toThrow('opens too rarely');
});

test('R1: whether it is open now, and until when', () => {
  const at = (calendar: Calendar, moment: string) => {
    const { open, until } = opening(calendar, new Date(moment));
    return [open, until?.toISOString() ?? null];
  };
  const paris = office('Europe/Paris', [day('2026-11-23')]);
  expect(at(paris, '2026-11-20T08:00:00Z')).toEqual([true, '2026-11-20T17:00:00.000Z']);
  expect(at(paris, '2026-11-20T17:00:00Z')).toEqual([false, '2026-11-24T08:00:00.000Z']);
  expect(at(nights('UTC'), '2026-11-20T23:00:00Z')).toEqual([true, '2026-11-21T06:00:00.000Z']);
  expect(at(always('UTC'), '2026-11-20T23:00:00Z')).toEqual([true, null]);
});
