/** What an administrator is shown of a calendar before it is kept. */
import type { Week } from '@lib/contracts';
import { previewOf } from './calendar-preview.js';

const open = [{ from: '09:00', to: '18:00' }];
const week: Week = { mon: open, tue: open, wed: open, thu: open, fri: open, sat: [], sun: [] };
const calendar = { timeZone: 'Europe/Paris', week, holidays: [] };

test('the opening that runs now comes first, then the next ones, over the weekend', () => {
  const { openings } = previewOf(calendar, new Date('2026-11-27T12:00:00Z'));
  expect(openings).toHaveLength(14);
  expect(openings.slice(0, 2)).toEqual([
    { from: '2026-11-27T08:00:00.000Z', to: '2026-11-27T17:00:00.000Z' },
    { from: '2026-11-30T08:00:00.000Z', to: '2026-11-30T17:00:00.000Z' },
  ]);
});

test('a holiday is left out', () => {
  const closed = { ...calendar, holidays: [{ date: '2026-11-30', name: '', hours: [] }] };
  expect(previewOf(closed, new Date('2026-11-28T12:00:00Z')).openings[0]?.from).toBe(
    '2026-12-01T08:00:00.000Z',
  );
});

test('hours past midnight are one opening', () => {
  const nights = { ...calendar, week: { ...week, mon: [{ from: '22:00', to: '06:00' }] } };
  const { openings } = previewOf(nights, new Date('2026-11-30T12:00:00Z'));
  expect(openings[0]).toEqual({ from: '2026-11-30T21:00:00.000Z', to: '2026-12-01T05:00:00.000Z' });
});

test('the short and the long day of the year to come are named', () => {
  expect(previewOf(calendar, new Date('2026-11-27T12:00:00Z')).oddDays).toEqual([
    { date: '2027-03-28', hours: 23 },
    { date: '2027-10-31', hours: 25 },
  ]);
});
