/** When a meeting is: the reader's clock first, the organiser's where it shows another time. */
import { meetingWhen, weekdaysText } from './meeting-text.js';

const moment = (at: string, local: string, zone: string | null) => ({
  kind: 'moment' as const,
  at,
  local,
  zone,
});
const paris = {
  start: moment('2026-04-02T07:00:00.000Z', '2026-04-02T09:00', 'Europe/Paris'),
  end: moment('2026-04-02T08:00:00.000Z', '2026-04-02T10:00', 'Europe/Paris'),
};

test('in the reader’s own zone nothing stands beside it', () => {
  const when = meetingWhen(paris, 'fr-FR', 'Europe/Paris');
  expect(when.own).toContain('2 avril 2026');
  expect(when.own).toMatch(/09:00\D+10:00/);
  expect(when.original).toBeNull();
});

test('elsewhere the organiser’s clock stands beside it, in winter and in summer', () => {
  const when = meetingWhen(paris, 'en-GB', 'America/New_York');
  expect(when.own).toMatch(/03:00\D+04:00/);
  expect(when.original).toMatchObject({ zone: 'Europe/Paris' });
  expect(when.original?.clock).toMatch(/09:00\D+10:00/);
  const winter = { start: moment('2026-01-15T08:00:00.000Z', '2026-01-15T09:00', 'Europe/Paris'), end: null };
  expect(meetingWhen(winter, 'en-GB', 'Europe/London').own).toContain('08:00');
  // Another name for the same clock is no other clock.
  expect(meetingWhen(paris, 'en-GB', 'Europe/Berlin').original).toBeNull();
});

test('a day is that day wherever one is, and three days are three', () => {
  const day = (name: string) => ({ kind: 'day' as const, day: name });
  const one = meetingWhen(
    { start: day('2026-04-02'), end: day('2026-04-03') },
    'en-GB',
    'America/Los_Angeles',
  );
  expect(one.own).toMatch(/^Thursday,? 2 April 2026$/);
  const three = meetingWhen({ start: day('2026-04-02'), end: day('2026-04-05') }, 'en-GB', 'Asia/Tokyo');
  expect(three.own).toMatch(/2.*4 April 2026/);
});

test('a clock time without a place is told as it stands', () => {
  const floating = { kind: 'moment' as const, at: null, local: '2026-04-02T09:00', zone: null };
  const when = meetingWhen({ start: floating, end: null }, 'en-GB', 'Asia/Tokyo');
  expect(when).toMatchObject({ original: null, anywhere: true });
  expect(when.own).toContain('09:00');
});

test('weekdays are said as a list', () => {
  const every = { every: 'week' as const, interval: 1, nth: null, count: null, until: null };
  expect(weekdaysText({ ...every, weekdays: ['MO', 'WE'] }, 'fr-FR')).toBe('lundi et mercredi');
  expect(weekdaysText({ ...every, weekdays: ['SU'] }, 'en-GB')).toBe('Sunday');
});
